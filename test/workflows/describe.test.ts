import { countTokens } from 'gpt-tokenizer/encoding/o200k_base';
import { afterEach, describe, expect, it } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/index.js';
import { bounded } from '../access/bounded.js';
import { type Connection, connect } from '../support/connect.js';
import { sharedServer } from '../support/fresh.js';
import { type Handler, type RawServer, rawServer } from '../support/raw.js';

const TOOL = 'caspio_schema_describe';
type Row = Readonly<Record<string, unknown>>;
const rowsOf = ({ json }: { readonly json: Readonly<Record<string, unknown>> }) =>
  json.result as readonly Row[];

describe('the design of the sandbox', () => {
  const { server } = sharedServer();

  it('is names at first', async () => {
    const { json } = await server.call(TOOL);
    expect(Object.keys(json)).toEqual(['result']);
    expect(json.result).toMatchObject({
      tables: expect.arrayContaining(['Orders', 'Price List 2026']),
      views: expect.arrayContaining(['Open_Orders']),
    });
  });

  it('is a line a field, for the objects that were named in any case', async () => {
    const answer = await server.call(TOOL, { detail: 'fields', objects: ['orders', 'CUSTOMERS'] });
    expect(rowsOf(answer).map(({ table }) => table)).toEqual(['Customers', 'Orders']);
    const [customers, orders] = rowsOf(answer);
    expect(customers?.fields).toEqual(
      expect.arrayContaining([
        'Customer_ID PREFIXED AUTONUMBER unique read-only',
        'Email STRING unique',
        'Interests LIST-STRING [Newsletter|Events|Webinars|Product news|Beta program]',
        'Portal_Password PASSWORD',
        'Updated_At TIMESTAMP read-only',
      ]),
    );
    expect(orders?.fields).toEqual(expect.arrayContaining(['Paid YES/NO', 'Net_Total CURRENCY formula']));
    expect(answer.text.match(/PK_ID/g)).toHaveLength(1);
  });

  it('tells where the fields of a view come from', async () => {
    const [view] = rowsOf(await server.call(TOOL, { detail: 'fields', objects: ['Open_Orders'] }));
    expect(view?.view).toBe('Open_Orders');
    expect(view?.fields).toEqual(
      expect.arrayContaining(['Status STRING from Orders', 'Tier STRING read-only from Customers']),
    );
  });

  it('is all that is known of a field, if wanted', async () => {
    const [orders] = rowsOf(await server.call(TOOL, { detail: 'full', objects: ['Orders'] }));
    expect(orders?.fields).toContainEqual({
      Name: 'Net_Total',
      Type: 'CURRENCY',
      Label: 'Net total',
      IsFormula: true,
      Editable: false,
    });
  });

  it('has numbers of records', async () => {
    const answer = await server.call(TOOL, { counts: true, filter: 'ORDERS' });
    expect(rowsOf(answer)).toEqual([
      { table: 'Orders', records: 11_932 },
      { view: 'Open_Orders', records: 230 },
    ]);
    const both = await server.call(TOOL, { detail: 'fields', counts: true, objects: ['Price List 2026'] });
    expect(rowsOf(both)).toEqual([
      {
        table: 'Price List 2026',
        records: 4,
        fields: ['Plan_Name STRING', 'Monthly CURRENCY', 'Yearly CURRENCY'],
      },
    ]);
  });

  it('knows what was meant', async () => {
    const { text } = await server.call(TOOL, { detail: 'fields', objects: ['Orders', 'Ordrs'] });
    expect(text).toBe(
      'Error (arguments): objects: "Ordrs" is no table or view.\nNext: Did you mean "Orders"?',
    );
    const { json } = await server.call(TOOL, { filter: 'nowhere' });
    expect(json).toEqual({
      result: { tables: [], views: [] },
      note: 'No table or view has such a name.',
    });
  });
});

describe('of an account that is large or closed in part', () => {
  let raw: RawServer;
  let server: Connection;
  afterEach(async () => {
    await server.close();
    await raw.close();
  });
  const start = async (handle: Handler) => {
    raw = await rawServer(handle);
    server = await connect({ origin: raw.origin });
  };
  const account =
    (
      tables: readonly string[],
      other: Handler = () => ({ json: { Result: [{ Name: 'A', Type: 'STRING' }] } }),
    ): Handler =>
    (seen, response) => {
      if (seen.path === '/v3/tables') return { json: { Result: tables } };
      return seen.path === '/v3/views' ? { json: { Result: [] } } : other(seen, response);
    };
  const named = (count: number) => Array.from({ length: count }, (_, index) => `Table_${index + 1}`);

  it('names 160 tables in 2,000 tokens', async () => {
    const nouns = ['Customer', 'Order', 'Invoice', 'Vendor', 'Employee', 'Project', 'Shipment', 'Asset'];
    const kinds = [
      ...[
        'Details',
        'Line_Items',
        'Status_History',
        'Attachments',
        'Contacts',
        'Notes',
        'Types',
        'Archive_2024',
      ],
      ...['Approval_Log', 'Assignments', 'Import_Staging', 'Audit', 'Payments', 'Categories', 'Schedule'],
      ...['Documents', 'Settings', 'Email_Queue', 'Permissions', 'Lookup'],
    ];
    const tables = nouns.flatMap((noun) => kinds.map((kind) => `${noun}_${kind}`));
    expect(new Set(tables).size).toBe(160);
    await start(account(tables));
    const { text, json } = await server.call(TOOL);
    expect(json.result).toEqual({ tables, views: [] });
    expect(countTokens(text)).toBeLessThanOrEqual(2_000);
    expect(raw.seen).toHaveLength(2);
  });

  it('reads the fields of 20 objects a call, 4 side by side, and goes on', async () => {
    let open = 0;
    let most = 0;
    await start(
      account(named(45), async () => {
        open += 1;
        most = Math.max(most, open);
        await new Promise((resolve) => setTimeout(resolve, 5));
        open -= 1;
        return { json: { Result: [{ Name: 'Odd Name', Type: 'NUMBER' }] } };
      }),
    );
    const found: unknown[] = [];
    const notes: unknown[] = [];
    let cursor: unknown;
    do {
      const answer = await server.call(TOOL, { detail: 'fields', ...(cursor !== undefined && { cursor }) });
      found.push(...rowsOf(answer).map(({ table }) => table));
      notes.push(answer.json.note);
      cursor = answer.json.next_cursor;
    } while (cursor !== undefined);
    expect(found).toEqual(named(45));
    expect(raw.seen).toHaveLength(2 + 45);
    expect(most).toBe(4);
    expect(notes[0]).toContain('25 of 45 objects are left: go on with cursor. At most 22 Caspio calls');
    expect(notes[2]).toMatch(/text in views\. At most 7 Caspio calls/);

    await server.call(TOOL, { detail: 'full' });
    expect(raw.seen, 'all of it is cached').toHaveLength(2 + 45);
    const next = (await server.call(TOOL, { detail: 'full' })).json.next_cursor;
    const other = await server.call(TOOL, { detail: 'fields', cursor: next });
    expect(other.text).toContain('Error (arguments): cursor: belongs to another query');
  });

  it('counts with one call each, so that 10 objects a call get their fields too', async () => {
    await start(
      account(named(11), ({ path }) =>
        path.endsWith('/records') ? { json: { Result: [{ n: 3 }] } } : { json: { Result: [] } },
      ),
    );
    const { json } = await server.call(TOOL, { detail: 'fields', counts: true });
    expect(rowsOf({ json })).toHaveLength(10);
    expect(json.note).toContain('1 of 11 objects are left');
    const counts = raw.seen.filter(({ path }) => path.endsWith('/records'));
    expect(counts.map(({ query }) => query)).toEqual(Array(10).fill({ 'q.select': 'COUNT(*) AS n' }));
  });

  it('is cut at an object where fields are many', async () => {
    const many = Array.from({ length: 300 }, (_, index) => ({
      Name: `A_rather_long_name_${index}`,
      Type: 'STRING',
    }));
    await start(account(named(9), () => ({ json: { Result: many } })));
    const found: unknown[] = [];
    let cursor: unknown;
    do {
      const answer = await server.call(TOOL, { detail: 'fields', ...(cursor !== undefined && { cursor }) });
      expect(answer.text.length).toBeLessThan(40_000);
      for (const { table, fields } of rowsOf(answer)) {
        expect(fields).toHaveLength(300);
        found.push(table);
      }
      cursor = answer.json.next_cursor;
    } while (cursor !== undefined);
    expect(found).toEqual(named(9));
  });

  it('tells of one object that it may not read', async () => {
    const refusal = { Code: 'UnsufficientPrivileges', Message: 'Not enough privileges.' };
    await start(
      account(['Open', 'Secret'], ({ path }) =>
        path.includes('Secret')
          ? { status: 403, json: refusal }
          : { json: { Result: [{ Name: 'A', Type: 'GUID' }] } },
      ),
    );
    const answer = await server.call(TOOL, { detail: 'fields' });
    expect(rowsOf(answer)).toEqual([
      { table: 'Open', fields: ['A GUID'] },
      { table: 'Secret', problem: 'Not enough privileges.' },
    ]);
  });

  it('has tables where views may not be listed', async () => {
    await start(({ path }) => (path === '/v3/tables' ? { json: { Result: ['T'] } } : { status: 403 }));
    const { json } = await server.call(TOOL);
    expect(json).toEqual({ result: { tables: ['T'], views: [] }, note: 'This profile may not list views.' });
  });

  it('fails as a whole when Caspio does', async () => {
    await start(account(['T', 'U'], () => ({ status: 500 })));
    const { text, isError } = await server.call(TOOL, { detail: 'fields' });
    expect(isError).toBe(true);
    expect(text).toContain('Error (caspio)');
  });
});

describe('of a bounded connection', () => {
  let sandbox: Sandbox;
  afterEach(() => sandbox.close());

  it('is what its lists hold, and nothing of a closed kind', async () => {
    sandbox = await startSandbox();
    const team = bounded(sandbox.url, { tables: ['Orders', 'Tickets'] });
    expect(await team.result(TOOL, {})).toEqual({ tables: ['Orders', 'Tickets'], views: [] });
    const rows = await team.rows(TOOL, { detail: 'fields', counts: true });
    expect(rows.map(({ table, records }) => [table, records])).toEqual([
      ['Orders', 11_932],
      ['Tickets', 800],
    ]);
    const failure = await team.failure(TOOL, { objects: ['Customers'] });
    expect(`${failure.what} ${failure.next}`).toBe(
      'objects: "Customers" is no table or view There are: Orders, Tickets.',
    );
    await team.close();
  });
});
