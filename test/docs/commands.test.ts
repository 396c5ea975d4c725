import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };
import { parseConfig } from '../../src/config.js';
import { blocks, pages } from './pages.js';

/** The lines of `sh` blocks that start the server, without what the shell does around it. */
const commands = blocks
  .filter(({ language }) => language === 'sh')
  .flatMap(({ file, text }) =>
    text
      .replace(/\\\n/g, ' ')
      .split('\n')
      .flatMap((line) => {
        const [, words] =
          /^(?:\w+=\S* +)*(?:node dist\/main\.js|caspio-mcp) *(.*)$/.exec(line.replace(/ +#.*$/, '')) ?? [];
        return words === undefined ? [] : [{ file, words }];
      }),
  );

describe('commands in the docs', () => {
  it('are found at all', () => {
    expect(commands.length).toBeGreaterThan(5);
  });

  it.each(commands)('$file: caspio-mcp $words', ({ words }) => {
    const argv = words.split(' ').filter(Boolean);
    expect(parseConfig(argv, { CASPIO_MCP_DATA_DIR: '/tmp' })).not.toHaveProperty('problems');
  });

  it('name only scripts that exist', () => {
    const named = pages.flatMap(({ text }) =>
      [...text.matchAll(/npm run ([\w:]+)/g)].map(([, script]) => script),
    );
    expect(named.length).toBeGreaterThan(10);
    expect(named.filter((script) => !(script && script in manifest.scripts))).toEqual([]);
  });
});

describe('JSON in the docs', () => {
  const jsons = blocks.filter(({ language }) => language === 'json');

  it.each(jsons.filter(({ file }) => !file.startsWith('docs/tools/')))('is JSON: $file', ({ text }) => {
    JSON.parse(text);
  });

  it('starts the server as the README says', () => {
    const servers = jsons
      .filter(({ file }) => file === 'README.md')
      .map(({ text }) => JSON.parse(text).mcpServers.caspio);
    expect(servers).toHaveLength(2);
    for (const { args, env = {} } of servers) {
      const options = args.filter((arg: string) => arg.startsWith('--'));
      expect(parseConfig(options, env)).toHaveProperty('config');
    }
  });
});

describe('docs/troubleshooting.md', () => {
  /** What the server says, wherever in the sources it says it. */
  const sources = execFileSync('git', ['ls-files', 'src', 'tools'], { encoding: 'utf8' })
    .trim()
    .split('\n')
    .filter((file) => file.endsWith('.ts'))
    .map((file) => readFileSync(file, 'utf8'))
    .join('\n');
  const quoted = pages
    .filter(({ file }) => file === 'docs/troubleshooting.md')
    .flatMap(({ text }) => [...text.matchAll(/^\| [^|]*?“([^”]+)”/gm)].map(([, words = '']) => words))
    .flatMap((words) => words.split('…').map((part) => part.trim()))
    .filter(Boolean);

  it('quotes many texts', () => {
    expect(quoted.length).toBeGreaterThan(12);
  });

  it.each(quoted)('“%s” is what the server says', (words) => {
    expect(sources.includes(words)).toBe(true); // a matcher would print all of the sources
  });
});
