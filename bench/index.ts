/**
 * `npm run build && npm run bench [-- PART …] [--rounds N] [--write]`: measures the built server, each figure against a
 * floor in the same run. `--write` writes docs/performance.md, for which all parts must run.
 */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { measureCalls } from './calls.js';
import { measureExport } from './export.js';
import type { Figure } from './figures.js';
import { measurePeers } from './peers.js';
import { linesOf, page } from './report.js';
import { measureStart } from './start.js';
import { ALL_KINDS, measureUpsert } from './upsert.js';
import { measureWeight } from './weight.js';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: 'string', default: '21' },
    rows: { type: 'string', default: '5000' },
    latency: { type: 'string', default: '50' },
    faults: { type: 'string', default: '0.05' },
    seed: { type: 'string', default: '1' },
    kinds: { type: 'string', default: ALL_KINDS.join(',') },
    records: { type: 'string', default: '100000' },
    write: { type: 'boolean', default: false },
  },
});
const rounds = Number(values.rounds);
const kinds = values.kinds.split(',');

const PARTS: Readonly<Record<string, () => Figure[] | Promise<Figure[]>>> = {
  start: () => measureStart(rounds),
  calls: () => measureCalls(rounds),
  export: () => measureExport(Number(values.records)),
  upsert: () =>
    measureUpsert({
      rows: Number(values.rows),
      latencyMs: Number(values.latency),
      faults: Number(values.faults),
      seed: Number(values.seed),
      kinds: ALL_KINDS.filter((kind) => kinds.includes(kind)),
    }),
  weight: measureWeight,
  peers: () => measurePeers(Math.ceil(rounds / 3)),
};

const names = positionals.length > 0 ? positionals : Object.keys(PARTS);
const measured: Record<string, readonly Figure[]> = {};
for (const name of names) {
  const measure = PARTS[name];
  if (!measure) throw new Error(`There is no part ${name}: ${Object.keys(PARTS).join(', ')}.`);
  measured[name] = await measure();
  process.stdout.write(`${linesOf(measured[name])}\n`);
}
if (values.write) writeFileSync('docs/performance.md', page(measured));
