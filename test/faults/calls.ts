import type { Rate } from '../../src/caspio/limiter.js';
import { toolsets } from '../../tools/index.js';
import type { Column } from './fault.js';

/** What is called in each column of the matrix. */

export interface ToolCall {
  readonly tool: string;
  readonly args: Record<string, unknown>;
}

const TABLE = { table_name: 'T' };
const FIRST = { ...TABLE, 'q.where': 'PK_ID = 1' };
export const READ: ToolCall = { tool: 'list_all_caspio_records', args: TABLE };
const CREATE: ToolCall = { tool: 'create_a_caspio_record', args: { ...TABLE, values: { A: 1 } } };

export const CALLS: Readonly<Record<Column, readonly ToolCall[]>> = {
  read: [READ],
  write: [
    CREATE,
    { tool: 'update_a_caspio_record_by_id', args: { ...FIRST, values: { A: 1 } } },
    { tool: 'delete_a_caspio_record_by_id', args: FIRST },
  ],
  upload: [{ tool: 'update_a_caspio_file_by_id', args: { File: { name: 'a.txt', text: 'x' } } }],
  download: [{ tool: 'get_single_caspio_file_by_id', args: { id: 'key' } }],
  login: [READ, CREATE],
};

export const LARGE = 'large.bin';
export const LARGE_UPLOAD: ToolCall = {
  tool: 'update_a_caspio_file_by_id',
  args: { File: { path: LARGE } },
};

/** Publishing all tools for each of some hundred servers would take most of the time. */
const used = new Set(Object.values(CALLS).flatMap((calls) => calls.map(({ tool }) => tool)));
export const tools = toolsets.flatMap((toolset) => toolset.tools).filter(({ name }) => used.has(name));

/** Whoever does not give back its place holds up the rest. */
export const ONE_PLACE: Rate = { perSecond: Infinity, burst: Infinity, inFlight: 1 };
