import { afterEach, describe, expect, it } from 'vitest';
import { type Connection, connect } from './support/connect.js';
import { type RawServer, rawServer } from './support/raw.js';

/** Answers within their size, whatever Caspio sends. */
describe('an answer over the limit', () => {
  let raw: RawServer;
  let server: Connection;
  afterEach(async () => {
    await server.close();
    await raw.close();
  });

  async function answer(
    Result: unknown,
    maxResultChars: number,
    tool: string,
    args: Record<string, unknown> = {},
  ) {
    raw = await rawServer(() => ({ json: { Result } }));
    server = await connect({ origin: raw.origin, maxResultChars });
    const outcome = await server.call(tool, { ...args });
    expect(outcome.isError, outcome.text).toBe(false);
    expect(outcome.text.length).toBeLessThanOrEqual(maxResultChars);
    return outcome.json as { result: Record<string, string>[] & Record<string, string>; note: string };
  }

  it('keeps as much of a single record as fits', async () => {
    const { result, note } = await answer(
      [{ PK_ID: 1, Body: 'x'.repeat(41_000) }],
      40_000,
      'list_all_caspio_records',
      {
        table_name: 'T',
      },
    );
    expect(result[0]?.Body?.length).toBeGreaterThan(39_000);
    expect(note).toContain('SUBSTRING');
  });

  it('shortens a created record', async () => {
    const args = { table_name: 'T', values: { A: 1 } };
    const { result } = await answer(
      [{ PK_ID: 1, Body: 'x'.repeat(60_000) }],
      40_000,
      'create_a_caspio_record',
      args,
    );
    expect(result.PK_ID).toBe(1);
    expect(result.Body).toMatch(/… \(60000 characters\)$/);
  });

  it('leaves out fields when even short values are too many', async () => {
    const row = Object.fromEntries(
      Array.from({ length: 300 }, (_, index) => [`Field_${index}`, 'y'.repeat(100)]),
    );
    const { result, note } = await answer([row, row], 1_000, 'list_all_caspio_records', { table_name: 'T' });
    expect(Object.keys(result[0] ?? {}).length).toBeGreaterThan(3);
    expect(note).toContain('fields left out');
  });

  it('shortens what is deep inside, and keeps what is short', async () => {
    const ListField = Object.fromEntries(
      Array.from({ length: 1_000 }, (_, index) => [index, 'o'.repeat(210)]),
    );
    const field = { Name: 'Tags', Type: 'LIST-STRING', ListField };
    const one = await answer(field, 40_000, 'get_single_caspio_field_by_id', { table_name: 'T', id: 'Tags' });
    expect(one.result).toMatchObject({ Name: 'Tags', Type: 'LIST-STRING' });
    expect(JSON.stringify(one.result).length).toBeGreaterThan(20_000);
    await server.close();
    await raw.close();
    const all = await answer([field, field], 40_000, 'list_all_caspio_fields', { table_name: 'T' });
    expect(all.result[0]).toMatchObject({ Name: 'Tags', Type: 'LIST-STRING' });
    await server.close();
    await raw.close();
    const rows = await answer([{ PK_ID: 1, Tags: ListField }], 5_000, 'list_all_caspio_records', {
      table_name: 'T',
    });
    expect(rows.result[0]).toMatchObject({ PK_ID: 1 });
  });

  it('escapes what Markdown would read as a column', async () => {
    raw = await rawServer(() => ({ json: { Result: [{ A: 'x|y\\|z\r\nnext' }] } }));
    server = await connect({ origin: raw.origin });
    const { json } = await server.call('list_all_caspio_records', {
      table_name: 'T',
      format: 'markdown',
      cursor: null,
    });
    expect(json.result).toBe('| A |\n| --- |\n| x\\|y\\\\\\|z next |');
  });

  it('cuts a list of names or definitions at an item', async () => {
    const { result, note } = await answer(
      Array.from({ length: 500 }, (_, index) => `Table_${index}`),
      2_000,
      'list_all_caspio_tables',
    );
    expect(result.length).toBeGreaterThan(100);
    expect(note).toMatch(/^Only \d+ of the 500 items/);
  });
});
