/** Writes what is generated: tools/weights.json, docs/faults.md, and the tables of README.md. */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { listed } from '../src/catalogue.js';
import { optionLines } from '../src/help.js';
import { toolsets } from '../tools/index.js';
import { faultsPage } from './faults.js';
import { clientsPage } from './hosts/page.js';
import { registryEntry } from './hosts/registry.js';
import { table } from './table.js';
import { weigh } from './weigh.js';

const at = (file: string) => fileURLToPath(new URL(`../${file}`, import.meta.url));
const code = (text: string) => (text ? `\`${text}\`` : '');

function toolTables(): string {
  const all = toolsets.flatMap((toolset) => toolset.tools);
  const shown = listed(toolsets, all, weigh());
  const tokens = shown.reduce((total, toolset) => total + toolset.tokens, 0);
  const parts = shown.map(({ toolset, title, tools, tokens: weight }) => {
    const rows = tools.map((tool) => [code(tool.name), tool.effect, tool.title, String(tool.tokens)]);
    const head = `**${title}** (toolset \`${toolset}\`, ${weight} tokens)`;
    return `${head}\n\n${table(['Tool', 'Effect', 'What it does', 'Tokens'], rows)}`;
  });
  const sum = `${all.length} tools. A model that sees all of them reads ${tokens.toLocaleString('en-US')} tokens (o200k) of names, descriptions and schemas; \`caspio-mcp tools\` tells it for any selection.`;
  return [sum, ...parts].join('\n\n');
}

const parts: Readonly<Record<string, () => string>> = {
  options: () =>
    table(
      ['Flag', 'Variable', 'What it does', 'Default'],
      optionLines().map(({ flag, variable, help, fallback }) => [
        code(flag),
        code(variable),
        help,
        code(fallback),
      ]),
    ),
  tools: toolTables,
};

/** The text with every part between `<!-- generated: NAME -->` and `<!-- end -->` made anew. */
export function generate(text: string): string {
  return Object.entries(parts).reduce((done, [name, make]) => {
    const marked = new RegExp(`(<!-- generated: ${name} -->\\n)[\\s\\S]*?(<!-- end -->)`);
    if (!marked.test(done)) throw new Error(`README.md has no part "${name}"`);
    return done.replace(marked, (_, open: string, close: string) => `${open}\n${make()}\n\n${close}`);
  }, text);
}

/** Every file that is generated as a whole. */
export const FILES: Readonly<Record<string, () => string>> = {
  'docs/clients.md': clientsPage,
  'docs/faults.md': faultsPage,
  'server.json': registryEntry,
  'tools/weights.json': () => `${JSON.stringify(weigh(), null, 2)}\n`,
};

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const [file, make] of Object.entries(FILES)) writeFileSync(at(file), make());
  writeFileSync(at('README.md'), generate(readFileSync(at('README.md'), 'utf8')));
}
