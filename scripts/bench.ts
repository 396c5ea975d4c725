/**
 * How long a large upsert takes through the built server, against a slow and faulty sandbox, and whether the end is
 * exact: `npm run build && npm run bench [-- --rows 5000 --latency 50 --faults 0.05 --seed 1 --kinds cut-after,error-after]`. The ideal is all
 * calls, four side by side, without a pause between them. Ends with 1 when anything else is there than was to be.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { FAULT_KINDS } from '../src/sandbox/fault-kinds.js';
import { startSandboxThread } from '../src/sandbox/index.js';

const { values } = parseArgs({
  options: {
    rows: { type: 'string', default: '5000' },
    latency: { type: 'string', default: '50' },
    faults: { type: 'string', default: '0.05' },
    seed: { type: 'string', default: '1' },
    kinds: { type: 'string', default: FAULT_KINDS.join(',') },
  },
});
const rows = Number(values.rows);
const latency = Number(values.latency);
const SIDE_BY_SIDE = 4;
const TABLE = 'Bench';

const sandbox = await startSandboxThread({ seed: 'empty', latency });
const folder = await mkdtemp(join(tmpdir(), 'caspio-bench-'));
const emailOf = (index: number) => `person.${index}@example.com`;
const csv = Array.from({ length: rows }, (_, index) => `${emailOf(index)},New ${index},${index},2026-01-31`);
await writeFile(join(folder, 'people.csv'), ['Email,Name,Number,Since', ...csv].join('\n'));

const client = new Client({ name: 'bench', version: '1' }, { versionNegotiation: { mode: 'auto' } });
await client.connect(
  new StdioClientTransport({
    command: process.execPath,
    args: [
      ...['dist/main.js', '--log-level', 'silent', '--rate-limit', 'off'],
      ...['--confirm-above', 'off', '--files-dir', folder],
    ],
    env: {
      PATH: process.env.PATH ?? '',
      CASPIO_INTEGRATION_URL: sandbox.url,
      CASPIO_CLIENT_ID: 'sandbox',
      CASPIO_CLIENT_SECRET: 'sandbox',
    },
  }),
);

interface Told {
  readonly result: Record<string, unknown>;
  readonly next_cursor?: string;
}

let reports = 0;
async function call(name: string, args: Record<string, unknown>): Promise<Told> {
  const progress = () => {
    reports += 1;
  };
  const { isError, content } = await client.callTool(
    { name, arguments: args },
    { onprogress: progress, resetTimeoutOnProgress: true, timeout: 60_000 },
  );
  const [first] = content;
  const text = first?.type === 'text' ? first.text : '';
  if (isError) throw new Error(text);
  return JSON.parse(text);
}

const requests = async () => Number((await call('caspio_usage_get', {})).result.requests);

/** Half of the rows, as they were before. */
async function prepare(): Promise<void> {
  const Fields = [
    { Name: 'Email', Type: 'STRING', Unique: true },
    { Name: 'Name', Type: 'STRING' },
    { Name: 'Number', Type: 'INTEGER' },
    { Name: 'Since', Type: 'DATE/TIME' },
  ];
  await call('create_a_caspio_table', { Name: TABLE, Fields });
  const old = Array.from({ length: rows / 2 }, (_, index) => ({
    Email: emailOf(index * 2),
    Name: 'Old',
    Number: index * 2,
  }));
  await call('caspio_records_import', { table_name: TABLE, records: old });
}

async function found(): Promise<Map<unknown, unknown[]>> {
  const there = new Map<unknown, unknown[]>();
  for (let cursor: string | undefined; ; ) {
    const args = { table_name: TABLE, 'q.select': 'Email, Name, Since', 'q.pageSize': 500 };
    const { result, next_cursor } = await call('list_all_caspio_records', {
      ...args,
      ...(cursor && { cursor }),
    });
    for (const { Email, Name, Since } of result as unknown as Record<string, unknown>[])
      there.set(Email, [...(there.get(Email) ?? []), `${Name} ${Since}`]);
    cursor = next_cursor;
    if (cursor === undefined) return there;
  }
}

await prepare();
const asked = values.kinds.split(',');
const kinds = FAULT_KINDS.filter((kind) => asked.includes(kind));
await sandbox.setFaults({ rate: Number(values.faults), seed: Number(values.seed), kinds, hangMs: 1_000 });
const before = await requests();
const startedAt = performance.now();
const told: Record<string, number> = { inserted: 0, updated: 0, unchanged: 0, failed: 0, unknown: 0 };
let answers = 0;
for (let resume: unknown; ; ) {
  const { result } = await call('caspio_records_import', {
    table_name: TABLE,
    mode: 'upsert',
    key: ['Email'],
    File: { path: 'people.csv' },
    ...(resume !== undefined && { resume }),
  });
  answers += 1;
  for (const name of Object.keys(told)) told[name] = (told[name] ?? 0) + Number(result[name] ?? 0);
  resume = result.resume;
  if (resume === undefined) break;
}
const seconds = (performance.now() - startedAt) / 1_000;
const calls = (await requests()) - before;
await sandbox.setFaults(undefined);

const there = await found();
const wrong = Array.from({ length: rows }, (_, index) => index).filter((index) => {
  const names = there.get(emailOf(index)) ?? [];
  return names.length !== 1 || names[0] !== `New ${index} 2026-01-31T00:00:00`;
}).length;
const isExact = wrong === 0 && there.size === rows;
const ideal = (calls * latency) / 1_000 / SIDE_BY_SIDE;
const round = (value: number) => Math.round(value * 100) / 100;
console.log(
  JSON.stringify(
    {
      rows,
      latencyMs: latency,
      faults: Number(values.faults),
      told,
      answers,
      progressReports: reports,
      calls,
      seconds: round(seconds),
      idealSeconds: round(ideal),
      ratio: round(seconds / ideal),
      exact: isExact,
      wrong,
    },
    null,
    2,
  ),
);
await client.close();
await sandbox.close();
await rm(folder, { recursive: true });
if (!isExact) process.exitCode = 1;
