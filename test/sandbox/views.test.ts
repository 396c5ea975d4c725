import { describe, expect, test } from 'vitest';
import { type Row, refusal, useSandbox } from './support.js';

const caspio = useSandbox();

const records = (view: string) => `/views/${view}/records`;

const read = async (view: string, query: Record<string, string | number>) =>
  (await caspio.call('GET', records(view), query)).body.Result as Row[];

const ROWS = { response: 'rows' };

test('are listed by name', async () => {
  expect((await caspio.call('GET', '/views')).body).toEqual({
    Result: [
      'Open_Orders',
      'Customer_Order_History',
      'Open_Tickets',
      'California_Customers',
      'Vendors_To_Approve',
    ],
  });
  expect((await caspio.call('GET', '/views/open_orders')).body.Result).toEqual({
    Name: 'Open_Orders',
    Note: 'Open orders with the names of the customers; orders can be changed here',
  });
});

test('are not found like other objects, and are no tables', async () => {
  const missing = await caspio.call('GET', records('Nope'));
  expect(refusal(missing)).toEqual([404, 'ObjectNotFound', 'Requested object not found']);
  expect((await caspio.call('GET', '/tables/Open_Orders/records')).body.Code).toBe('TableNotFound');
});

describe('fields', () => {
  test('tell where they come from and whether they take writes', async () => {
    const { body } = await caspio.call('GET', '/views/Open_Orders/fields');
    const fields = new Map((body.Result as Row[]).map((field) => [field.Name, field]));
    const facts = (name: string) => {
      const { TableFieldName, Editable, Type } = fields.get(name) ?? {};
      return [TableFieldName, Type, Editable];
    };
    expect(facts('Status')).toEqual(['Orders.Status', 'STRING', true]);
    expect(facts('Order_ID')).toEqual(['Orders.Order_ID', 'AUTONUMBER', false]);
    expect(facts('Net_Total')).toEqual(['Orders.Net_Total', 'CURRENCY', false]);
    expect(facts('Company')).toEqual(['Customers.Company', 'STRING', false]);
    expect(fields.has('PK_ID')).toBe(false);
  });

  test('are read one by one', async () => {
    const one = await caspio.call('GET', '/views/Open_Orders/fields/company');
    expect(one.body.Result).toMatchObject({ Name: 'Company', DisplayOrder: 9 });
    expect((await caspio.call('GET', '/views/Open_Orders/fields/City')).body.Code).toBe('FieldNotFound');
  });

  test('keep their names when the table renames its own', async () => {
    await caspio.call('PUT', '/tables/Vendors/fields/Contact', {}, { Name: 'Contact_Person' });
    const field = await caspio.call('GET', '/views/Vendors_To_Approve/fields/Contact');
    expect(field.body.Result).toMatchObject({ Name: 'Contact', TableFieldName: 'Vendors.Contact_Person' });
    const [row] = await read('Vendors_To_Approve', { 'q.limit': 1 });
    expect(row?.Contact).toMatch(/\w+ \w+/);
  });
});

describe('a view over two tables', () => {
  test('joins them, with one PK_ID of both', async () => {
    const where = "Company = 'O''Brien & Sons'";
    const rows = await read('Open_Orders', { 'q.where': where, 'q.orderBy': 'Order_Date' });
    expect(rows.map((row) => [row.Total, row.Net_Total, row.Paid])).toEqual([
      [1249.5, 1249.5, false],
      [310, 279, false],
      [87.25, 87.25, false],
    ]);
    for (const row of rows) expect(row.PK_ID).toBe(`${row._PK_ID_Orders},${row._PK_ID_Customers}`);
    expect(rows[0]).toMatchObject({
      _PK_ID_Customers: 42,
      Company: "O'Brien & Sons",
      Customer_ID: 'C-00042',
    });
    const [same] = await read('Open_Orders', { 'q.where': `PK_ID = '${rows[0]?.PK_ID}'` });
    expect(same).toEqual(rows[0]);
  });

  test('shows only what fits it, paged and counted', async () => {
    const query = { 'q.getPaginationInfo': 'true', 'q.pageSize': 5 };
    const view = await caspio.call('GET', records('Open_Orders'), query);
    const table = await caspio.call('GET', '/tables/Orders/records', {
      ...query,
      'q.where': "Status='Open'",
    });
    expect(view.body.Pagination).toEqual(table.body.Pagination);
    expect(view.body.Result).toHaveLength(5);
  });

  test('takes writes through its editable table', async () => {
    const [order] = await read('Open_Orders', { 'q.limit': 1, 'q.where': 'Paid = 0 AND Total < 1000' });
    const query = { 'q.where': `_PK_ID_Orders = ${order?._PK_ID_Orders}`, ...ROWS };
    const paid = await caspio.call('PUT', records('Open_Orders'), query, { Paid: true });
    expect(paid.body).toEqual({ RecordsAffected: 1, Result: [{ ...order, Paid: true }] });
    const shipped = await caspio.call('PUT', records('Open_Orders'), query, { Status: 'Shipped' });
    expect(shipped.body).toEqual({ RecordsAffected: 1, Result: [] });
  });

  test('finds what to write by conditions with sub-queries, over both tables', async () => {
    const where = "Tier = 'Gold' AND Customer_ID IN (SELECT Customer_ID FROM Customers WHERE Active = 1)";
    const expected = await read('Open_Orders', { 'q.where': where, 'q.limit': 1000 });
    const reply = await caspio.call('PUT', records('Open_Orders'), { 'q.where': where }, { Paid: true });
    expect(reply.body).toEqual({ RecordsAffected: expected.length });
    const unpaid = await read('Open_Orders', { 'q.where': `Paid = 0 AND ${where}` });
    expect([expected.length > 0, unpaid]).toEqual([true, []]);
  });

  test('refuses its other fields', async () => {
    const query = { 'q.where': "Company LIKE 'O%'" };
    const foreign = await caspio.call('PUT', records('Open_Orders'), query, { Company: 'X' });
    expect([foreign.status, foreign.body.Code]).toEqual([400, 'AlterReadOnlyData']);
    const hidden = await caspio.call('PUT', records('Open_Orders'), query, { Discount: 0.5 });
    expect([hidden.status, hidden.body.Code]).toEqual([404, 'FieldNotFound']);
  });

  test('inserts into and deletes from its editable table', async () => {
    const body = { Customer_ID: 'C-00042', Status: 'Open', Total: 5 };
    const made = await caspio.call('POST', records('Open_Orders'), ROWS, body);
    expect(made.status).toBe(201);
    expect(made.body.Result[0]).toMatchObject({ Company: "O'Brien & Sons", Total: 5, _PK_ID_Customers: 42 });
    const query = { 'q.where': `PK_ID = '${made.body.Result[0]?.PK_ID}'` };
    expect((await caspio.call('DELETE', records('Open_Orders'), query)).body).toEqual({ RecordsAffected: 1 });
    const customer = await caspio.call('GET', '/tables/Customers/records', { 'q.where': 'PK_ID = 42' });
    expect(customer.body.Result).toHaveLength(1);
  });

  test.each([
    ['POST', { Company: 'X' }],
    ['PUT', { Company: 'X' }],
    ['DELETE', undefined],
  ])('without an editable table refuses %s', async (method, body) => {
    const reply = await caspio.call(method, records('Customer_Order_History'), { 'q.where': '1 = 1' }, body);
    expect([reply.status, reply.body.Code]).toEqual([400, 'AlterReadOnlyData']);
  });
});

describe('a view over one table', () => {
  test('filters it and has text for PK_ID, without the tables own keys', async () => {
    const rows = await read('California_Customers', { 'q.limit': 1000 });
    const table = await caspio.call('GET', '/tables/Customers/records', {
      'q.where': "State = 'CA'",
      'q.limit': 1000,
    });
    expect(rows.length).toBeGreaterThan(200);
    expect(rows.map((row) => row.PK_ID).sort()).toEqual(
      table.body.Result.map((row) => `${row.PK_ID}`).sort(),
    );
    expect(Object.keys(rows[0] ?? {}).filter((name) => name.startsWith('_'))).toEqual([]);
  });

  test('orders its PK_ID as the text that it is', async () => {
    const rows = await read('California_Customers', { 'q.limit': 1000, 'q.orderBy': 'PK_ID' });
    const keys = rows.map((row) => String(row.PK_ID));
    expect(keys).toEqual([...keys].sort());
  });

  test('takes writes; a record that no longer fits is missing from the answer', async () => {
    const [customer] = await read('California_Customers', { 'q.limit': 1 });
    const query = { 'q.where': `Customer_ID = '${customer?.Customer_ID}'`, ...ROWS };
    const stays = await caspio.call('PUT', records('California_Customers'), query, { Interests: ['Events'] });
    expect(stays.body.Result).toEqual([{ ...customer, Interests: { '2': 'Events' } }]);
    const leaves = await caspio.call('PUT', records('California_Customers'), query, { State: 'OR' });
    expect(leaves.body).toEqual({ RecordsAffected: 1, Result: [] });
    expect((await caspio.call('DELETE', records('California_Customers'), query)).body.RecordsAffected).toBe(
      0,
    );
  });

  test('takes new records, seen only when they fit', async () => {
    const insert = (Email: string, State: string) =>
      caspio.call('POST', records('California_Customers'), ROWS, { Email, State });
    expect((await insert('ca@v.example', 'CA')).body.Result).toHaveLength(1);
    const other = await insert('ny@v.example', 'NY');
    expect([other.status, other.body.Result]).toEqual([201, []]);
  });
});

test('are named with the prefix _v_ in sub-queries', async () => {
  const where = 'Customer_ID IN (SELECT Customer_ID FROM _v_Open_Orders WHERE Total = 1249.5)';
  const { body } = await caspio.call('GET', '/tables/Customers/records', { 'q.where': where });
  expect(body.Result.map((row) => row.Company)).toContain("O'Brien & Sons");
});
