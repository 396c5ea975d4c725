import { createHash } from 'node:crypto';
import { mkdtemp, readFile, realpath, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { expect } from 'vitest';
import { openAccount } from '../../src/sandbox/account.js';
import { Faults } from '../../src/sandbox/faults.js';
import { Contents } from '../../src/sandbox/files/contents.js';
import { field, seedTable } from '../../src/sandbox/seed/define.js';
import { createSandboxServer } from '../../src/sandbox/server.js';
import type { Outcome } from '../support/connect.js';
import type { Reply, Seen } from '../support/raw.js';

export const EXPORT = 'caspio_records_export';

/** A folder that is opened to a server, and gone after the test. */
export async function openFolder() {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'caspio-test-')));
  return {
    folder,
    text: (name: string) => readFile(join(folder, name), 'utf8'),
    csv: async (name: string): Promise<string[][]> => parse(await readFile(join(folder, name), 'utf8')),
    remove: () => rm(folder, { recursive: true }),
  };
}

export interface Exported {
  readonly saved_as?: string;
  readonly uri?: string;
  readonly records: number;
  readonly calls: number;
  readonly complete: boolean;
  readonly size: number;
  readonly sha256: string;
  readonly first?: readonly Record<string, unknown>[];
}

/** The result of an export that succeeded. */
export function exported({ isError, text, json }: Outcome): Exported {
  expect(isError, text).toBe(false);
  return json.result as Exported;
}

export const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

/** The answers of a table that has records with these keys, in their order, to the requests of an export. */
export function answersFor(keys: readonly number[]): (request: Seen) => Reply {
  return ({ query }) => {
    const where = query['q.where'] ?? '';
    if (query['q.select']?.startsWith('COUNT(*)')) {
      const row = { matches: keys.length, lowest: keys[0] ?? null, highest: keys.at(-1) ?? null };
      return { json: { Result: [row] } };
    }
    const [, after, upTo] = /PK_ID > (-?\d+) AND PK_ID <= (-?\d+)$/.exec(where) ?? [];
    const start = firstAbove(keys, Number(after));
    const found = keys.slice(start, start + 1_000).filter((key) => key <= Number(upTo));
    return { json: { Result: found.map((key) => ({ PK_ID: key, Name: `n${key}` })) } };
  };
}

function firstAbove(keys: readonly number[], after: number): number {
  let [low, high] = [0, keys.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((keys[middle] ?? 0) > after) high = middle;
    else low = middle + 1;
  }
  return low;
}

export const TABLE = 'Big';

/** A sandbox with one table of so many records, seeded from within: by its API that would take minutes. */
export async function bigSandbox(count: number) {
  const contents = new Contents();
  const account = await openAccount('empty', 20_000, contents);
  const rows = Array.from({ length: count }, (_, index) => [`name ${index + 1}`, index % 1_000]);
  seedTable(account.store, {
    name: TABLE,
    note: '',
    fields: [field('Name', 'STRING'), field('Size', 'INTEGER')],
    rows,
  });
  const server = createSandboxServer(account, { latency: 0, faults: new Faults(undefined) });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
      account.webhooks.close();
      account.store.database.close();
      contents.close();
    },
  };
}
