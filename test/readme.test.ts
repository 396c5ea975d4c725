import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import manifest from '../package.json' with { type: 'json' };
import { generate } from '../scripts/docs.js';
import { parseConfig } from '../src/config.js';

const readme = readFileSync('README.md', 'utf8');

it('has the generated tables as they are now', () => {
  expect(generate(readme)).toBe(readme);
});

it('gives host blocks that are JSON and start the server', () => {
  const blocks = [...readme.matchAll(/```json\n([\s\S]*?)```/g)].map(([, json]) => JSON.parse(json ?? ''));
  expect(blocks).toHaveLength(2);
  for (const { mcpServers } of blocks) {
    const { args, env = {} } = mcpServers.caspio;
    expect(parseConfig(args.slice(1), env)).toHaveProperty('config');
  }
});

it('names only scripts that exist', () => {
  const texts = readme + readFileSync('CONTRIBUTING.md', 'utf8');
  const named = [...texts.matchAll(/npm run (\w+)/g)].map(([, script]) => script);
  expect(named.length).toBeGreaterThan(3);
  expect(named.filter((script) => !(script && script in manifest.scripts))).toEqual([]);
});
