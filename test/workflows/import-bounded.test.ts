import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bounded } from '../access/bounded.js';
import { type Bench, bench, TABLE } from './importing.js';

describe('an import of a bounded connection', () => {
  let at: Bench;
  beforeAll(async () => {
    at = await bench();
  });
  afterAll(() => at.close());

  it('works in its own tables, whatever the keys hold', async () => {
    const own = bounded(at.sandbox.url, { tables: [TABLE] });
    const records = [
      { Email: 'a;b--@x.com', Name: "O'Neill /* */", Count: 1, Active: true },
      { Email: 'zoë@x.com', Name: '日本', Count: 2, Active: false },
    ];
    const call = { table_name: TABLE, mode: 'upsert', records };
    expect(await own.result('caspio_records_import', { ...call, key: ['Email'] })).toMatchObject({
      inserted: 2,
    });
    for (const key of [['Email'], ['Name', 'Count', 'Active']])
      expect(await own.result('caspio_records_import', { ...call, key })).toMatchObject({ unchanged: 2 });
    await own.close();
  });

  it('reaches no other table', async () => {
    const other = bounded(at.sandbox.url, { tables: ['Other'] });
    const call = { table_name: TABLE, records: [{ Email: 'x@x.com' }] };
    const failure = await other.failure('caspio_records_import', call);
    expect(failure.kind).toBe('rights');
    await other.close();
  });
});
