import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Connection, connectStdio } from './support/connect.js';

let folder: string;
let server: Connection;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'caspio-backup-'));
  server = await connectStdio({
    args: ['--sandbox', '--max-result-chars', '1000000', '--backup-dir', join(folder, 'kept')],
  });
});
afterEach(async () => {
  await server.close();
  rmSync(folder, { recursive: true });
});

type Kept = Readonly<Record<string, unknown>>;

/** What the only file in the folder of backups holds. */
function kept(): readonly Kept[] {
  const [file = '', ...more] = readdirSync(join(folder, 'kept'));
  expect(more).toEqual([]);
  expect(statSync(join(folder, 'kept', file)).mode & 0o777).toBe(0o600);
  const lines = readFileSync(join(folder, 'kept', file), 'utf8')
    .trim()
    .split('\n');
  return lines.map((line) => JSON.parse(line));
}

const rowsOf = async (table_name: string, where: string) =>
  (await server.call('list_all_caspio_records', { table_name, 'q.where': where, 'q.pageSize': 1_000 })).json
    .result as readonly Kept[];

describe('records before a write', () => {
  it('are kept whole when they are deleted', async () => {
    const where = "Subject LIKE '%a%'";
    const before = await rowsOf('Tickets', where);
    expect(before.length).toBeGreaterThan(5);
    const deletion = { table_name: 'Tickets', 'q.where': where, expected_count: before.length };
    const { json } = await server.call('delete_a_caspio_record_by_id', deletion);
    expect(json.records_affected).toBe(before.length);
    expect(json.note).toMatch(
      new RegExp(`Kept before: ${before.length} records in .*delete.*Tickets.*\\.jsonl\\.`),
    );
    expect(kept()).toEqual(before);
    expect(await rowsOf('Tickets', where)).toEqual([]);
  });

  it('are kept as they were when they are changed', async () => {
    const where = "State = 'TX'";
    const before = await rowsOf('Customers', where);
    const change = { table_name: 'Customers', values: { City: 'X' }, expected_count: before.length };
    await server.call('update_a_caspio_record_by_id', { ...change, 'q.where': where });
    expect(kept()).toEqual(before);
  });

  it('are kept where it is a single one, too', async () => {
    const [before] = await rowsOf('Customers', 'PK_ID = 3');
    const where = 'PK_ID = 3';
    await server.call('update_a_caspio_record_by_id', {
      table_name: 'Customers',
      'q.where': where,
      values: { City: 'X' },
    });
    expect(kept()).toEqual([before]);
  });

  it('are kept when a field is deleted with its values', async () => {
    const values = (await rowsOf('Customers', 'PK_ID > 0')).map(({ PK_ID, Phone }) => ({ PK_ID, Phone }));
    const field = { table_name: 'Customers', id: 'Phone' };
    const { text } = await server.call('delete_a_caspio_field_by_id', field);
    const expected_count = Number(/expected_count: (\d+)/.exec(text)?.[1]);
    expect((await server.call('delete_a_caspio_field_by_id', { ...field, expected_count })).isError).toBe(
      false,
    );
    expect(kept()).toHaveLength(expected_count);
    expect(kept().slice(0, values.length)).toEqual(values);
  });

  it('come back by an import, but for what Caspio fills itself', async () => {
    const where = "Subject LIKE '%log in%'";
    const before = await rowsOf('Tickets', where);
    const deletion = { table_name: 'Tickets', 'q.where': where, expected_count: before.length };
    await server.call('delete_a_caspio_record_by_id', deletion);
    expect(await rowsOf('Tickets', where)).toEqual([]);
    const [path = ''] = readdirSync(join(folder, 'kept'));
    const { json, text } = await server.call('caspio_records_import', {
      table_name: 'Tickets',
      File: { path },
    });
    expect(json.result, text).toMatchObject({ inserted: before.length, failed: 0 });
    const subjects = (rows: readonly Kept[]) => rows.map(({ Subject }) => Subject).sort();
    expect(subjects(await rowsOf('Tickets', where))).toEqual(subjects(before));
    // Nothing else of the folder is open: it is no folder for uploads.
    const upload = await server.call('create_a_caspio_file', { Files: [{ path }] });
    expect(upload.text).toContain('no folder is open');
  });

  it('are kept before an import changes them', async () => {
    const records = (await rowsOf('Products', 'PK_ID <= 3')).map((row) => ({ PK_ID: row.PK_ID, Price: 1 }));
    const update = { table_name: 'Products', mode: 'update', key: ['PK_ID'], records, expected_count: 3 };
    const { json, text } = await server.call('caspio_records_import', update);
    expect(json.result, text).toMatchObject({ updated: 3 });
    expect(json.note).toContain('Kept before: 3 records');
    expect(kept().map(({ PK_ID }) => PK_ID)).toEqual([1, 2, 3]);
    expect(kept().every(({ Price }) => Number(Price) > 1)).toBe(true);
  });

  it('that cannot be kept stop an import, which tells what it did', async () => {
    writeFileSync(join(folder, 'kept'), 'a file in the folder’s place');
    const [first] = await rowsOf('Products', 'PK_ID = 1');
    const fresh = Array.from({ length: 5 }, (_, n) => ({ SKU: `NEW-${n}`, Name: `New ${n}` }));
    const records = [...fresh, { SKU: first?.SKU, Name: 'Changed' }];
    const upsert = { table_name: 'Products', mode: 'upsert', key: ['SKU'], records };
    const { json } = await server.call('caspio_records_import', upsert);
    expect(json.result).toMatchObject({ inserted: 5, updated: 0, resume: expect.any(String) });
    expect(json.note).toContain('could not be kept before the change (EEXIST); they were not changed');
    expect(await rowsOf('Products', 'PK_ID = 1')).toEqual([first]);
  });

  it('are not kept for what is stopped, or matches nothing', async () => {
    await server.call('delete_a_caspio_record_by_id', { table_name: 'Customers', 'q.where': "State = 'TX'" });
    await server.call('delete_a_caspio_record_by_id', { table_name: 'Customers', 'q.where': "State = '??'" });
    expect(() => readdirSync(join(folder, 'kept'))).toThrow('ENOENT');
  });

  it('that would be cut by a full disk keep a write from being sent', async () => {
    const full = await connectStdio({
      args: ['--sandbox', '--backup-dir', join(folder, 'full')],
      mostFileKb: 100,
    });
    try {
      const Fields = [{ Name: 'Text', Type: 'TEXT' }];
      await full.call('create_a_caspio_table', { Name: 'Large', Fields });
      const records = Array.from({ length: 20 }, () => ({ Text: 'x'.repeat(10_000) }));
      await full.call('caspio_records_import', { table_name: 'Large', records });
      const deletion = { table_name: 'Large', 'q.where': 'PK_ID > 0', expected_count: 20 };
      const { isError, text } = await full.call('delete_a_caspio_record_by_id', deletion);
      expect(isError).toBe(true);
      expect(text).toContain('could not be kept before the change (EFBIG); they were not changed');
      const { json } = await full.call('list_all_caspio_records', {
        table_name: 'Large',
        'q.select': 'PK_ID',
      });
      expect(json.total_count).toBe(20);
    } finally {
      await full.close();
    }
  });

  it('keep a write from being sent where they cannot be kept', async () => {
    writeFileSync(join(folder, 'kept'), 'a file in the folder’s place');
    const deletion = { table_name: 'Customers', 'q.where': 'PK_ID = 3' };
    const { isError, text } = await server.call('delete_a_caspio_record_by_id', deletion);
    expect(isError).toBe(true);
    expect(text).toContain('could not be kept before the change (EEXIST); they were not changed');
    expect(await rowsOf('Customers', 'PK_ID = 3')).toHaveLength(1);
  });
});
