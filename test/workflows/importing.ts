import { select } from '../../src/registry.js';
import { type FaultOptions, type Sandbox, startSandbox } from '../../src/sandbox/index.js';
import { toolsets } from '../../tools/index.js';
import { recordsImport } from '../../tools/workflows/import.js';
import { type Connection, connect } from '../support/connect.js';

/** All tools, the import included. */
export const TOOLS = [
  ...select(toolsets, {}).tools.filter(({ name }) => name !== recordsImport.name),
  recordsImport,
];

export const TABLE = 'Things';

const FIELDS = [
  { Name: 'Email', Type: 'STRING', Unique: true },
  { Name: 'Name', Type: 'STRING' },
  { Name: 'Notes', Type: 'TEXT' },
  { Name: 'Count', Type: 'INTEGER' },
  { Name: 'Weight', Type: 'NUMBER' },
  { Name: 'Price', Type: 'CURRENCY' },
  { Name: 'Active', Type: 'YES/NO' },
  { Name: 'Since', Type: 'DATE/TIME' },
  { Name: 'Picture', Type: 'FILE' },
  { Name: 'Tags', Type: 'LIST-STRING', ListField: ['Red', 'Blue', 'Sky; light'] },
  { Name: 'Sizes', Type: 'LIST-NUMBER', ListField: ['10', '20.5'] },
  { Name: 'Days', Type: 'LIST-DATE/TIME', ListField: ['2026-01-01', '2026-05-01'] },
  { Name: 'Secret', Type: 'PASSWORD' },
  { Name: 'Number', Type: 'AUTONUMBER', Unique: true },
  { Name: 'Changed', Type: 'TIMESTAMP', OnInsert: true, OnUpdate: true },
  { Name: 'Scan', Type: 'ATTACHMENT' },
];

export interface Bench {
  readonly sandbox: Sandbox;
  readonly server: Connection;
  /** Calls the import, and gives its result. */
  load(args: Record<string, unknown>): Promise<Loaded>;
  /** All records, by key. */
  rows(select?: string): Promise<readonly Record<string, unknown>[]>;
  /** Requests to Caspio since the last time it was asked, without that of asking. */
  requests(): Promise<number>;
  close(): Promise<void>;
}

export interface Loaded {
  readonly isError: boolean;
  readonly text: string;
  readonly result: Record<string, unknown>;
  readonly note: string;
}

/** A server in front of an empty sandbox that has the table of all types. */
export async function bench(
  options: Partial<Parameters<typeof connect>[0]> & { readonly latency?: number } = {},
): Promise<Bench> {
  const { latency = 0, ...rest } = options;
  const sandbox = await startSandbox({ seed: 'empty', latency });
  const server = await connect({ origin: sandbox.url, tools: TOOLS, ...rest });
  const made = await server.call('create_a_caspio_table', { Name: TABLE, Fields: FIELDS });
  if (made.isError) throw new Error(made.text);
  let before = 0;
  const sent = async () =>
    ((await server.call('caspio_usage_get')).json.result as { requests: number }).requests;
  return {
    sandbox,
    server,
    async load(args) {
      const { isError, text, json } = await server.call(recordsImport.name, { table_name: TABLE, ...args });
      return {
        isError,
        text,
        result: (json.result ?? { text }) as Record<string, unknown>,
        note: String(json.note ?? ''),
      };
    },
    async rows(select) {
      const found: Record<string, unknown>[] = [];
      for (let cursor: unknown; ; ) {
        const args = { table_name: TABLE, 'q.pageSize': 1_000, ...(select && { 'q.select': select }) };
        const { json, text, isError } = await server.call('list_all_caspio_records', {
          ...args,
          ...(cursor !== undefined && { cursor }),
        });
        if (isError) throw new Error(text);
        found.push(...(json.result as Record<string, unknown>[]));
        cursor = json.next_cursor;
        if (cursor === undefined) return found;
      }
    },
    async requests() {
      const now = await sent();
      const since = now - before;
      before = now;
      return since;
    },
    async close() {
      await server.close();
      await sandbox.close();
    },
  };
}

export const faults = (rate: number, kinds: FaultOptions['kinds'], seed = 1): FaultOptions => ({
  rate,
  seed,
  ...(kinds && { kinds }),
});
