import type { Connection, Outcome } from '../support/connect.js';
import type { Ledger, Told } from './ledger.js';

export const TABLE = 'Chaos';

export interface Caller {
  /** Makes one random call, and notes what it was told. */
  step(): Promise<void>;
}

export interface Watch {
  /** Hears of every call: what it was told, and how long it took in milliseconds. */
  ended(tool: string, told: Told, ms: number): void;
  /** Hears of every answer that is false. */
  lied(what: string): void;
}

/** One agent at work on records and files of its own. `random` gives numbers from 0 to 1. */
export function createCaller(
  id: number,
  server: Connection,
  ledger: Ledger,
  random: () => number,
  { ended, lied }: Watch,
): Caller {
  /** Keys of records whose state is certain; what became doubtful is left alone. */
  const records = new Map<string, number>();
  const files = new Set<string>();
  let count = 0;

  const pick = <T>(all: Iterable<T>): T | undefined => {
    const list = [...all];
    return list[Math.floor(random() * list.length)];
  };
  const fresh = (kind: string) => {
    count += 1;
    return `${kind}-${id}-${count}`;
  };

  async function call(tool: string, args: Record<string, unknown>): Promise<Outcome & { told: Told }> {
    const startedAt = performance.now();
    const outcome = await server.call(tool, args);
    const told = toldBy(outcome);
    ended(tool, told, performance.now() - startedAt);
    return { ...outcome, told };
  }

  async function create(): Promise<void> {
    const Name = fresh('record');
    const { json, told } = await call('create_a_caspio_record', {
      table_name: TABLE,
      values: { Name, Value: 'new' },
      response: 'rows',
    });
    ledger.note(Name, told, 'new');
    const { PK_ID } = (json.result ?? {}) as { PK_ID?: number };
    if (told === 'done' && PK_ID !== undefined) records.set(Name, PK_ID);
  }

  /** By key, or by a condition that is counted first. */
  const where = (name: string, key: number) => (random() < 0.5 ? `PK_ID = ${key}` : `Name = '${name}'`);

  async function update(): Promise<void> {
    const [name, key] = pick(records) ?? [];
    if (name === undefined || key === undefined) return create();
    const Value = fresh('value');
    const { json, told } = await call('update_a_caspio_record_by_id', {
      table_name: TABLE,
      'q.where': where(name, key),
      values: { Value },
    });
    ledger.note(name, told, Value);
    if (told === 'unknown') records.delete(name);
    if (told === 'done' && json.records_affected !== 1)
      lied(`${name}: update reached ${json.records_affected}`);
  }

  async function remove(): Promise<void> {
    const [name, key] = pick(records) ?? [];
    if (name === undefined || key === undefined) return create();
    const { json, told } = await call('delete_a_caspio_record_by_id', {
      table_name: TABLE,
      'q.where': where(name, key),
    });
    ledger.note(name, told, undefined);
    if (told !== 'refused') records.delete(name);
    if (told === 'done' && json.records_affected !== 1)
      lied(`${name}: delete reached ${json.records_affected}`);
  }

  async function read(): Promise<void> {
    const [name, key] = pick(records) ?? [];
    if (name === undefined || key === undefined) return create();
    const { json, told } = await call('list_all_caspio_records', {
      table_name: TABLE,
      'q.where': where(name, key),
    });
    if (told === 'unknown') lied(`${name}: a read of unknown outcome`);
    if (told !== 'done') return;
    const rows = json.result as readonly { Value: string }[];
    if (rows.length !== 1 || rows[0]?.Value !== ledger.certain(name))
      lied(`${name}: read ${JSON.stringify(rows)}`);
  }

  async function upload(): Promise<void> {
    const name = `${fresh('file')}.txt`;
    const text = `${name} `.repeat(1 + Math.floor(random() * 2_000));
    const { told } = await call('create_a_caspio_file', { Files: [{ name, text }] });
    ledger.note(name, told, String(text.length));
    if (told === 'done') files.add(name);
  }

  async function download(): Promise<void> {
    const name = pick(files);
    if (name === undefined) return upload();
    const { json, told } = await call('list_all_caspio_files_paths', { filePath: name });
    if (told === 'unknown') lied(`${name}: a download of unknown outcome`);
    const { size } = (json.result ?? {}) as { size?: number };
    if (told === 'done' && String(size) !== ledger.certain(name)) lied(`${name}: ${size} bytes came`);
  }

  async function removeFile(): Promise<void> {
    const name = pick(files);
    if (name === undefined) return upload();
    const { told } = await call('delete_a_caspio_files_path_by_id', { filePath: name });
    ledger.note(name, told, undefined);
    if (told !== 'refused') files.delete(name);
  }

  const acts = [create, create, create, update, update, remove, read, read, upload, download, removeFile];
  return { step: async () => pick(acts)?.() };
}

/** Every error says by its words whether the write can have been done. */
function toldBy({ isError, text }: Outcome): Told {
  if (!isError || text.includes('Caspio took the change')) return 'done';
  return text.includes('Whether the change was made is not known') ? 'unknown' : 'refused';
}
