import { describe, expect, test } from 'vitest';
import { INCORRECT_BODY, INCORRECT_QUERY, type Row, refusal, useSandbox } from './support.js';

const caspio = useSandbox();

const records = (table: string) => `/tables/${table}/records`;

const read = async (table: string, where: string) =>
  (await caspio.call('GET', records(table), { 'q.where': where, 'q.orderBy': 'PK_ID' })).body.Result;

const ROWS = { response: 'rows' };

describe('insert', () => {
  test('answers 201 without a body', async () => {
    const body = { Email: 'a@leads.example', Name: 'A' };
    const reply = await caspio.call('POST', records('Leads_Import'), {}, body);
    expect([reply.status, reply.text]).toEqual([201, '']);
    expect(await read('Leads_Import', "Email = 'a@leads.example'")).toHaveLength(1);
  });

  test('answers with the record when response=rows', async () => {
    const reply = await caspio.call('POST', records('Vendors'), ROWS, { Vendor_Name: 'Acme', rating: 4.5 });
    expect(reply.status).toBe(201);
    expect(reply.body).toEqual({
      Result: [
        {
          PK_ID: 61,
          Vendor_ID: 61,
          Vendor_Name: 'Acme',
          Contact: '',
          Email: '',
          State: '',
          Approval: '',
          Applied_On: null,
          Rating: 4.5,
          Tax_ID: '',
          W9_Form: null,
        },
      ],
    });
  });

  test('keeps automatic, stamped and computed fields itself', async () => {
    const customer = await caspio.call('POST', records('Customers'), ROWS, { Email: 'new@c.example' });
    expect(customer.body.Result[0]).toMatchObject({
      Customer_ID: 'C-02501',
      Active: false,
      Updated_At: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/),
    });
    const order = await caspio.call('POST', records('Orders'), ROWS, { Total: 80, Discount: 0.25 });
    expect(order.body.Result[0]).toMatchObject({ Total: 80, Net_Total: 60 });
  });

  test.each([[[{ Name: 'A' }]], ['text'], [null]])('is refused for the body %j', async (body) => {
    expect(refusal(await caspio.call('POST', records('Leads_Import'), {}, body))).toEqual(INCORRECT_BODY);
  });
});

describe('update', () => {
  test('changes every record that matches', async () => {
    const where = { 'q.where': "Category = 'Lighting'" };
    const reply = await caspio.call('PUT', records('Products'), where, { Stock: 4321 });
    expect([reply.status, reply.body]).toEqual([200, { RecordsAffected: 24 }]);
    const changed = await read('Products', 'Stock = 4321');
    expect(changed.map((row) => row.Category)).toEqual(Array(24).fill('Lighting'));
  });

  test('answers with the records when response=rows, and stamps them', async () => {
    const before: Row | undefined = (await read('Customers', 'PK_ID = 7'))[0];
    const query = { where: 'PK_ID = 7', ...ROWS };
    const { body } = await caspio.call('PUT', records('customers'), query, { city: 'Reno', State: 'NV' });
    expect(body.RecordsAffected).toBe(1);
    const [after] = body.Result;
    expect(after).toEqual({ ...before, City: 'Reno', State: 'NV', Updated_At: after?.Updated_At });
    expect(after?.Updated_At).not.toBe(before?.Updated_At);
  });

  test('of nothing is no error', async () => {
    const { status, body } = await caspio.call(
      'PUT',
      records('Orders'),
      { 'q.where': '1 = 0' },
      { Paid: true },
    );
    expect([status, body]).toEqual([200, { RecordsAffected: 0 }]);
  });

  test('is refused whole for unknown fields', async () => {
    const body = { Company: 'X', Compny: 'Y', Sate: 'Z' };
    const reply = await caspio.call('PUT', records('Customers'), { 'q.where': 'PK_ID = 1' }, body);
    expect(refusal(reply)).toEqual([
      404,
      'FieldNotFound',
      "Cannot perform operation because the following field(s) do not exist: 'Compny', 'Sate'.",
    ]);
    expect((await read('Customers', 'PK_ID = 1'))[0]?.Company).not.toBe('X');
  });

  test.each([
    ['Orders', 'Order_ID', 5],
    ['Orders', 'Net_Total', 5],
    ['Orders', 'PK_ID', 5],
    ['Customers', 'Updated_At', '2026-01-01'],
    ['Customers', 'Portal_Password', 'secret'],
    ['Employees', 'Photo', 'me.png'],
  ])('of %s.%s is refused as read-only', async (table, field, value) => {
    const reply = await caspio.call('PUT', records(table), { 'q.where': 'PK_ID = 1' }, { [field]: value });
    expect([reply.status, reply.body.Code]).toEqual([400, 'AlterReadOnlyData']);
  });

  test('is refused without values', async () => {
    const reply = await caspio.call('PUT', records('Orders'), { 'q.where': 'PK_ID = 1' }, {});
    expect(refusal(reply)).toEqual(INCORRECT_BODY);
  });

  test('changes nothing when one record fails', async () => {
    const query = { 'q.where': 'PK_ID <= 3' };
    const reply = await caspio.call('PUT', records('Customers'), query, {
      Email: 'same@c.example',
      City: 'X',
    });
    expect(refusal(reply)).toEqual([
      400,
      'SqlServerError',
      "Cannot perform operation because duplicate or blank values are not allowed in field 'Email'.",
    ]);
    expect(await read('Customers', "City = 'X' OR Email = 'same@c.example'")).toEqual([]);
  });
});

describe('delete', () => {
  test('removes every record that matches', async () => {
    const query = { 'q.where': "Subject LIKE 'TEST%'" };
    const reply = await caspio.call('DELETE', records('Tickets'), query);
    expect([reply.status, reply.body]).toEqual([200, { RecordsAffected: 11 }]);
    expect((await caspio.call('DELETE', records('Tickets'), query)).body).toEqual({ RecordsAffected: 0 });
  });

  test('does not give numbers out again', async () => {
    const insert = () => caspio.call('POST', records('Orders'), ROWS, { Total: 1 });
    const key = (await insert()).body.Result[0]?.PK_ID as number;
    await caspio.call('DELETE', records('Orders'), { 'q.where': `PK_ID = ${key}` });
    expect((await insert()).body.Result[0]).toMatchObject({ PK_ID: key + 1, Order_ID: key + 1 });
  });
});

test.each(['PUT', 'DELETE'])('%s without a condition is refused', async (method) => {
  const body = method === 'PUT' ? { Paid: true } : undefined;
  for (const query of [{}, { 'q.where': '' }, { 'q.where': '  ' }] as Record<string, string>[]) {
    expect(refusal(await caspio.call(method, records('Orders'), query, body))).toEqual(INCORRECT_QUERY);
  }
});

test.each(['PUT', 'DELETE'])('%s with a broken condition is refused', async (method) => {
  const body = method === 'PUT' ? { Paid: true } : undefined;
  const { status, body: error } = await caspio.call(
    method,
    records('Orders'),
    { 'q.where': 'Paid = ' },
    body,
  );
  expect([status, error.Code]).toEqual([400, 'SqlServerError']);
});
