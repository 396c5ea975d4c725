import {
  ProtocolError,
  ProtocolErrorCode,
  type ReadResourceResult,
  ResourceNotFoundError,
  type Server,
  UriTemplate,
} from '@modelcontextprotocol/server';
import type { ResourceContent, ResourceSpec, Variables } from '../resource.js';
import { failureText } from '../result.js';
import { callerOf } from './caller.js';
import type { ServerParts } from './parts.js';
import { startRun } from './run.js';

/** Serves what can be attached to a conversation, and what tools have kept for this client. */
export function serveResources(server: Server, parts: ServerParts, client: string | undefined): void {
  const { resources, shelf } = parts;
  const described = ({ name, title, description, mimeType }: ResourceSpec) => ({
    name,
    title,
    description,
    mimeType,
  });
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
    const found = findResource(resources, uri);
    if (!found) throw new ResourceNotFoundError(uri);
    const { spec, variables } = found;
    const work = { name: `resource:${spec.name}`, effect: 'read' as const, args: variables };
    const run = startRun(work, callerOf(server, context, client), parts);
    try {
      const content = await run.within((tools) => spec.read(variables, tools));
      run.ended('ok');
      return { contents: [contentOf(uri, spec, content)] };
    } catch (error) {
      throw new ProtocolError(ProtocolErrorCode.InternalError, failureText(await run.failed(error)));
    }
  });
}

const isSingle = ({ uri }: ResourceSpec) => !uri.includes('{');

function findResource(
  resources: readonly ResourceSpec[],
  uri: string,
): { readonly spec: ResourceSpec; readonly variables: Variables } | undefined {
  for (const spec of resources) {
    const found = new UriTemplate(spec.uri).match(uri);
    const variables = found && decoded(found);
    if (variables) return { spec, variables };
  }
  return undefined;
}

/** Undefined where it is no percent-encoding. */
function decoded(found: Readonly<Record<string, string | string[]>>): Variables | undefined {
  try {
    return Object.fromEntries(
      Object.entries(found).map(([name, value]) => [name, decodeURIComponent([value].flat().join('/'))]),
    );
  } catch {
    return undefined;
  }
}

function contentOf(
  uri: string,
  spec: ResourceSpec,
  content: ResourceContent,
): ReadResourceResult['contents'][number] {
  const { mimeType = spec.mimeType } = content;
  return 'text' in content ? { uri, mimeType, text: content.text } : { uri, mimeType, blob: content.base64 };
}
