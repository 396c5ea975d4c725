import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Bench, bench } from './importing.js';

describe('an import into the sandbox', () => {
  let at: Bench;
  beforeEach(async () => {
    at = await bench();
  });
  afterEach(() => at.close());

  it('inserts records of every type, and finds them unchanged', async () => {
    const records = [
      {
        email: 'ann@example.com',
        Name: ' Ann ',
        Notes: 'two\nlines',
        Count: ' 12 ',
        Weight: '1.5e1',
        Price: 9.5,
        Active: 'Yes',
        Since: '2026-01-31T09:30:00.000Z',
        Picture: '/a.png',
        Tags: 'red',
        Sizes: ['20.5'],
        Days: '2026-05-01',
        Secret: 'planted-password',
      },
      { Email: 'bob@example.com', Count: null, Active: '', Since: '', Tags: '["Blue","Red"]', Notes: null },
    ];
    const first = await at.load({ records });
    expect(first.text).not.toContain('planted');
    expect(first.result).toEqual({
      table_name: 'Things',
      rows: 2,
      inserted: 2,
      updated: 0,
      unchanged: 0,
      failed: 0,
      new_keys: '1-2',
    });
    const [ann, bob] = await at.rows();
    expect(ann).toMatchObject({
      Email: 'ann@example.com',
      Name: ' Ann ',
      Notes: 'two\nlines',
      Count: 12,
      Weight: 15,
      Price: 9.5,
      Active: true,
      Since: '2026-01-31T09:30:00',
      Picture: '/a.png',
      Tags: { 1: 'Red' },
      Sizes: { 2: 20.5 },
      Days: { 2: '2026-05-01T00:00:00' },
    });
    expect(bob).toMatchObject({
      Count: null,
      Active: false,
      Since: null,
      Notes: '',
      Tags: { 1: 'Red', 2: 'Blue' },
    });

    await at.requests();
    const again = await at.load({ records, mode: 'upsert', key: ['email'] });
    expect(again.result).toMatchObject({ inserted: 0, updated: 0, unchanged: 2, failed: 0 });
    expect(await at.requests()).toBe(1);
  });

  const people = (count: number, from = 0) =>
    Array.from({ length: count }, (_, index) => ({
      Email: `p${index + from}@example.com`,
      Name: `Person ${index + from}`,
      Count: index + from,
    }));

  it('upserts: changes what differs, inserts what is missing, and costs nothing for the rest', async () => {
    await at.load({ records: people(60) });
    await at.requests();
    const records = people(80).map((row) => (row.Count % 3 === 0 ? { ...row, Name: `${row.Name} II` } : row));
    const call = { mode: 'upsert', key: ['Email'], records };
    const plan = await at.load({ ...call, dry_run: true });
    expect(plan.result).toEqual({
      table_name: 'Things',
      dry_run: true,
      rows: 80,
      would_insert: 20,
      would_update: 20,
      unchanged: 40,
      wrong: 0,
      calls: 41,
    });
    expect(plan.note).toContain('1 call to look up and 40 to write');
    expect(await at.requests()).toBe(1);
    expect((await at.rows()).length).toBe(60);
    await at.requests();

    const refused = await at.load(call);
    expect(refused.isError).toBe(true);
    expect(refused.text).toContain('this reaches 20 records');
    expect(refused.text).toContain('expected_count: 20');
    expect(await at.requests()).toBe(1);

    const done = await at.load({ ...call, expected_count: 20 });
    expect(done.result).toMatchObject({ inserted: 20, updated: 20, unchanged: 40, new_keys: '61-80' });
    expect(await at.requests()).toBe(41);
    const rows = await at.rows();
    expect(rows.length).toBe(80);
    for (const row of rows)
      expect(row.Name).toBe(`Person ${row.Count}${Number(row.Count) % 3 === 0 ? ' II' : ''}`);
    await at.requests();
    expect((await at.load(call)).result).toMatchObject({ inserted: 0, updated: 0, unchanged: 80 });
    expect(await at.requests()).toBe(1);
  });

  it('takes keys for equal as SQL Server does, and says which rows share one', async () => {
    await at.load({ records: [{ Email: 'Ann@Example.com', Name: 'Ann' }] });
    const records = [
      { Email: 'ann@example.com  ', Name: 'Anna' },
      { Email: 'bob@example.com', Name: 'Bob' },
      { Email: 'ANN@EXAMPLE.COM', Name: 'Annie' },
      { Email: ' ', Name: 'Nobody' },
      { Email: 'BOB@example.com', Name: 'Bobby' },
    ];
    const done = await at.load({ mode: 'upsert', key: ['Email'], records });
    expect(done.result).toMatchObject({ inserted: 1, updated: 1, failed: 3 });
    expect(done.result.errors).toEqual([
      { error: 'has the key of an earlier row, which alone is taken', count: 2, rows: '3, 5' },
      { error: 'its key (Email) is blank', count: 1, rows: '4' },
    ]);
    expect(await at.rows('Email, Name')).toEqual([
      { Email: 'Ann@Example.com', Name: 'Anna' },
      { Email: 'bob@example.com', Name: 'Bob' },
    ]);
  });

  it('updates by PK_ID, and tells what is missing', async () => {
    await at.load({ records: people(3) });
    const records = [
      { pk_id: 1, Name: 'One' },
      { pk_id: '2', Name: 'Person 1' },
      { pk_id: 9, Name: 'None' },
      { pk_id: 'x', Name: 'None' },
    ];
    const { result } = await at.load({ mode: 'update', key: ['PK_ID'], records });
    expect(result).toMatchObject({ inserted: 0, updated: 1, unchanged: 1, missing: 1, failed: 1 });
    expect(result.errors).toEqual([
      { error: 'no record has its key', count: 1, rows: '3' },
      { error: 'PK_ID: must be a whole number', count: 1, rows: '4' },
    ]);
  });

  it('finds by several fields, of which the rows of one key may be several', async () => {
    const rows = ['Ann', 'Ben', 'Ann'].map((Name, index) => ({ Email: `${index}@x.com`, Name, Count: 1 }));
    await at.load({ records: [...rows, { Email: '4@x.com', Name: "O'Neill", Count: 2 }] });
    const records = [
      { Name: 'ann', Count: 1, Notes: 'several' },
      { Name: 'Ben', Count: '1', Notes: 'one' },
      { Name: "O'Neill", Count: 2, Notes: 'quoted' },
      { Name: 'Ben', Count: 2, Notes: 'none' },
    ];
    const { result } = await at.load({ mode: 'update', key: ['Name', 'Count'], records, expected_count: 2 });
    expect(result).toMatchObject({ updated: 2, missing: 1, failed: 1 });
    expect(result.errors).toContainEqual({ error: 'its key matches several records', count: 1, rows: '1' });
    expect((await at.rows('Notes')).map(({ Notes }) => Notes)).toEqual(['', 'one', '', 'quoted']);
  });

  it('inserts by key only what is not there', async () => {
    await at.load({ records: people(2) });
    const { result } = await at.load({ key: ['Email'], records: people(4) });
    expect(result).toMatchObject({ inserted: 2, failed: 2, new_keys: '3-4' });
    expect(result.errors).toEqual([{ error: 'a record with its key exists already', count: 2, rows: '1-2' }]);
  });

  it('tells what Caspio refuses by its words, and goes on', async () => {
    const { result } = await at.load({ records: [...people(3), ...people(2), ...people(1, 7)] });
    expect(result).toMatchObject({ inserted: 4, failed: 2 });
    expect(result.errors).toEqual([
      {
        error: expect.stringContaining('SqlServerError: Cannot perform operation because duplicate'),
        count: 2,
        rows: '4-5',
      },
    ]);
  });

  it('gives up where everything is refused', async () => {
    await at.load({ records: people(60) });
    await at.requests();
    const { result, note } = await at.load({ records: people(60) });
    expect(result).toMatchObject({ inserted: 0, resume: expect.any(String) });
    expect(await at.requests()).toBeLessThan(30);
    expect(note).toContain('everything so far was refused');
  });

  it('loads an export again, without what Caspio fills', async () => {
    await at.load({ records: people(30).map((row) => ({ ...row, Tags: ['Red', 'Blue'], Active: true })) });
    const { json } = await at.server.call('list_all_caspio_records', { table_name: 'Things', format: 'csv' });
    const File = { name: 'backup.csv', text: String(json.result) };
    const { result, note } = await at.load({ mode: 'upsert', key: ['Email'], File });
    expect(result).toMatchObject({ rows: 30, unchanged: 30 });
    expect(note).toContain('Left out, since an import cannot write them: PK_ID, Number, Changed, Scan.');
  });

  it('warns of numbers that are too long, and of imports that are', async () => {
    const text = `Email,Weight\n${Array.from({ length: 1_001 }, (_, n) => `${n}@x.com,12345678901234567`).join('\n')}`;
    const { result, note } = await at.load({ File: { name: 'ids.csv', text }, dry_run: true });
    expect(result).toMatchObject({ would_insert: 1_001, calls: 1_001 });
    expect(note).toContain('ids belong into a text field (1001 rows).');
    expect(note).toContain('import task of Caspio');
  });
});
