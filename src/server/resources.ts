import {
  ProtocolError,
  ProtocolErrorCode,
  type ReadResourceResult,
  ResourceNotFoundError,
  type Server,
} from '@modelcontextprotocol/server';
import type { Failure } from '../caspio/failure.js';
import { fitAnswer } from '../fit.js';
import type { ResourceContent, ResourceSpec, Variables } from '../resource.js';
import { failureText } from '../result.js';
import { callerOf } from './caller.js';
import type { ServerParts } from './parts.js';
import { startRun } from './run.js';
import { matcherOf } from './uri.js';

/** A resource with what finds its variables in an address. */
type MatchedResource = readonly [ResourceSpec, ReturnType<typeof matcherOf>];

/** Made once for all connections. */
export const matched = (resources: readonly ResourceSpec[]): readonly MatchedResource[] =>
  resources.map((spec) => [spec, matcherOf(spec.uri)]);

/** Serves what can be attached to a conversation, and what tools have kept for this client. */
export function serveResources(
  server: Server,
  parts: ServerParts,
  offered: readonly MatchedResource[],
  client: string | undefined,
): void {
  const { resources, shelf, maxResultChars } = parts;
  server.setRequestHandler('resources/list', () => ({
    resources: [
      ...resources.filter(isSingle).map((spec) => ({ uri: spec.uri, ...described(spec) })),
      ...(shelf?.list() ?? []),
    ],
  }));
  server.setRequestHandler('resources/templates/list', () => ({
    resourceTemplates: resources
      .filter((spec) => !isSingle(spec))
      .map((spec) => ({ uriTemplate: spec.uri, ...described(spec) })),
  }));
  server.setRequestHandler('resources/read', async ({ params: { uri } }, context) => {
    const kept = shelf?.read(uri);
    if (kept) return { contents: [{ uri, ...kept }] };
    const found = findResource(offered, uri);
    if (!found) throw new ResourceNotFoundError(uri);
    const { spec, variables } = found;
    const work = { name: `resource:${spec.name}`, effect: 'read' as const, args: variables };
    const run = startRun(work, callerOf(server, context, client), parts);
    try {
      const content = await run.within((tools) => spec.read(variables, tools));
      run.ended('ok');
      return { contents: [contentOf(uri, spec, content, maxResultChars)] };
    } catch (error) {
      throw errorOf(uri, await run.failed(error));
    }
  });
}

const isSingle = ({ uri }: ResourceSpec) => !uri.includes('{');

const described = ({ name, title, description, mimeType }: ResourceSpec) => ({
  name,
  title,
  description,
  ...(mimeType !== undefined && { mimeType }),
});

function findResource(
  offered: readonly MatchedResource[],
  uri: string,
): { readonly spec: ResourceSpec; readonly variables: Variables } | undefined {
  for (const [spec, match] of offered) {
    const variables = match(uri);
    if (variables) return { spec, variables };
  }
  return undefined;
}

/** An address of nothing, a wrong address, or a fault of somebody else. */
function errorOf(uri: string, failure: Failure): ProtocolError {
  const text = failureText(failure);
  // What a bounded connection may not use is an argument as well.
  const isAddress = failure.kind === 'arguments' || failure.argument !== undefined;
  if (!isAddress) return new ProtocolError(ProtocolErrorCode.InternalError, text);
  return failure.caspio?.status === 404
    ? new ResourceNotFoundError(uri, text)
    : new ProtocolError(ProtocolErrorCode.InvalidParams, text);
}

function contentOf(
  uri: string,
  spec: ResourceSpec,
  content: ResourceContent,
  maxChars: number,
): ReadResourceResult['contents'][number] {
  const { mimeType = spec.mimeType } = content;
  const head = { uri, ...(mimeType !== undefined && { mimeType }) };
  if ('answer' in content) return { ...head, text: fitAnswer(content.answer, maxChars).text };
  return 'text' in content ? { ...head, text: content.text } : { ...head, blob: content.base64 };
}
