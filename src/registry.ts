import { suggestion } from './nearest.js';
import type { PromptSpec } from './prompt.js';
import type { ResourceSpec } from './resource.js';
import type { Effect, ToolSpec, Toolset } from './tool.js';

/** All that this server can offer. */
export interface Catalogue {
  readonly toolsets: readonly Toolset[];
  readonly resources: readonly ResourceSpec[];
  readonly prompts: readonly PromptSpec[];
}

export interface Selection {
  readonly toolsets?: readonly string[] | undefined;
  readonly tools?: readonly string[] | undefined;
  readonly excludeTools?: readonly string[] | undefined;
  readonly readOnly?: boolean | undefined;
  readonly effects?: readonly Effect[] | undefined;
}

/**
 * The tools of a selection, in the catalogue's order. `toolsets` and `tools` add up; without either, all are in.
 * Unknown names are problems, with the nearest valid one.
 */
export function select(
  catalogue: readonly Toolset[],
  { toolsets, tools, excludeTools, readOnly, effects }: Selection,
): { readonly tools: readonly ToolSpec[]; readonly problems: readonly string[] } {
  const toolsetNames = catalogue.map(({ name }) => name);
  const toolNames = namesOf(catalogue);
  const problems = [
    ...unknown('toolset', toolsets, toolsetNames),
    ...unknown('tool', [...(tools ?? []), ...(excludeTools ?? [])], toolNames),
  ];
  const everything = toolsets === undefined && tools === undefined;
  const selected = catalogue.flatMap((toolset) =>
    toolset.tools.filter(
      ({ name, effect }) =>
        (everything || toolsets?.includes(toolset.name) || tools?.includes(name)) &&
        !excludeTools?.includes(name) &&
        !(readOnly && effect !== 'read') &&
        (effects === undefined || effects.includes(effect)),
    ),
  );
  if (problems.length === 0 && selected.length === 0) {
    problems.push(
      `This selection leaves no tool.${readOnly ? ' Read-only mode drops those that change something.' : ''}`,
    );
  }
  return { tools: selected, problems };
}

/** The names of all tools, in order. */
export const namesOf = (catalogue: readonly Toolset[]) =>
  catalogue.flatMap((toolset) => toolset.tools.map(({ name }) => name));

function unknown(noun: string, given: readonly string[] | undefined, known: readonly string[]): string[] {
  return (given ?? [])
    .filter((name) => !known.includes(name))
    .map((name) => `There is no ${noun} ${JSON.stringify(name)}. ${suggestion(name, known)}`);
}
