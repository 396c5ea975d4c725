import type { ToolSpec, Toolset } from './tool.js';

/** Tokens (o200k) that the model sees of each tool: name, description and input schema. */
export type Weights = Readonly<Record<string, number>>;

interface Listed {
  readonly toolset: string;
  readonly title: string;
  readonly tokens: number;
  readonly tools: readonly {
    readonly name: string;
    readonly title: string;
    readonly effect: string;
    readonly tokens: number;
  }[];
}

/** The selected tools by toolset, with what each weighs. */
export function listed(
  catalogue: readonly Toolset[],
  selected: readonly ToolSpec[],
  weights: Weights,
): Listed[] {
  return catalogue.flatMap((toolset) => {
    const tools = toolset.tools
      .filter((tool) => selected.includes(tool))
      .map(({ name, title, effect }) => ({ name, title, effect, tokens: weights[name] ?? 0 }));
    return tools.length === 0
      ? []
      : [{ toolset: toolset.name, title: toolset.title, tokens: sum(tools), tools }];
  });
}

/** The same for a person. */
export function catalogueText(toolsets: readonly Listed[]): string {
  const width = Math.max(...toolsets.flatMap(({ tools }) => tools.map(({ name }) => name.length)));
  const lines = toolsets.flatMap(({ toolset, title, tokens, tools }) => [
    `${toolset}: ${title} (${tools.length} tools, ${tokens} tokens)`,
    ...tools.map(
      (tool) => `  ${tool.name.padEnd(width)}  ${tool.effect.padEnd(6)}  ${String(tool.tokens).padStart(4)}`,
    ),
    '',
  ]);
  const count = toolsets.reduce((total, { tools }) => total + tools.length, 0);
  return [
    ...lines,
    `${count} tools, ${sum(toolsets)} tokens (o200k) of names, descriptions and input schemas`,
    '',
  ].join('\n');
}

const sum = (weighed: readonly { readonly tokens: number }[]) =>
  weighed.reduce((total, { tokens }) => total + tokens, 0);
