import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import manifest from '../package.json' with { type: 'json' };
import { generate } from '../scripts/docs.js';
import { weigh } from '../scripts/weigh.js';
import { parseConfig } from '../src/config.js';

const readme = readFileSync('README.md', 'utf8');

it('has the generated tables as they are now', () => {
  expect(generate(readme)).toBe(readme);
});

it('has the weights of the tools as they are now', () => {
  expect(JSON.parse(readFileSync('tools/weights.json', 'utf8'))).toEqual(weigh());
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
