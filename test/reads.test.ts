import { afterEach, describe, expect, it } from 'vitest';
import { type Connection, connect } from './support/connect.js';
import { sharedServer } from './support/fresh.js';
import { type RawServer, rawServer } from './support/raw.js';

type Rows = Record<string, unknown>[];
const rowsOf = (json: Record<string, unknown>) => (json.result ?? []) as Rows;

/** Follows next_cursor to the end. */
async function readAll(server: Connection, tool: string, args: Record<string, unknown>) {
  const rows: Rows = [];
  let cursor: unknown;
  let calls = 0;
  let total: unknown;
  do {
    const { json, text } = await server.call(tool, cursor === undefined ? args : { ...args, cursor });
    expect(json.result, text).toBeDefined();
    if (calls === 0) total = json.total_count;
    rows.push(...rowsOf(json));
    cursor = json.next_cursor;
    calls += 1;
  } while (cursor !== undefined && calls < 500);
  return { rows, calls, total };
}

describe('reads of the sandbox', () => {
  const { server, origin } = sharedServer();
  const read = (args: Record<string, unknown>) => server.call('list_all_caspio_records', args);

  it('give every record of a table exactly once, in key order', async () => {
    const { rows, total } = await readAll(server, 'list_all_caspio_records', {
      table_name: 'Customers',
      'q.select': 'PK_ID',
      'q.pageSize': 400,
    });
    const keys = rows.map(({ PK_ID }) => PK_ID as number);
    expect(keys.length).toBe(total);
    expect(keys).toEqual([...new Set(keys)].sort((a, b) => a - b));
  });

  it('give every record once in the order of the caller, whatever ties it has', async () => {
    const args = {
      table_name: 'Customers',
      'q.orderBy': 'State',
      'q.select': 'State, Email',
      'q.pageSize': 500,
    };
    const { rows, total } = await readAll(server, 'list_all_caspio_records', args);
    expect(new Set(rows.map(({ Email }) => Email)).size).toBe(total);
    expect(Object.keys(rows[0] ?? {})).toEqual(['State', 'Email']);
    const states = rows.map(({ State }) => State as string);
    expect(states).toEqual([...states].sort());
  });

  it('give every record of a joined view once', async () => {
    const args = { view_name: 'Open_Orders', 'q.select': 'PK_ID', 'q.pageSize': 100 };
    const { rows, total } = await readAll(server, 'list_all_caspio_view_records', args);
    expect(new Set(rows.map(({ PK_ID }) => PK_ID)).size).toBe(total);
    expect(total).toBeGreaterThan(100);
  });

  it('group by pages, in the order of the groups', async () => {
    const args = {
      table_name: 'Customers',
      'q.select': 'State, COUNT(*) AS n',
      'q.groupBy': 'State',
      'q.pageSize': 5,
    };
    const { rows, calls } = await readAll(server, 'list_all_caspio_records', args);
    expect(calls).toBeGreaterThan(2);
    expect(new Set(rows.map(({ State }) => State)).size).toBe(rows.length);
    const total = (await read({ table_name: 'Customers', 'q.select': 'COUNT(*) AS n' })).json;
    expect(rows.reduce((sum, { n }) => sum + (n as number), 0)).toBe(rowsOf(total)[0]?.n);
  });

  it('cut an answer at a record and go on behind it', async () => {
    const small = await connect({ origin: origin(), maxResultChars: 5_000 });
    const args = { table_name: 'Tickets', 'q.where': 'PK_ID <= 150', 'q.pageSize': 60 };
    const first = await small.call('list_all_caspio_records', args);
    expect(first.text.length).toBeLessThanOrEqual(5_000);
    expect(first.json.note).toMatch(/^Only \d+ of the 60 items/);
    const { rows, total } = await readAll(small, 'list_all_caspio_records', args);
    expect(rows.map(({ PK_ID }) => PK_ID)).toEqual(
      Array.from({ length: total as number }, (_, index) => index + 1),
    );
    const ordered = { ...args, 'q.orderBy': 'Priority' };
    const byPriority = await readAll(small, 'list_all_caspio_records', ordered);
    expect(new Set(byPriority.rows.map(({ PK_ID }) => PK_ID)).size).toBe(total);
    await small.close();
  });

  it('give CSV and Markdown with the cursor beside it', async () => {
    const args = {
      table_name: 'Customers',
      'q.select': 'PK_ID, Company',
      'q.where': "Company LIKE '%Brien%'",
    };
    expect((await read({ ...args, format: 'csv' })).json.result).toMatch(
      /^PK_ID,Company\n\d+,O'Brien & Sons\n/,
    );
    expect((await read({ ...args, format: 'markdown' })).json.result).toMatch(
      /^\| PK_ID \| Company \|\n\| --- \|/,
    );
    const page = await read({ table_name: 'Customers', 'q.pageSize': 5, format: 'csv' });
    expect(page.json.next_cursor).toBeDefined();
  });

  it('group by expressions in an order of the caller, each group once', async () => {
    const roomy = await connect({ origin: origin(), maxResultChars: 1_000_000 });
    const args = {
      table_name: 'Orders',
      'q.select': 'Customer_ID, YEAR(Order_Date) AS y, COUNT(*) AS n',
      'q.groupBy': 'Customer_ID, YEAR(Order_Date)',
      'q.orderBy': 'COUNT(*) DESC',
      'q.pageSize': 900,
    };
    const { rows, total } = await readAll(roomy, 'list_all_caspio_records', args);
    expect(rows).toHaveLength(total as number);
    expect(new Set(rows.map(({ Customer_ID, y }) => `${Customer_ID} ${y}`)).size).toBe(total);
    await roomy.close();
  });

  it('take HAVING behind the groups', async () => {
    const groups = { table_name: 'Customers', 'q.select': 'State, COUNT(*) AS n' };
    const { json, text } = await read({ ...groups, 'q.groupBy': 'State HAVING COUNT(*) > 100' });
    expect(json.result, text).toBeDefined();
    expect(rowsOf(json).every(({ n }) => (n as number) > 100)).toBe(true);
  });

  it('give no cursor where nothing lasts to go on from', async () => {
    const { json } = await read({ table_name: 'Tickets', 'q.orderBy': 'NEWID()', 'q.pageSize': 50 });
    expect(rowsOf(json)).toHaveLength(50);
    expect(json.next_cursor).toBeUndefined();
    expect(json.note).toContain('This may be a part');
  });

  it('go on in key order through names with an alias and expressions', async () => {
    const args = { table_name: 'Tickets', 'q.select': 'Subject AS s, LEN(Subject) AS n', 'q.pageSize': 200 };
    const { rows, total } = await readAll(server, 'list_all_caspio_records', args);
    expect(rows).toHaveLength(total as number);
    expect(Object.keys(rows[0] ?? {})).toEqual(['s', 'n']);
  });

  it('say what a condition without a match may have meant', async () => {
    const note = async (where: string) =>
      (await read({ table_name: 'Customers', 'q.where': where })).json.note;
    expect(await note('State = NULL')).toContain('IS NULL');
    expect(await note('Notes IS NULL')).toContain("F = ''");
    expect(await note("State = 'ZZ'")).toBeUndefined();
  });

  it.each([
    ['q.where', "Company = 'O'Brien & Sons'", "doubled: 'O''Brien'"],
    ['q.where', 'State = CA', "put it in single quotes: 'CA'"],
    ['q.where', 'State = "CA"', "put it in single quotes: 'CA'"],
    ['q.where', 'Active = true', 'compare with 1 or 0'],
    ['q.where', "Portal_Password = 'x'", 'is a password field'],
    ['q.where', "Interests = 'Webinars'", 'List fields cannot stand in conditions'],
    ['q.where', "WHERE State = 'CA'", 'no WHERE'],
    ['q.where', "State > 'a' ORDER BY State", 'q.orderBy'],
    ['q.where', "Credit_Limit = 'much'", 'Compare like with like'],
    ['q.select', 'State, COUNT(*) AS n', 'into q.groupBy'],
    ['q.select', 'Portal_Password', 'is a password field'],
    ['q.select', 'Compny', 'Did you mean "Company"?'],
  ])('explain %s %j', async (argument, clause, hint) => {
    const { isError, text } = await read({ table_name: 'Customers', [argument]: clause });
    expect(isError).toBe(true);
    expect(text).toContain(hint);
  });

  it('refuse a cursor of another query, and one that is none', async () => {
    const { json } = await read({ table_name: 'Customers', 'q.pageSize': 5 });
    const cursor = json.next_cursor;
    const other = await read({ table_name: 'Customers', 'q.pageSize': 6, cursor });
    expect(other.text).toContain('cursor: belongs to another query');
    expect((await read({ table_name: 'Customers', cursor: 'abc' })).text).toContain(
      'cursor: is not a cursor',
    );
    expect((await read({ table_name: 'Customers', 'q.pageSize': 5, cursor, format: 'csv' })).isError).toBe(
      false,
    );
  });

  it('say when a part may be missing that no cursor can reach', async () => {
    const roomy = await connect({ origin: origin(), maxResultChars: 200_000 });
    const distinct = await roomy.call('list_all_caspio_records', {
      table_name: 'Customers',
      'q.select': 'DISTINCT Email',
    });
    await roomy.close();
    expect(rowsOf(distinct.json)).toHaveLength(1_000);
    expect(distinct.json.next_cursor).toBeUndefined();
    expect(distinct.json.note).toContain('This may be a part');
    const limited = await read({ table_name: 'Customers', 'q.limit': 2 });
    expect(limited.json.note).toContain('q.limit is reached');
  });

  it('shorten values that are longer than an answer may be', async () => {
    const small = await connect({ origin: origin(), maxResultChars: 2_000 });
    const values = { Subject: 'Long', Body: 'x'.repeat(6_000), Status: 'Open', Priority: 'Low' };
    const created = await small.call('create_a_caspio_record', {
      table_name: 'Tickets',
      values,
      response: 'none',
    });
    expect(created.isError, created.text).toBe(false);
    const { text, json } = await small.call('list_all_caspio_records', {
      table_name: 'Tickets',
      'q.where': "Subject = 'Long'",
    });
    expect(text.length).toBeLessThanOrEqual(2_000);
    expect(rowsOf(json)[0]?.Body).toMatch(/^x+… \(6000 characters\)$/);
    expect(json.note).toContain('shortened');
    await small.close();
  });
});

describe('reads while the data moves', () => {
  let raw: RawServer;
  let server: Connection;
  afterEach(async () => {
    await server.close();
    await raw.close();
  });

  it('leave out rows that slipped to the next page', async () => {
    const page = (from: number) =>
      Array.from({ length: 5 }, (_, index) => ({ PK_ID: from + index, Name: 'n' }));
    raw = await rawServer(({ query }) => ({
      // A row was inserted before the second page was read: it begins with the last row of the first.
      json: { Result: query['q.pageNumber'] === '1' ? page(1) : page(5).slice(0, 4) },
    }));
    server = await connect({ origin: raw.origin });
    const args = { table_name: 'T', 'q.orderBy': 'Name', 'q.pageSize': 5 };
    const first = await server.call('list_all_caspio_records', args);
    const second = await server.call('list_all_caspio_records', { ...args, cursor: first.json.next_cursor });
    expect(rowsOf(second.json).map(({ PK_ID }) => PK_ID)).toEqual([6, 7, 8]);
  });

  it('lose no row when one that was given moves behind the others', async () => {
    const rows = (...keys: number[]) => keys.map((PK_ID) => ({ PK_ID, Name: 'n' }));
    raw = await rawServer(({ query }) => {
      const [Result, TotalCount] =
        query['q.pageNumber'] === '1' ? [rows(1, 2, 3, 4, 5), 12] : [rows(6, 7, 8, 9, 5), 11];
      return { json: { Result, Pagination: { TotalCount } } };
    });
    server = await connect({ origin: raw.origin });
    const args = { table_name: 'T', 'q.orderBy': 'Name', 'q.pageSize': 5 };
    const first = await server.call('list_all_caspio_records', args);
    const second = await server.call('list_all_caspio_records', { ...args, cursor: first.json.next_cursor });
    expect(rowsOf(second.json).map(({ PK_ID }) => PK_ID)).toEqual([6, 7, 8, 9]);
    expect(second.json.next_cursor).toBeDefined();
    expect(second.json.note).toContain('went from 12 to 11 while reading');
  });

  it.each([
    ['blanks', { 'q.where': '  ', 'q.orderBy': ' ', 'q.select': '' }, { 'q.where': 'PK_ID > 5' }],
    ['a comment', { 'q.where': '-- all' }, { 'q.where': 'PK_ID > 5' }],
    ['a semicolon', { 'q.where': 'A = 1;' }, { 'q.where': '(A = 1\n) AND PK_ID > 5' }],
  ])('send clauses with %s as legal SQL on every page', async (_, clauses, expected) => {
    raw = await rawServer(() => ({
      json: { Result: Array.from({ length: 5 }, (_row, index) => ({ PK_ID: index + 1 })) },
    }));
    server = await connect({ origin: raw.origin });
    const args = { table_name: 'T', 'q.pageSize': 5, ...clauses };
    const { json } = await server.call('list_all_caspio_records', args);
    await server.call('list_all_caspio_records', { ...args, cursor: json.next_cursor });
    expect(raw.seen[1]?.query).toEqual({ ...expected, 'q.orderBy': 'PK_ID', 'q.pageSize': '5' });
  });

  it.each([
    [{ 'q.orderBy': 'Name -- by name' }, 'Name -- by name\n, PK_ID'],
    [{ 'q.orderBy': 'pk_id DESC' }, 'pk_id DESC'],
    [{ 'q.orderBy': '[Name] ASC, T.PK_ID' }, '[Name] ASC, T.PK_ID'],
    [{ 'q.select': 'A, COUNT(DISTINCT B) AS n', 'q.groupBy': 'A' }, 'A'],
    [{ 'q.select': 'DISTINCT A', 'q.groupBy': 'A' }, undefined],
    [{ 'q.select': 'UPPER(A) AS a', 'q.orderBy': 'A' }, 'A\n, PK_ID'],
    [{ 'q.select': 'MAX(A) AS a', 'q.orderBy': 'A' }, 'A'],
    [{ 'q.select': 'A AS B, C * 2 AS D' }, 'PK_ID'],
    [{ 'q.select': 'DISTINCT A' }, undefined],
    [{ 'q.select': 'TOP 5 A' }, undefined],
  ])('%j are ordered by %j', async (args, order) => {
    raw = await rawServer(() => ({ json: { Result: [] } }));
    server = await connect({ origin: raw.origin });
    await server.call('list_all_caspio_records', { table_name: 'T', ...args });
    expect(raw.seen[0]?.query['q.orderBy']).toBe(order);
  });

  it('leave room for the condition of the next page', async () => {
    raw = await rawServer(() => ({ json: { Result: [] } }));
    server = await connect({ origin: raw.origin });
    const where = (length: number) => ({ table_name: 'T', 'q.where': `A = ${'1'.repeat(length)}` });
    const fits =
      2_047 -
      `${raw.origin}/integrations/rest/v3/tables/T/records?q.where=A%20%3D%20&q.orderBy=PK_ID&q.pageSize=100&q.getPaginationInfo=true`
        .length;
    expect((await server.call('list_all_caspio_records', where(fits))).text).toContain(
      'q.where: is too long',
    );
    expect((await server.call('list_all_caspio_records', where(fits - 60))).isError).toBe(false);
  });

  it('keep keys beyond 2^53 exact', async () => {
    const text =
      '{"Result":[{"PK_ID":9007199254740993,"A":"n: 9007199254740993, 1","B":1.5,"C":1234567890123456}]}';
    raw = await rawServer(() => ({ text, headers: { 'content-type': 'application/json' } }));
    server = await connect({ origin: raw.origin });
    const { json } = await server.call('list_all_caspio_records', { table_name: 'T' });
    expect(json.result).toEqual([
      { PK_ID: '9007199254740993', A: 'n: 9007199254740993, 1', B: 1.5, C: 1_234_567_890_123_456 },
    ]);
  });

  it('find the key in whatever spelling it comes, and say when it is missing', async () => {
    const five = (row: object) => ({
      json: { Result: Array.from({ length: 5 }, (_, index) => ({ ...row, n: index })) },
    });
    raw = await rawServer(({ query }) => five(query['q.select'] === 'pk_id' ? { pk_id: 9 } : {}));
    server = await connect({ origin: raw.origin });
    const args = { table_name: 'T', 'q.pageSize': 5 };
    const lower = await server.call('list_all_caspio_records', { ...args, 'q.select': 'pk_id' });
    expect(lower.json.next_cursor).toBeDefined();
    const without = await server.call('list_all_caspio_records', args);
    expect(without.json.next_cursor).toBeUndefined();
    expect(without.json.note).toContain('This may be a part');
  });

  it('go on behind the last key in the condition of the caller, whatever comment it ends with', async () => {
    raw = await rawServer(() => ({
      json: { Result: Array.from({ length: 5 }, (_, index) => ({ PK_ID: index + 1 })) },
    }));
    server = await connect({ origin: raw.origin });
    const args = { table_name: 'T', 'q.where': 'A = 1 OR B = 2 -- all of them', 'q.pageSize': 5 };
    const { json } = await server.call('list_all_caspio_records', args);
    await server.call('list_all_caspio_records', { ...args, cursor: json.next_cursor });
    expect(raw.seen[1]?.query).toEqual({
      'q.where': '(A = 1 OR B = 2 -- all of them\n) AND PK_ID > 5',
      'q.orderBy': 'PK_ID',
      'q.pageSize': '5',
    });
  });
});
