/** Writes the generated parts of README.md from the options and the catalogue; `--check` only compares. */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { optionLines } from '../src/help.js';
import { toolsets } from '../tools/index.js';

const README = fileURLToPath(new URL('../README.md', import.meta.url));

const row = (cells: readonly string[]) =>
  `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
const table = (head: readonly string[], rows: readonly (readonly string[])[]) =>
  [row(head), row(head.map(() => '---')), ...rows.map(row)].join('\n');
const code = (text: string) => (text ? `\`${text}\`` : '');

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
  tools: () =>
    toolsets
      .map(({ name, title, tools }) => {
        const rows = tools.map((tool) => [code(tool.name), tool.effect, tool.title]);
        return `**${title}** (toolset \`${name}\`)\n\n${table(['Tool', 'Effect', 'What it does'], rows)}`;
      })
      .join('\n\n'),
};

/** The text with every part between `<!-- generated: NAME -->` and `<!-- end -->` made anew. */
export function generate(text: string): string {
  return Object.entries(parts).reduce((done, [name, make]) => {
    const marked = new RegExp(`(<!-- generated: ${name} -->\\n)[\\s\\S]*?(<!-- end -->)`);
    if (!marked.test(done)) throw new Error(`README.md has no part "${name}"`);
    return done.replace(marked, (_, open: string, close: string) => `${open}\n${make()}\n\n${close}`);
  }, text);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const before = readFileSync(README, 'utf8');
  const after = generate(before);
  if (process.argv.includes('--check') && before !== after) {
    console.error('README.md is out of date: run npm run docs.');
    process.exitCode = 1;
  } else if (before !== after) writeFileSync(README, after);
}
