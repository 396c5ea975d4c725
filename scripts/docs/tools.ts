import type { Weights } from '../../src/catalogue.js';
import { publish } from '../../src/publish.js';
import type { ToolSpec, Toolset } from '../../src/tool.js';
import { toolsets } from '../../tools/index.js';
import { readable } from '../json.js';
import { table } from '../table.js';
import { weigh } from '../weigh.js';
import { type Played, play } from './played.js';

/** Items that an answer shows of a list. */
const SHOWN = 2;
/** Characters of a text. */
const LONGEST = 400;

/** The pages of docs/tools, by file: an index, and one for each toolset with an example call and answer of every tool. */
export async function toolPages(): Promise<Readonly<Record<string, string>>> {
  const played = await play();
  const weights = weigh();
  const pages = toolsets.map((toolset) => [
    `docs/tools/${toolset.name}.md`,
    pageOf(toolset, played, weights),
  ]);
  return { 'docs/tools/README.md': index(weights), ...Object.fromEntries(pages) };
}

const note = '<!-- Written by `npm run docs`. -->';

/** The toolsets with what they are about and weigh; `at` leads to their pages. */
export function toolsetTable(weights = weigh(), at = 'docs/tools/'): string {
  const rows = toolsets.map(({ name, title, tools }) => [
    `[\`${name}\`](${at}${name}.md)`,
    title,
    String(tools.length),
    tokensOf(tools, weights).toLocaleString('en-US'),
  ]);
  const all = toolsets.flatMap(({ tools }) => tools);
  const sum = tokensOf(all, weights).toLocaleString('en-US');
  const whole = `${all.length} tools. A model that sees all of them reads ${sum} tokens (o200k) of names, descriptions and schemas; \`caspio-mcp tools\` tells it for any selection.`;
  return `${table(['Toolset', 'What it is about', 'Tools', 'Tokens'], rows)}\n\n${whole}`;
}

const tokensOf = (tools: readonly ToolSpec[], weights: Weights) =>
  tools.reduce((sum, { name }) => sum + (weights[name] ?? 0), 0);

const index = (weights: Weights): string =>
  `${[
    '# Tools',
    note,
    'Named and grouped as Caspio’s own API. `--toolsets`, `--tools` and `--exclude-tools` [select](../options.md#which-tools).',
    toolsetTable(weights, ''),
    'Each answer is one JSON object: `result`, and beside it, where they apply, `records_affected`, `total_count`, `next_cursor` and `note`. What models send by mistake is understood: `where`, `select`, `limit` and the like without `q.`, numbers for texts, JSON as text. Anything else that is unknown is an error that names the nearest argument.',
  ].join('\n\n')}\n`;

function pageOf(
  { name, title, tools }: Toolset,
  played: ReadonlyMap<string, Played>,
  weights: Weights,
): string {
  const parts = tools.map((spec) => {
    const example = played.get(spec.name);
    if (!example) throw new Error(`scripts/docs/examples.ts has no example of ${spec.name}`);
    return `${heading(spec, weights[spec.name] ?? 0)}\n\n${argumentsOf(spec)}\n\n${shown(example)}`;
  });
  return `${[
    `# ${title}`,
    note,
    `The toolset \`${name}\`. Every example was called for real, one after the other, against [the sandbox](../sandbox.md); long lists and texts are shortened here (…). [All toolsets](README.md).`,
    ...parts,
  ].join('\n\n')}\n`;
}

const heading = ({ name, title, effect, description }: ToolSpec, tokens: number) =>
  `## ${name}\n\n*${title}* · effect: ${effect} · ${tokens} tokens\n\n${description}`;

function argumentsOf(spec: ToolSpec): string {
  const { properties = {}, required = [] } = publish(spec).inputSchema;
  const rows = Object.entries(properties).map(([name, { type = '', description = '', enum: choices }]) => [
    `\`${name}\``,
    required.includes(name) ? `${type}, required` : type,
    choices
      ? `${description} One of ${choices.map((choice) => `\`${choice}\``).join(', ')}.`.trim()
      : description,
  ]);
  return rows.length === 0 ? 'It takes no arguments.' : table(['Argument', 'Type', ''], rows);
}

function shown({ args, isError, answer, beside }: Played): string {
  const block = (language: string, text: string) => `\`\`\`${language}\n${text}\n\`\`\``;
  const call = block('json', readable(args));
  const other =
    beside.length === 0 ? '' : `\n\nBeside it comes the file itself (\`${beside.join('`, `')}\`).`;
  const said = isError ? block('text', answer) : block('json', readable(cut(JSON.parse(answer))));
  const lead = isError ? 'which is not done before it is confirmed:' : 'gives';
  return `${call}\n\n${lead}\n\n${said}${other}`;
}

function cut(value: unknown): unknown {
  if (typeof value === 'string') return value.length > LONGEST ? `${value.slice(0, LONGEST)}…` : value;
  if (Array.isArray(value)) {
    const some = value.slice(0, SHOWN).map(cut);
    return value.length > SHOWN ? [...some, `… ${value.length - SHOWN} more`] : some;
  }
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, cut(inner)]));
}
