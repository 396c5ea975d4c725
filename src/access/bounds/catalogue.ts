import type { ToolSpec, Toolset } from '../../tool.js';
import type { AllowLists } from '../connection.js';
import { isBounded, isOpen, type Kind } from './kinds.js';

/** The arguments that say what a tool is about. */
const ARGUMENTS: Readonly<Record<string, Kind>> = {
  table_name: 'tables',
  view_name: 'views',
  directory_id: 'directories',
};

/**
 * Of these tools, what a bounded connection can have at all: nothing of a kind that is closed, and nothing that no
 * list can hold, unless the operator named that very tool. What is left is still held by the wall.
 */
export function withinBounds(
  toolsets: readonly Toolset[],
  tools: readonly ToolSpec[],
  allow: AllowLists,
  named: readonly string[],
): readonly ToolSpec[] {
  if (!isBounded(allow)) return tools;
  const boundsOf = new Map(
    toolsets.flatMap((toolset) => toolset.tools.map(({ name }) => [name, toolset.bounds] as const)),
  );
  return tools.filter((tool) => {
    const bounds = tool.bounds ?? boundsOf.get(tool.name) ?? 'none';
    if (bounds === 'free') return true;
    if (bounds === 'none') return named.includes(tool.name);
    return bounds.some((kind) => isOpen(allow, kind)) && isUsable(tool, allow);
  });
}

/** Every kind that it needs is open, and one at least of those that it may be given. */
function isUsable({ input }: ToolSpec, allow: AllowLists): boolean {
  const found = Object.entries(ARGUMENTS).flatMap(([name, kind]) => {
    const shape = input.shape[name];
    return shape ? [{ kind, isNeeded: !shape.safeParse(undefined).success }] : [];
  });
  const open = found.filter(({ kind }) => isOpen(allow, kind));
  if (found.some((each) => each.isNeeded && !open.includes(each))) return false;
  return found.length === 0 || open.length > 0;
}
