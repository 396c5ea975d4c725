import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { FAULT_KINDS, type FaultKind } from '../src/sandbox/fault-kinds.js';
import { startSandboxThread } from '../src/sandbox/index.js';
import type { Figure } from './figures.js';

export interface UpsertOptions {
  readonly rows: number;
  readonly latencyMs: number;
  /** Of requests, as a share of one. */
  readonly faults: number;
  readonly seed: number;
  readonly kinds: readonly FaultKind[];
}

const SIDE_BY_SIDE = 4;
const TABLE = 'Bench';
const emailOf = (index: number) => `person.${index}@example.com`;

/**
 * A large upsert, half of whose rows exist, against a slow and faulty sandbox. The ideal is all calls that it took, four
 * side by side, without a pause between them. Rejects when anything else is there at the end than was to be.
 */
export async function measureUpsert(options: UpsertOptions): Promise<Figure[]> {
  const { rows, latencyMs, faults, seed, kinds } = options;
  const sandbox = await startSandboxThread({ seed: 'empty', latency: latencyMs });
  const folder = await mkdtemp(join(tmpdir(), 'caspio-bench-'));
  const csv = Array.from(
    { length: rows },
    (_, index) => `${emailOf(index)},New ${index},${index},2026-01-31`,
  );
  await writeFile(join(folder, 'people.csv'), ['Email,Name,Number,Since', ...csv].join('\n'));
  const { call, close } = await connect(sandbox.url, folder);
  const requests = async () => Number((await call('caspio_usage_get', {})).result.requests);

  await prepare(call, rows);
  await sandbox.setFaults({ rate: faults, seed, kinds, hangMs: 1_000 });
  const before = await requests();
  const startedAt = performance.now();
  await upsert(call);
  const seconds = (performance.now() - startedAt) / 1_000;
  const calls = (await requests()) - before;
  await sandbox.setFaults(undefined);

  const wrong = wrongIn(await found(call), rows);
  await close();
  await sandbox.close();
  await rm(folder, { recursive: true });
  if (wrong > 0) throw new Error(`${wrong} rows are not as they should be`);
  const ideal = (calls * latencyMs) / 1_000 / SIDE_BY_SIDE;
  return [
    {
      what: `Upsert of ${rows.toLocaleString('en-US')} rows, half of them new, at ${latencyMs} ms a call and ${faults * 100} % faults; ${calls.toLocaleString('en-US')} calls; end state exact`,
      ours: `${seconds.toFixed(1)} s`,
      floor: `${ideal.toFixed(1)} s (calls ÷ ${SIDE_BY_SIDE} × latency)`,
      ratio: seconds / ideal,
    },
  ];
}

export const ALL_KINDS = FAULT_KINDS;

interface Told {
  readonly result: Record<string, unknown>;
  readonly next_cursor?: string;
}

type Call = (name: string, args: Record<string, unknown>) => Promise<Told>;

async function connect(url: string, folder: string) {
  const client = new Client({ name: 'bench', version: '1' }, { versionNegotiation: { mode: 'auto' } });
  const args = ['dist/main.js', '--log-level', 'silent', '--rate-limit', 'off', '--confirm-above', 'off'];
  await client.connect(
    new StdioClientTransport({
      command: process.execPath,
      args: [...args, '--files-dir', folder],
      env: {
        PATH: process.env.PATH ?? '',
        CASPIO_INTEGRATION_URL: url,
        CASPIO_CLIENT_ID: 'sandbox',
        CASPIO_CLIENT_SECRET: 'sandbox',
      },
    }),
  );
  const call: Call = async (name, args) => {
    const { isError, content } = await client.callTool(
      { name, arguments: args },
      { onprogress: () => {}, resetTimeoutOnProgress: true, timeout: 60_000 },
    );
    const [first] = content;
    const text = first?.type === 'text' ? first.text : '';
    if (isError) throw new Error(text);
    return JSON.parse(text);
  };
  return { call, close: () => client.close() };
}

/** Half of the rows, as they were before. */
async function prepare(call: Call, rows: number): Promise<void> {
  const Fields = [
    { Name: 'Email', Type: 'STRING', Unique: true },
    { Name: 'Name', Type: 'STRING' },
    { Name: 'Number', Type: 'INTEGER' },
    { Name: 'Since', Type: 'DATE/TIME' },
  ];
  await call('create_a_caspio_table', { Name: TABLE, Fields });
  const old = Array.from({ length: Math.floor(rows / 2) }, (_, index) => ({
    Email: emailOf(index * 2),
    Name: 'Old',
    Number: index * 2,
  }));
  await call('caspio_records_import', { table_name: TABLE, records: old });
}

async function upsert(call: Call): Promise<void> {
  for (let resume: unknown; ; ) {
    const { result } = await call('caspio_records_import', {
      table_name: TABLE,
      mode: 'upsert',
      key: ['Email'],
      File: { path: 'people.csv' },
      ...(resume !== undefined && { resume }),
    });
    resume = result.resume;
    if (resume === undefined) return;
  }
}

async function found(call: Call): Promise<Map<unknown, unknown[]>> {
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

function wrongIn(there: ReadonlyMap<unknown, readonly unknown[]>, rows: number): number {
  const wrong = Array.from({ length: rows }, (_, index) => index).filter((index) => {
    const names = there.get(emailOf(index)) ?? [];
    return names.length !== 1 || names[0] !== `New ${index} 2026-01-31T00:00:00`;
  });
  return wrong.length + Math.max(0, there.size - rows);
}
