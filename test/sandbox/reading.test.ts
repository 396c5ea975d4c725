import { describe, expect, test } from 'vitest';
import { INCORRECT_QUERY, type Row, refusal, useSandbox } from './support.js';

const caspio = useSandbox();

const read = (query: Record<string, string | number>, path = '/tables/Orders/records') =>
  caspio.call('GET', path, query);

const keys = (rows: Row[]) => rows.map((row) => row.PK_ID);

const ascending = (rows: Row[]) => keys(rows).sort((a, b) => Number(a) - Number(b));

describe('how many records', () => {
  test.each([
    ['nothing', {}, 100],
    ['q.limit', { 'q.limit': 3 }, 3],
    ['a limit above 1,000, which is cut', { 'q.limit': 5000 }, 1000],
    ['q.pageSize', { 'q.pageSize': 5 }, 5],
    ['the largest page', { 'q.pageSize': 1000 }, 1000],
    ['q.pageNumber alone', { 'q.pageNumber': 2 }, 25],
    ['a limit beside paging, which is ignored', { 'q.limit': 1000, 'q.pageNumber': 2 }, 25],
    ['a page past the end', { 'q.pageSize': 1000, 'q.pageNumber': 999 }, 0],
  ])('come for %s', async (_case, query, count) => {
    const { status, body } = await read(query as Record<string, number>);
    expect([status, body.Result.length]).toEqual([200, count]);
    expect(body).not.toHaveProperty('Pagination');
  });

  test.each([
    [{ 'q.pageSize': 4 }],
    [{ 'q.pageSize': 1001 }],
    [{ 'q.pageSize': 'ten' }],
    [{ 'q.pageNumber': 0 }],
    [{ 'q.limit': 0 }],
    [{ 'q.getPaginationInfo': 'maybe' }],
    [{ 'q.sort': 'PK_ID' }],
  ])('is refused for %j', async (query) => {
    expect(refusal(await read(query as Record<string, string>))).toEqual(INCORRECT_QUERY);
  });

  test('is told by q.getPaginationInfo', async () => {
    const query = { 'q.getPaginationInfo': 'true', 'q.where': "Category = 'Desks'" };
    const path = '/tables/Products/records';
    const page = await read({ ...query, 'q.pageNumber': 2, 'q.pageSize': 10 }, path);
    expect(page.body.Pagination).toEqual({ TotalCount: 24, PageNumber: 2, PageSize: 10 });
    const limited = await read({ ...query, 'q.limit': 7 }, path);
    expect(limited.body.Pagination).toEqual({ TotalCount: 24, PageNumber: 1, PageSize: 7 });
  });

  test('counts groups where there are groups', async () => {
    const { body } = await read({
      'q.select': 'Status, COUNT(*) AS Orders',
      'q.groupBy': 'Status',
      'q.getPaginationInfo': 'true',
    });
    expect(body.Pagination.TotalCount).toBe(5);
    expect(body.Result.map((row) => row.Status).sort()).toEqual([
      'Cancelled',
      'Delivered',
      'Open',
      'Returned',
      'Shipped',
    ]);
  });
});

describe('order', () => {
  test('is another one on every unordered read, so that pages repeat and lose rows', async () => {
    const pages = await Promise.all(
      [1, 2, 3].map((page) => read({ 'q.pageSize': 1000, 'q.pageNumber': page })),
    );
    const seen = new Set(pages.flatMap(({ body }) => keys(body.Result)));
    expect(seen.size).toBeLessThan(3000);
    const [first, second] = await Promise.all([read({}), read({})]);
    expect(keys(first.body.Result)).not.toEqual(keys(second.body.Result));
  });

  test('by PK_ID makes pages complete', async () => {
    const pages = await Promise.all(
      [1, 2, 3].map((page) => read({ 'q.pageSize': 1000, 'q.pageNumber': page, 'q.orderBy': 'PK_ID' })),
    );
    const all = pages.flatMap(({ body }) => keys(body.Result));
    expect(all).toEqual(Array.from({ length: 3000 }, (_, index) => index + 1));
  });

  test('by a field that repeats leaves the rest to chance', async () => {
    const query = { 'q.orderBy': 'Status DESC', 'q.where': 'PK_ID <= 500', 'q.limit': 500 };
    const [first, second] = await Promise.all([read(query), read(query)]);
    const states = first.body.Result.map((row) => row.Status);
    expect(states).toEqual([...states].sort().reverse());
    expect(keys(first.body.Result)).not.toEqual(keys(second.body.Result));
    expect(ascending(first.body.Result)).toEqual(ascending(second.body.Result));
  });
});

test('the total belongs to the rows, even when a condition comes out differently on every run', async () => {
  for (const order of [{}, { 'q.orderBy': 'PK_ID' }]) {
    const query = { ...order, 'q.where': "PK_ID <= 900 AND NEWID() > '8'", 'q.getPaginationInfo': 'true' };
    const { body } = await read({ ...query, 'q.pageSize': 1000 });
    expect(body.Pagination).toEqual({
      TotalCount: body.Result.length,
      PageNumber: 1,
      PageSize: 1000,
    });
  }
});

test('an order by a constant is none', async () => {
  const { status, body } = await read({
    'q.select': "PK_ID, 'x' AS Same",
    'q.orderBy': 'Same',
    'q.limit': 5,
  });
  expect([status, body.Result.map((row) => row.Same)]).toEqual([200, ['x', 'x', 'x', 'x', 'x']]);
});

describe('parameters', () => {
  test('ignore case', async () => {
    const { body } = await read({ 'Q.ORDERBY': 'PK_ID DESC', 'q.LIMIT': 2, 'q.Where': 'PK_ID < 10' });
    expect(keys(body.Result)).toEqual([9, 8]);
  });

  test('that Caspio does not know are ignored', async () => {
    const { status, body } = await read({ q: '{"where":"1=0"}', where: '1=0', 'q.distinct': 'true' });
    expect([status, body.Result.length]).toEqual([200, 100]);
  });

  test('that are blank count as absent', async () => {
    expect((await read({ 'q.where': '', 'q.limit': '', 'q.select': ' ' })).body.Result).toHaveLength(100);
  });
});

describe('a record', () => {
  test('holds every readable field with the JSON type of its type', async () => {
    const { body } = await read({ 'q.where': 'PK_ID = 42' }, '/tables/customers/records');
    expect(body.Result).toEqual([
      {
        PK_ID: 42,
        Customer_ID: 'C-00042',
        Company: "O'Brien & Sons",
        First_Name: expect.any(String),
        Last_Name: expect.any(String),
        Email: expect.stringContaining('@obriensons.example'),
        Phone: expect.stringMatching(/^\(\d{3}\) 555-\d{4}$/),
        City: expect.any(String),
        State: expect.stringMatching(/^[A-Z]{2}$/),
        Country: 'USA',
        Tier: expect.stringMatching(/^(Gold|Silver|Bronze)$/),
        Interests: body.Result[0]?.Interests === null ? null : expect.any(Object),
        Credit_Limit: expect.any(Number),
        Active: expect.any(Boolean),
        Since: expect.stringMatching(/^\d{4}-\d\d-\d\dT00:00:00$/),
        Notes: expect.any(String),
        Updated_At: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:00$/),
      },
    ]);
  });

  test('has only what q.select names', async () => {
    const { body } = await read({ 'q.select': 'Status, Paid', 'q.where': 'Order_ID = 7' });
    expect(Object.keys(body.Result[0] ?? {})).toEqual(['Status', 'Paid']);
  });

  test('never shows a password', async () => {
    const path = '/tables/Customers/records';
    const attempts: Record<string, string>[] = [
      { 'q.select': 'Portal_Password' },
      { 'q.where': "Portal_Password = 'portal-1'" },
      { 'q.orderBy': 'Portal_Password' },
    ];
    for (const query of attempts) {
      expect(refusal(await read(query, path))).toEqual([
        400,
        'SqlServerError',
        "Invalid column name 'Portal_Password'.",
      ]);
    }
  });
});

test('a table name with blanks is percent-encoded', async () => {
  const { body } = await read({ 'q.orderBy': 'Monthly' }, '/tables/Price%20List%202026/records');
  expect(body.Result.map((row) => row.Plan_Name)).toEqual(['Starter', 'Team', 'Business', 'Enterprise']);
});

test('an unknown column or broken SQL is a SqlServerError', async () => {
  const unknown = await read({ 'q.where': 'Nope = 1' });
  expect(refusal(unknown)).toEqual([400, 'SqlServerError', "Invalid column name 'Nope'."]);
  const broken = await read({ 'q.where': 'Status = = 1' });
  expect([broken.status, broken.body.Code]).toEqual([400, 'SqlServerError']);
});

test('an unknown table is not found', async () => {
  expect(refusal(await read({}, '/tables/Nope/records')).slice(0, 2)).toEqual([404, 'TableNotFound']);
});
