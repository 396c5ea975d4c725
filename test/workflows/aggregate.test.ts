import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/index.js';
import { bounded } from '../access/bounded.js';
import { type Connection, connect } from '../support/connect.js';
import { freshServer } from '../support/fresh.js';
import { type RawServer, rawServer } from '../support/raw.js';

const TOOL = 'caspio_records_aggregate';
type Row = Readonly<Record<string, unknown>>;

/** The Monday on or before a date. */
function monday(date: string): string {
  const at = new Date(`${date.slice(0, 10)}T00:00:00Z`);
  at.setUTCDate(at.getUTCDate() - ((at.getUTCDay() + 6) % 7));
  return at.toISOString().slice(0, 10);
}

const BUCKETS: Readonly<Record<string, (date: string) => string>> = {
  day: (date) => date.slice(0, 10),
  week: monday,
  month: (date) => date.slice(0, 7),
  quarter: (date) => `${date.slice(0, 4)}-Q${Math.ceil(Number(date.slice(5, 7)) / 3)}`,
  year: (date) => date.slice(0, 4),
};

describe('of the sandbox', () => {
  const { server } = freshServer();
  const ask = async (args: Readonly<Record<string, unknown>>) => {
    const { json, text } = await server.call(TOOL, args);
    expect(json.result, text).toBeDefined();
    return { rows: json.result as readonly Row[], note: String(json.note), json };
  };
  const create = (table_name: string, values: Row) =>
    server.call('create_a_caspio_record', { table_name, values });

  async function allTickets(): Promise<Row[]> {
    const rows: Row[] = [];
    let cursor: unknown;
    do {
      const args = { table_name: 'Tickets', 'q.select': 'Opened_At, Closed_At', 'q.pageSize': 400 };
      const { json } = await server.call('list_all_caspio_records', {
        ...args,
        ...(cursor ? { cursor } : {}),
      });
      rows.push(...(json.result as Row[]));
      cursor = json.next_cursor;
    } while (cursor !== undefined);
    expect(rows).toHaveLength(801);
    return rows;
  }

  it.each(Object.keys(BUCKETS))('groups dates by %s as texts', async (bucket) => {
    // Before SQL Server's day 0, a Sunday, and the last minute of a year.
    await create('Tickets', {
      Subject: 'old',
      Opened_At: '1899-12-31T10:00:00',
      Closed_At: '2023-12-31T23:59:00',
    });
    const tickets = await allTickets();
    for (const field of ['Opened_At', 'Closed_At']) {
      const expected = new Map<string | null, number>();
      for (const { [field]: date } of tickets) {
        const key = typeof date === 'string' ? (BUCKETS[bucket]?.(date) ?? '') : null;
        expected.set(key, (expected.get(key) ?? 0) + 1);
      }
      const { rows } = await ask({ table_name: 'Tickets', group_by: [`${bucket}(${field})`] });
      const name = `${bucket}_${field}`;
      expect(rows).toEqual(
        [...expected]
          .sort(([a], [b]) => String(a ?? '').localeCompare(String(b ?? '')))
          .map(([key, count]) => ({ [name]: key, count })),
      );
    }
  });

  it('measures', async () => {
    const read = async (select: string, where?: string) => {
      const args = { table_name: 'Orders', 'q.select': select, ...(where && { 'q.where': where }) };
      const [row] = (await server.call('list_all_caspio_records', args)).json.result as readonly Row[];
      return Object.values(row ?? {})[0];
    };
    const measures = ['count', 'count(Shipped_Date)', 'SUM( total )', 'avg(Order_ID)', 'avg(Paid)'];
    const more = ['min(Order_Date)', 'max([Status])', 'count(distinct Customer_ID)'];
    const { rows } = await ask({ table_name: 'ORDERS', measures: [...measures, ...more] });
    expect(rows).toEqual([
      {
        count: await read('COUNT(*) AS n'),
        count_Shipped_Date: await read('COUNT(*) AS n', 'Shipped_Date IS NOT NULL'),
        sum_total: await read('SUM(Total) AS n'),
        avg_Order_ID: 5_966.5,
        avg_Paid: expect.closeTo(Number(await read('COUNT(*) AS n', 'Paid = 1')) / 11_932, 9),
        min_Order_Date: await read('MIN(Order_Date) AS n'),
        max_Status: 'Shipped',
        distinct_Customer_ID: await read('COUNT(DISTINCT Customer_ID) AS n'),
      },
    ]);
  });

  it('gives the largest groups by the first measure, and the SQL', async () => {
    const measures = ['sum(Total)', 'count'];
    const args = { view_name: 'Open_Orders', measures, group_by: ['Tier'], where: 'Total > 100;' };
    const all = await ask(args);
    expect(all.rows.map(({ Tier }) => Tier)).toEqual(['Bronze', 'Gold', 'Silver']);
    const { rows, note } = await ask({ ...args, top: 2 });
    expect(rows).toEqual([
      { Tier: 'Bronze', sum_Total: expect.any(Number), count: expect.any(Number) },
      { Tier: 'Silver', sum_Total: expect.any(Number), count: expect.any(Number) },
    ]);
    expect(note).toBe(
      'SQL: SELECT [Tier], SUM([Total]) AS sum_Total, COUNT(*) AS count FROM Open_Orders WHERE Total > 100 GROUP BY [Tier] ORDER BY SUM([Total]) DESC, [Tier]',
    );
    const { json } = await ask({ ...args, format: 'csv' });
    expect(json.result).toMatch(/^Tier,sum_Total,count\nBronze,/);
  });

  it('groups by several things at once', async () => {
    const { rows } = await ask({
      table_name: 'Orders',
      group_by: ['year(Order_Date)', 'Status', 'Status'],
      'q.where': "Order_Date >= '2025-01-01'",
    });
    expect(rows[0]).toEqual({ year_Order_Date: '2025', Status: 'Cancelled', count: expect.any(Number) });
    expect(rows.reduce((sum, { count }) => sum + Number(count), 0)).toBe(5_517 + 5_511);
  });

  it('shows both kinds of blanks as null, and says so', async () => {
    const lead = (Email: string, State: string | null) => create('Leads_Import', { Email, State });
    await lead('a@example.com', '');
    await lead('b@example.com', 'CA');
    const one = await ask({ table_name: 'Leads_Import', group_by: ['State'] });
    expect(one.rows).toEqual([
      { State: null, count: 1 },
      { State: 'CA', count: 1 },
    ]);
    expect(one.note).not.toContain('Empty texts');
    await lead('c@example.com', null);
    const { rows, note } = await ask({ table_name: 'Leads_Import', group_by: ['State'] });
    expect(rows.filter(({ State }) => State === null)).toHaveLength(2);
    expect(note).toContain('Empty texts and NULL are groups of their own, both shown as null.');
  });

  it('is cut at 1,000 groups, and says so', async () => {
    const args = { table_name: 'Customers', group_by: ['Customer_ID'], format: 'csv' };
    const { json, note } = await ask(args);
    expect(String(json.result).trim().split('\n')).toHaveLength(1 + 1_000);
    expect(note).toContain('There are 1000 groups, and probably more that are not shown');
    const top = await ask({ ...args, top: 1_000 });
    expect(top.note).not.toContain('probably more');
  });

  it.each([
    [{ group_by: ['Ship_Stat'] }, '"Ship_Stat" is no field of Orders. Did you mean "Ship_State"?'],
    [{ measures: ['sum(Totl)'] }, '"Totl" is no field of Orders. Did you mean "Total"?'],
  ])('knows which field was meant: %j', async (args, next) => {
    const { text } = await server.call(TOOL, { table_name: 'Orders', ...args });
    expect(text).toContain(`Next: ${next}`);
  });
});

describe('to Caspio', () => {
  let raw: RawServer;
  let server: Connection;
  beforeEach(async () => {
    raw = await rawServer(() => ({ json: { Result: [] } }));
    server = await connect({ origin: raw.origin });
  });
  afterEach(async () => {
    await server.close();
    await raw.close();
  });

  it('goes one request', async () => {
    const { json } = await server.call(TOOL, {
      table_name: 'Price List',
      measures: ['sum(Net Total)', 'count', 'avg([sum(x)])', 'count', 'sum([Net-Total])'],
      group_by: ['count', 'quarter([Order]]Date])', 'Total (USD)'],
      where: "State = 'CA'",
      top: 7,
    });
    const quarter = "CONVERT(VARCHAR(4), [Order]]Date], 120) + '-Q' + DATENAME(quarter, [Order]]Date])";
    const select = `[count], ${quarter} AS quarter_Order_Date, [Total (USD)], SUM([Net Total]) AS sum_Net_Total, COUNT(*) AS count_2, AVG(1.0 * [sum(x)]) AS avg_sum_x_, SUM([Net-Total]) AS sum_Net_Total_2`;
    const groupBy = `[count], ${quarter}, [Total (USD)]`;
    expect(raw.seen.map(({ path, query }) => [path, query])).toEqual([
      [
        '/v3/tables/Price%20List/records',
        {
          'q.select': select,
          'q.where': "State = 'CA'",
          'q.groupBy': groupBy,
          'q.orderBy': `SUM([Net Total]) DESC, ${groupBy}`,
          'q.limit': '7',
        },
      ],
    ]);
    expect(json).toEqual({
      result: [],
      note: `SQL: SELECT ${select} FROM [Price List] WHERE State = 'CA' GROUP BY ${groupBy} ORDER BY SUM([Net Total]) DESC, ${groupBy}`,
    });
  });

  it('goes a plain count without anything else', async () => {
    await server.call(TOOL, { view_name: 'V', top: 3, where: ' ; -- all' });
    expect(raw.seen.map(({ path, query }) => [path, query])).toEqual([
      ['/v3/views/V/records', { 'q.select': 'COUNT(*) AS count', 'q.limit': '3' }],
    ]);
  });

  it.each([
    [{}, 'table_name: give either table_name or view_name'],
    [{ table_name: 'T', view_name: 'V' }, 'table_name: give either table_name or view_name'],
    [
      { table_name: 'T', measures: ['sun(Total)'] },
      'measures: "sun(Total)" is no measure.\nNext: Did you mean "sum" or "min"?',
    ],
    [{ table_name: 'T', measures: ['sum'] }, 'measures: "sum" names no field'],
    [{ table_name: 'T', measures: ['distinct()'] }, 'measures: "distinct()" names no field'],
    [{ table_name: 'T', measures: ['constructor(A)'] }, 'measures: "constructor(A)" is no measure'],
    [{ table_name: 'T', measures: 'count' }, 'measures: must be an array of texts'],
    [{ table_name: 'T', measures: ['sum(a\u0000)'] }, 'measures: holds a control character'],
    [
      { table_name: 'T', group_by: ['mnth(D)'] },
      'group_by: "mnth(D)" is neither a field nor a bucket of dates.\nNext: Did you mean "month"?',
    ],
    [{ table_name: 'T', group_by: [' '] }, 'group_by: holds a blank text'],
    [{ table_name: 'T', group_by: Array(9).fill('A') }, 'group_by: must have at most 8 items'],
    [{ table_name: 'T', where: "A = 'b" }, "q.where: ' that is opened is never closed"],
    [{ table_name: 'T', where: 'D > 2026-01-01' }, 'q.where: 2026-01-01 without quotes'],
    [
      { table_name: 'T', measures: [1, 2, 3, 4, 5, 6].map((n) => `sum(${n}${'é'.repeat(90)})`) },
      'measures: is too long',
    ],
    [
      { table_name: 'T', group_by: [1, 2, 3, 4, 5, 6].map((n) => `${n}${'é'.repeat(90)}`) },
      'group_by: is too long',
    ],
  ])('goes nothing for %j', async (args, refusal) => {
    expect((await server.call(TOOL, args)).text).toContain(`Error (arguments): ${refusal}`);
    expect(raw.seen).toEqual([]);
  });
});

describe('of a bounded connection', () => {
  let sandbox: Sandbox;
  beforeEach(async () => {
    sandbox = await startSandbox();
  });
  afterEach(() => sandbox.close());

  it('works within its bounds only', async () => {
    const team = bounded(sandbox.url, { tables: ['Orders'] });
    const orders = { table_name: 'Orders', measures: ['count', 'avg(Total)', 'distinct(Status)'] };
    for (const bucket of Object.keys(BUCKETS)) {
      const rows = await team.rows(TOOL, { ...orders, group_by: [`${bucket}(Order_Date)`, 'Status'] });
      expect(rows.length).toBeGreaterThan(5);
    }
    const failures = [
      await team.failure(TOOL, { table_name: 'Customers' }),
      await team.failure(TOOL, { view_name: 'Open_Orders' }),
      await team.failure(TOOL, { ...orders, 'q.where': 'EXISTS (SELECT 1 FROM Customers)' }),
      await team.failure(TOOL, { ...orders, measures: ["sum(a'b)"] }),
    ];
    expect(failures.map(({ what }) => what)).toEqual([
      'table_name: this connection may not use "Customers"',
      'This connection may use no views',
      expect.stringMatching(/^q\.where: holds a sub-query/),
      expect.stringMatching(/^measures: holds a quote/),
    ]);
    await team.close();
  });
});
