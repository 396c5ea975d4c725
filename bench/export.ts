import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { atMost, type Figure } from './figures.js';
import { ours, startCaspio } from './servers.js';
import { overStdio } from './wire.js';

const LATENCY_MS = 200;
const PAGE = 1_000;
/** The most pages that an export reads at once: AT_ONCE of src/caspio/scan.ts. */
const SIDE_BY_SIDE = 4;

/** An export against the time that its pages take at the least, so many side by side. */
export async function measureExport(records: number): Promise<Figure[]> {
  const caspio = await startCaspio(records, LATENCY_MS);
  const folder = await mkdtemp(join(tmpdir(), 'caspio-bench-'));
  const server = await overStdio(ours(caspio.url, '--files-dir', folder, '--rate-limit', 'off'));
  const startedAt = performance.now();
  const answer = await server.request('tools/call', {
    name: 'caspio_records_export',
    arguments: { table_name: 'T', save_as: 'all.csv', max_calls: 10_000 },
  });
  const seconds = (performance.now() - startedAt) / 1_000;
  const lines = (await readFile(join(folder, 'all.csv'), 'utf8')).trimEnd().split('\n').length;
  if (lines !== records + 1) throw new Error(`${lines} lines: ${JSON.stringify(answer).slice(0, 500)}`);
  await server.close();
  caspio.close();
  await rm(folder, { recursive: true });

  const ideal = ((records / PAGE / SIDE_BY_SIDE) * LATENCY_MS) / 1_000;
  return [
    atMost(1.3, {
      what: `Export of ${records.toLocaleString('en-US')} rows to CSV at ${LATENCY_MS} ms a page, ${SIDE_BY_SIDE} side by side, limiter lifted`,
      ours: `${seconds.toFixed(2)} s`,
      floor: `${ideal.toFixed(2)} s (pages ÷ ${SIDE_BY_SIDE} × latency)`,
      ratio: seconds / ideal,
    }),
  ];
}
