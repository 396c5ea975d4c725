import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const bench = async (...args: readonly string[]) =>
  (await promisify(execFile)(process.execPath, ['node_modules/tsx/dist/cli.mjs', 'bench/index.ts', ...args]))
    .stdout;

it('measures starts and exports beside their floors', async () => {
  const said = await bench('start', 'export', '--rounds', '1', '--records', '2000');
  expect(said).toMatch(/initialize.* \| \d+ ms \| \d+ ms \| \d+\.\d\d × \| at most 2\.8 ×/);
  expect(said).toMatch(/Export of 2,000 rows.* s \| \d+\.\d\d s \(pages ÷ 4 × latency\) \| \d+\.\d\d ×/);
}, 60_000);

it('weighs the tools', async () => {
  expect(await bench('weight')).toMatch(/List of all tools \| [\d,]+ tokens \| \d+ tools/);
}, 60_000);
