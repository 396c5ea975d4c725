import type { IncomingHttpHeaders } from 'node:http';
import { type Selection, select } from '../registry.js';
import type { ServerFactory } from '../server/index.js';
import type { ToolSpec, Toolset } from '../tool.js';
import type { Refusal } from './admission.js';

/** What somebody is served with: tools, and servers that have some of them. */
export interface Served {
  readonly tools: readonly ToolSpec[];
  readonly factoryFor: (tools: readonly ToolSpec[]) => ServerFactory;
}

/** Request headers by which a client asks for less than it may have. */
const HEADERS = ['x-mcp-readonly', 'x-mcp-toolsets', 'x-mcp-tools'] as const;

/** Clients may send any number of different ones. */
const MOST_VARIANTS = 32;

/**
 * Gives the servers for a request: with all tools, or with those that its headers ask for. Headers can never add a tool.
 * What is made for some headers is kept, since a client sends the same with every request.
 */
export function variantsOf(
  toolsets: readonly Toolset[],
  { tools, factoryFor }: Served,
): (headers: IncomingHttpHeaders) => ServerFactory | Refusal {
  const kept = new Map<string, ServerFactory>();
  return (headers) => {
    const key = JSON.stringify(HEADERS.map((name) => headers[name] ?? ''));
    const known = kept.get(key);
    if (known) return known;
    const wanted = tightened(toolsets, tools, headers);
    if ('problem' in wanted) return { status: 400, message: wanted.problem };
    const factory = factoryFor(wanted.tools);
    if (kept.size < MOST_VARIANTS) kept.set(key, factory);
    return factory;
  };
}

function tightened(toolsets: readonly Toolset[], tools: readonly ToolSpec[], headers: IncomingHttpHeaders) {
  const [readOnly = '', ...lists] = HEADERS.map((name) => headers[name]?.toString().trim());
  if (!/^(true|false)?$/i.test(readOnly)) return { problem: 'X-MCP-Readonly must be true or false.' };
  const [wantedSets, wantedTools] = lists.map(namesIn);
  const wanted: Selection = {
    readOnly: readOnly.toLowerCase() === 'true',
    toolsets: wantedSets,
    tools: wantedTools,
  };
  const selection = select(toolsets, wanted);
  if (selection.problems.length > 0) return { problem: selection.problems.join(' ') };
  const left = tools.filter((tool) => selection.tools.includes(tool));
  return left.length > 0
    ? { tools: left }
    : { problem: 'The X-MCP-* headers leave no tool of those that may be used here.' };
}

/** An empty header wants nothing in particular. */
function namesIn(text = ''): readonly string[] | undefined {
  const names = text
    .split(',')
    .map((name) => name.trim())
    .filter(Boolean);
  return names.length > 0 ? names : undefined;
}
