import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import manifest from '../package.json' with { type: 'json' };
import { FILES, generate } from '../scripts/docs.js';
import { parseConfig } from '../src/config.js';

const readme = readFileSync('README.md', 'utf8');

it('has the generated tables as they are now', () => {
  expect(generate(readme)).toBe(readme);
});

it.each(Object.keys(FILES))('%s is as it would be made now: npm run docs', (file) => {
  expect(readFileSync(file, 'utf8')).toBe(FILES[file]?.());
});

it('gives host blocks that are JSON and start the server', () => {
  const blocks = [...readme.matchAll(/```json\n([\s\S]*?)```/g)].map(([, json]) => JSON.parse(json ?? ''));
  const started = blocks.filter(({ mcpServers }) => mcpServers.caspio.command);
  expect(started).toHaveLength(3);
  expect(blocks.filter(({ mcpServers }) => mcpServers.caspio.url)).toHaveLength(
    blocks.length - started.length,
  );
  for (const { mcpServers } of started) {
    const { args, env = {} } = mcpServers.caspio;
    const options = args.filter((arg: string) => arg.startsWith('--'));
    expect(parseConfig(options, env)).toHaveProperty('config');
  }
});

it('names only scripts that exist', () => {
  const texts = readme + readFileSync('CONTRIBUTING.md', 'utf8');
  const named = [...texts.matchAll(/npm run (\w+)/g)].map(([, script]) => script);
  expect(named.length).toBeGreaterThan(3);
  expect(named.filter((script) => !(script && script in manifest.scripts))).toEqual([]);
});
