import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/index.js';
import { type Connection, connect } from '../support/connect.js';
import { bigSandbox, EXPORT, exported, openFolder, sha256, TABLE } from './exporting.js';

let open: Awaited<ReturnType<typeof openFolder>>;
beforeEach(async () => {
  open = await openFolder();
});
afterEach(() => open.remove());

describe('a table of 100,000 records', () => {
  const COUNT = 100_000;
  let sandbox: Awaited<ReturnType<typeof bigSandbox>>;
  let server: Connection;
  let other: Connection;
  beforeEach(async () => {
    sandbox = await bigSandbox(COUNT);
    server = await connect({ origin: sandbox.url, filesDirs: [open.folder] });
    other = await connect({ origin: sandbox.url });
  }, 30_000);
  afterEach(async () => {
    await server.close();
    await other.close();
    await sandbox.close();
  });

  it('is exported in about a call per thousand', async () => {
    const args = { table_name: TABLE, save_as: 'out.csv', max_calls: 200 };
    const done = exported(await server.call(EXPORT, args));
    const text = await open.text('out.csv');
    expect(done).toMatchObject({ records: COUNT, calls: 102, complete: true, sha256: sha256(text) });
    const lines = text.trimEnd().split('\n');
    expect(lines.length).toBe(COUNT + 1);
    expect(lines[0]).toBe('PK_ID,Name,Size');
    expect(lines.at(-1)).toBe(`${COUNT},name ${COUNT},${(COUNT - 1) % 1_000}`);
  }, 40_000);

  it('has every record that was there all the time exactly once, whatever comes and goes meanwhile', async () => {
    const gone = new Set<number>();
    let added = 0;
    const exporting = { ended: false };
    const disturb = async () => {
      for (let round = 1; !exporting.ended; round += 1) {
        const from = (round * 7_919) % COUNT;
        const where = `PK_ID IN (${[0, 1, 2, 50, 400].map((step) => from + step).join(', ')})`;
        const found = await other.call('list_all_caspio_records', { table_name: TABLE, 'q.where': where });
        const keys = (found.json.result as { PK_ID: number }[]).map(({ PK_ID }) => PK_ID);
        const removed = await other.call('delete_a_caspio_record_by_id', {
          table_name: TABLE,
          'q.where': where,
          expected_count: keys.length,
        });
        if (!removed.isError) for (const key of keys) gone.add(key);
        const record = { table_name: TABLE, values: { Name: `new ${round}` } };
        added += (await other.call('create_a_caspio_record', record)).isError ? 0 : 1;
      }
    };
    const disturbed = disturb();
    const args = { table_name: TABLE, 'q.where': 'Size <> 5', save_as: 'out.csv', max_calls: 300 };
    const outcome = await server.call(EXPORT, args);
    exporting.ended = true;
    await disturbed;
    exported(outcome);
    expect(gone.size).toBeGreaterThan(50);
    expect(added).toBeGreaterThan(10);

    const keys = (await open.csv('out.csv')).slice(1).map(([key]) => Number(key));
    expect(keys).toEqual([...new Set(keys)].sort((a, b) => a - b));
    const written = new Set(keys);
    const wanted = Array.from({ length: COUNT }, (_, index) => index + 1);
    const stayed = wanted.filter((key) => !gone.has(key) && (key - 1) % 1_000 !== 5);
    expect(stayed.filter((key) => !written.has(key))).toEqual([]);
    expect(outcome.json.note).toContain('all that were there the whole time are in, once.');
  }, 40_000);
});

describe("the company's", () => {
  let sandbox: Sandbox;
  let server: Connection;
  beforeEach(async () => {
    sandbox = await startSandbox();
    server = await connect({ origin: sandbox.url, filesDirs: [open.folder] });
  });
  afterEach(async () => {
    await server.close();
    await sandbox.close();
  });
  const names = async (root: 'tables' | 'views') =>
    (await server.call(`list_all_caspio_${root}`)).json.result as readonly string[];

  it('tables and views come as their lists do', async () => {
    for (const [root, argument, list] of [
      ['tables', 'table_name', 'list_all_caspio_records'],
      ['views', 'view_name', 'list_all_caspio_view_records'],
    ] as const) {
      for (const name of await names(root)) {
        const save_as = `${root} ${name}.jsonl`;
        const done = exported(await server.call(EXPORT, { [argument]: name, format: 'jsonl', save_as }));
        const lines = (await open.text(save_as)).split('\n').filter(Boolean);
        expect(done.records, name).toBe(lines.length);
        const { json } = await server.call(list, { [argument]: name, 'q.pageSize': 20 });
        const listed = json.result as readonly unknown[];
        expect(json.total_count, name).toBe(lines.length);
        expect(
          lines.slice(0, listed.length).map((line) => JSON.parse(line)),
          name,
        ).toEqual(listed);
      }
    }
  });

  it('orders come in an order of their own', async () => {
    const args = {
      table_name: 'Orders',
      'q.select': 'Order_Date',
      'q.orderBy': 'Order_Date DESC',
      save_as: 'o.csv',
    };
    expect(exported(await server.call(EXPORT, args)).complete).toBe(true);
    const [header, ...rows] = await open.csv('o.csv');
    expect(header).toEqual(['Order_Date']);
    const dates = rows.map(([date]) => date ?? '');
    expect(dates).toEqual(dates.toSorted().reverse());
    expect(dates.length).toBeGreaterThan(100);
  });

  it.each([
    [{ table_name: 'Ordes' }, 'There is no table "Ordes"'],
    [{ view_name: 'Orders' }, 'There is no view "Orders". It is a table'],
    [{ table_name: 'Orders', 'q.where': 'Statu = 1' }, '"Statu" is no field of Orders'],
    [{ table_name: 'Orders', 'q.select': 'Statu' }, '"Statu" is no field of Orders'],
    [{ table_name: 'Orders', 'q.orderBy': 'Statu' }, '"Statu" is no field of Orders'],
  ])('%j is refused with advice, and leaves no file', async (args, advice) => {
    const { text } = await server.call(EXPORT, { ...args, save_as: 'a.csv' });
    expect(text).toContain(advice);
    await expect(open.text('a.csv')).rejects.toThrow();
  });
});
