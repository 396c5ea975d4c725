import { beforeAll, describe, expect, test } from 'vitest';
import { INCORRECT_BODY, type Row, refusal, useSandbox } from './support.js';

const caspio = useSandbox();

let tables = 0;

/** A new table with these fields and records. */
async function newTable(Fields: Row[], records: Row[] = []) {
  tables += 1;
  const name = `Fresh_${tables}`;
  expect((await caspio.call('POST', '/tables', {}, { Name: name, Fields })).status).toBe(201);
  for (const record of records) {
    expect((await caspio.call('POST', `/tables/${name}/records`, {}, record)).status).toBe(201);
  }
  const path = `/tables/${name}/fields`;
  return {
    add: (field: Row) => caspio.call('POST', path, {}, field),
    change: (field: string, properties: Row) => caspio.call('PUT', `${path}/${field}`, {}, properties),
    drop: (field: string) => caspio.call('DELETE', `${path}/${field}`),
    get: async (field: string) => (await caspio.call('GET', `${path}/${field}`)).body.Result as Row,
    names: async () => (await caspio.call('GET', path)).body.Result.map((field) => field.Name),
    values: async (field: string) => {
      const query = { 'q.select': field, 'q.orderBy': 'PK_ID' };
      const { body } = await caspio.call('GET', `/tables/${name}/records`, query);
      return body.Result.map((row) => row[field]);
    },
  };
}

const TEXT = { Name: 'A', Type: 'STRING' };

describe('tables', () => {
  test('are listed by name', async () => {
    const { status, body } = await caspio.call('GET', '/tables');
    expect(status).toBe(200);
    expect(body.Result.slice(0, 8)).toEqual([
      'Customers',
      'Orders',
      'Products',
      'Tickets',
      'Vendors',
      'Employees',
      'Leads_Import',
      'Price List 2026',
    ]);
  });

  test('have a name and a note', async () => {
    const { body } = await caspio.call('GET', '/tables/customers');
    expect(body).toEqual({ Result: { Name: 'Customers', Note: 'Everyone we sell to' } });
  });

  test('are created with 201 and no body, unknown properties ignored', async () => {
    const body = { Name: 'Visits', Note: 'x', Fields: [{ ...TEXT, Required: true }] };
    const reply = await caspio.call('POST', '/tables', {}, body);
    expect([reply.status, reply.text]).toEqual([201, '']);
    expect((await caspio.call('GET', '/tables/Visits')).body.Result).toEqual({ Name: 'Visits', Note: '' });
  });

  test.each<[string, unknown]>([
    ['no name', { Fields: [TEXT] }],
    ['no fields', { Name: 'T' }],
    ['an empty list of fields', { Name: 'T', Fields: [] }],
    ["v2's Columns", { Name: 'T', Columns: [TEXT] }],
    ['a field that is no object', { Name: 'T', Fields: [null] }],
    ['a taken name', { Name: 'CUSTOMERS', Fields: [TEXT] }],
    ["a view's name", { Name: 'Open_Orders', Fields: [TEXT] }],
    ['a blank in the name', { Name: 'Two Words', Fields: [TEXT] }],
    ['a digit first', { Name: '1st', Fields: [TEXT] }],
    ['33 characters', { Name: 'N'.repeat(33), Fields: [TEXT] }],
    ['a reserved word', { Name: 'Order', Fields: [TEXT] }],
    ['the same field twice', { Name: 'T', Fields: [TEXT, { Name: 'a', Type: 'TEXT' }] }],
    [
      'two AUTONUMBERs',
      { Name: 'T', Fields: ['A', 'B'].map((Name) => ({ Name, Type: 'AUTONUMBER', Unique: true })) },
    ],
  ])('are refused with %s', async (_case, body) => {
    expect(refusal(await caspio.call('POST', '/tables', {}, body))).toEqual(INCORRECT_BODY);
    expect((await caspio.call('GET', '/tables/T')).status).toBe(404);
  });
});

describe('field definitions', () => {
  test.each<[string, Row]>([
    ['no type', { Name: 'A' }],
    ['an unknown type', { Name: 'A', Type: 'TEXT255' }],
    ['PK_ID', { Name: 'PK_ID', Type: 'INTEGER' }],
    ['a wrong JSON type', { Name: 'A', Type: 'STRING', Unique: 'yes' }],
    ['a label of 256', { Name: 'A', Type: 'STRING', Label: 'x'.repeat(256) }],
    ['AUTONUMBER not unique', { Name: 'A', Type: 'AUTONUMBER' }],
    ['GUID not unique', { Name: 'A', Type: 'GUID', Unique: false }],
    ['TEXT unique', { Name: 'A', Type: 'TEXT', Unique: true }],
    ['YES/NO unique', { Name: 'A', Type: 'YES/NO', Unique: true }],
    ['FILE unique', { Name: 'A', Type: 'FILE', Unique: true }],
    ['UniqueAllowNulls alone', { Name: 'A', Type: 'STRING', UniqueAllowNulls: true }],
    ['an unknown format', { Name: 'A', Type: 'PREFIXED AUTONUMBER', Unique: true, Format: '00' }],
    ['a prefix of 50', { Name: 'A', Type: 'RANDOM ID', Unique: true, Prefix: 'p'.repeat(50) }],
    ['7 digits', { Name: 'A', Type: 'RANDOM ID', Unique: true, Format: '0', Length: 7 }],
    ['13 characters', { Name: 'A', Type: 'RANDOM ID', Unique: true, Format: 'U', Length: 13 }],
    ['an unknown time zone', { Name: 'A', Type: 'TIMESTAMP', TimeZone: 'Narnia Standard Time' }],
    ['a list without options', { Name: 'A', Type: 'LIST-STRING' }],
    ['an option twice', { Name: 'A', Type: 'LIST-STRING', ListField: ['a', 'A'] }],
    ['an option that is no number', { Name: 'A', Type: 'LIST-NUMBER', ListField: ['one'] }],
    ['an option that is no date', { Name: 'A', Type: 'LIST-DATE/TIME', ListField: ['1 May'] }],
    ['options that are no texts', { Name: 'A', Type: 'LIST-NUMBER', ListField: [1] }],
  ])('are refused with %s', async (_case, field) => {
    const reply = await caspio.call('POST', '/tables', {}, { Name: 'Refused', Fields: [field] });
    expect(refusal(reply)).toEqual(INCORRECT_BODY);
  });

  const NOTHING = {
    TableFieldName: null,
    Description: '',
    Label: '',
    Unique: false,
    UniqueAllowNulls: false,
    IsFormula: false,
    OnInsert: null,
    OnUpdate: null,
    TimeZone: null,
    Format: null,
    Prefix: null,
    Length: null,
    ListField: null,
    AttachmentPermittedFileTypes: null,
    AttachmentMinFileSize: null,
    AttachmentMaxFileSize: null,
    AttachmentSmartResizer: null,
    AttachmentSmartResizerForRetina: null,
    AttachmentAltText: null,
    AttachmentTitle: null,
  };

  let fields: Row[] = [];
  beforeAll(async () => {
    const described = ['Customers', 'Orders', 'Employees'].map((table) =>
      caspio.call('GET', `/tables/${table}/fields`),
    );
    fields = (await Promise.all(described)).flatMap(({ body }) => body.Result as Row[]);
  });

  test.each<Row>([
    {
      Name: 'Customer_ID',
      Type: 'PREFIXED AUTONUMBER',
      DisplayOrder: 1,
      Editable: false,
      Unique: true,
      Prefix: 'C-',
      Format: '00001',
    },
    { Name: 'Company', Type: 'STRING', DisplayOrder: 2, Editable: true },
    { Name: 'Portal_Password', Type: 'PASSWORD', DisplayOrder: 16, Editable: true, Label: 'Portal password' },
    {
      Name: 'Interests',
      Type: 'LIST-STRING',
      DisplayOrder: 11,
      Editable: true,
      ListField: {
        '1': 'Newsletter',
        '2': 'Events',
        '3': 'Webinars',
        '4': 'Product news',
        '5': 'Beta program',
      },
    },
    {
      Name: 'Updated_At',
      Type: 'TIMESTAMP',
      DisplayOrder: 17,
      Editable: false,
      OnInsert: true,
      OnUpdate: true,
      TimeZone: '',
    },
    {
      Name: 'Net_Total',
      Type: 'CURRENCY',
      DisplayOrder: 10,
      Editable: false,
      IsFormula: true,
      Label: 'Net total',
    },
    {
      Name: 'Photo',
      Type: 'ATTACHMENT',
      DisplayOrder: 9,
      Editable: true,
      AttachmentPermittedFileTypes: ['jpg', 'png'],
      AttachmentSmartResizer: false,
      AttachmentSmartResizerForRetina: false,
      AttachmentAltText: '',
      AttachmentTitle: '',
    },
  ])('show every property: $Name', (expected) => {
    expect(fields.find((field) => field.Name === expected.Name)).toEqual({ ...NOTHING, ...expected });
  });

  test('leave PK_ID out, and are found one by one whatever the case', async () => {
    expect(fields.map((field) => field.Name)).not.toContain('PK_ID');
    const one = await caspio.call('GET', '/tables/Customers/fields/EMAIL');
    expect(one.body.Result).toEqual({
      ...NOTHING,
      Name: 'Email',
      Type: 'STRING',
      DisplayOrder: 5,
      Editable: true,
      Unique: true,
      Label: 'E-mail',
    });
    const none = await caspio.call('GET', '/tables/Customers/fields/PK_ID');
    expect(refusal(none)).toEqual([
      404,
      'FieldNotFound',
      "Cannot perform operation because the following field(s) do not exist: 'PK_ID'.",
    ]);
  });
});

describe('a new field', () => {
  test('goes to the end, or where DisplayOrder puts it', async () => {
    const table = await newTable([TEXT, { Name: 'B', Type: 'TEXT' }]);
    const reply = await table.add({ Name: 'C', Type: 'NUMBER' });
    expect([reply.status, reply.text]).toEqual([201, '']);
    await table.add({ Name: 'D', Type: 'NUMBER', DisplayOrder: 0 });
    await table.add({ Name: 'E', Type: 'NUMBER', DisplayOrder: 2 });
    expect(await table.names()).toEqual(['A', 'E', 'B', 'C', 'D']);
  });

  test('gives old records what a new one would get', async () => {
    const table = await newTable([TEXT], [{ A: 'x' }, { A: 'y' }]);
    await table.add({ Name: 'No', Type: 'PREFIXED AUTONUMBER', Unique: true, Prefix: 'N', Format: '01' });
    await table.add({ Name: 'Done', Type: 'YES/NO' });
    await table.add({ Name: 'Due', Type: 'DATE/TIME' });
    expect(await table.values('No')).toEqual(['N01', 'N02']);
    expect(await table.values('Done')).toEqual([false, false]);
    expect(await table.values('Due')).toEqual([null, null]);
  });

  test('is refused when its name is taken, or unique while records have no value', async () => {
    const table = await newTable([TEXT], [{ A: 'x' }]);
    expect(refusal(await table.add({ Name: 'a', Type: 'TEXT' }))).toEqual(INCORRECT_BODY);
    const unique = { Name: 'Code', Type: 'STRING', Unique: true };
    expect((await table.add(unique)).body.Code).toBe('SqlServerError');
    expect(await table.names()).toEqual(['A']);
    expect((await table.add({ ...unique, UniqueAllowNulls: true })).status).toBe(201);
  });
});

describe('a changed field', () => {
  test('answers 204 and keeps what is not named', async () => {
    const table = await newTable([
      { ...TEXT, Label: 'Old', Unique: true },
      { Name: 'B', Type: 'TEXT' },
    ]);
    const reply = await table.change('a', { Description: 'New', DisplayOrder: null });
    expect([reply.status, reply.text]).toEqual([204, '']);
    expect(await table.get('A')).toMatchObject({ Label: 'Old', Description: 'New', Unique: true });
  });

  test('moves to the front with DisplayOrder 0', async () => {
    const table = await newTable(['A', 'B', 'C'].map((Name) => ({ Name, Type: 'TEXT' })));
    await table.change('C', { DisplayOrder: 0 });
    expect(await table.names()).toEqual(['C', 'A', 'B']);
    await table.change('C', { DisplayOrder: 2 });
    expect(await table.names()).toEqual(['A', 'C', 'B']);
  });

  test('keeps its values and numbers under a new name', async () => {
    const number = { Name: 'No', Type: 'AUTONUMBER', Unique: true };
    const table = await newTable([number, TEXT], [{ A: 'x' }]);
    expect((await table.change('No', { Name: 'Number_' })).status).toBe(204);
    expect(await table.values('Number_')).toEqual([1]);
    expect(refusal(await table.change('A', { Name: 'NUMBER_' }))).toEqual(INCORRECT_BODY);
  });

  test('becomes unique only when its values are', async () => {
    const table = await newTable([TEXT], [{ A: 'x' }, { A: 'X' }]);
    const reply = await table.change('A', { Unique: true });
    expect(refusal(reply).slice(1)).toEqual([
      'SqlServerError',
      "Cannot perform operation because duplicate or blank values are not allowed in field 'A'.",
    ]);
    expect(await table.get('A')).toMatchObject({ Unique: false });
  });

  test('drops list options from the records, the others keep their numbers', async () => {
    const list = { Name: 'L', Type: 'LIST-STRING', ListField: ['a', 'b', 'c'] };
    const table = await newTable([list], [{ L: ['a', 'c'] }, { L: ['a'] }]);
    await table.change('L', { ListField: ['c', 'd'] });
    expect(await table.get('L')).toMatchObject({ ListField: { '3': 'c', '4': 'd' } });
    expect(await table.values('L')).toEqual([{ '3': 'c' }, null]);
  });
});

describe('conversion', () => {
  test.each<[string, string, unknown, unknown, Row?]>([
    ['STRING', 'TEXT', 'abc', 'abc'],
    ['STRING', 'FILE', '/a.png', '/a.png'],
    ['TEXT', 'STRING', 'x'.repeat(300), 'x'.repeat(255)],
    ['NUMBER', 'STRING', 2.5, '2.5'],
    ['NUMBER', 'INTEGER', -2.9, -2],
    ['NUMBER', 'CURRENCY', 1.23456, 1.2346],
    ['INTEGER', 'NUMBER', 7, 7],
    ['INTEGER', 'TEXT', 7, '7'],
    ['CURRENCY', 'INTEGER', 9.99, 9],
    ['DATE/TIME', 'STRING', '2026-05-01', '2026-05-01T00:00:00'],
    ['DATE/TIME', 'TIMESTAMP', '2026-05-01', '2026-05-01T00:00:00'],
    ['YES/NO', 'NUMBER', true, 1],
    ['YES/NO', 'STRING', true, 'Yes'],
    ['FILE', 'STRING', '/a.png', '/a.png'],
  ])('%s to %s', async (from, to, value, converted) => {
    const table = await newTable([{ Name: 'V', Type: from }, TEXT], [{ V: value }, {}]);
    expect((await table.change('V', { Type: to })).status).toBe(204);
    expect(await table.get('V')).toMatchObject({ Type: to });
    expect((await table.values('V'))[0]).toEqual(converted);
  });

  test.each([
    ['AUTONUMBER', 'INTEGER', 1],
    ['AUTONUMBER', 'STRING', '1'],
    ['PREFIXED AUTONUMBER', 'TEXT', '1'],
  ])('%s to %s', async (from, to, converted) => {
    const table = await newTable([{ Name: 'V', Type: from, Unique: true }, TEXT], [{ A: 'x' }]);
    expect((await table.change('V', { Type: to })).status).toBe(204);
    expect(await table.values('V')).toEqual([converted]);
    expect(await table.get('V')).toMatchObject({ Unique: to !== 'TEXT', Editable: true });
  });

  test.each([
    ['STRING', 'NUMBER'],
    ['STRING', 'AUTONUMBER'],
    ['CURRENCY', 'NUMBER'],
    ['DATE/TIME', 'NUMBER'],
    ['YES/NO', 'INTEGER'],
    ['PASSWORD', 'STRING'],
    ['FILE', 'NUMBER'],
    ['ATTACHMENT', 'STRING'],
    ['TIMESTAMP', 'NUMBER'],
  ])('%s to %s is refused', async (from, to) => {
    const table = await newTable([{ Name: 'V', Type: from }]);
    expect(refusal(await table.change('V', { Type: to }))).toEqual(INCORRECT_BODY);
  });

  test('of a formula, or of what a formula is made from, is refused', async () => {
    const change = (field: string, Type: string) =>
      caspio.call('PUT', `/tables/Orders/fields/${field}`, {}, { Type });
    expect(refusal(await change('Net_Total', 'STRING'))).toEqual(INCORRECT_BODY);
    expect((await change('Discount', 'STRING')).body.Code).toBe('ReferentialIntegrity');
    const { body } = await caspio.call('GET', '/tables/Orders/records', { 'q.where': 'PK_ID = 1' });
    expect(body.Result[0]).toMatchObject({ Discount: expect.any(Number), Net_Total: expect.any(Number) });
  });
});

describe('a deleted field', () => {
  test('is gone with its values', async () => {
    const table = await newTable(
      [
        { ...TEXT, Unique: true },
        { Name: 'B', Type: 'TEXT' },
      ],
      [{ A: 'x' }],
    );
    const reply = await table.drop('a');
    expect([reply.status, reply.text]).toEqual([204, '']);
    expect(await table.names()).toEqual(['B']);
    expect((await table.drop('A')).status).toBe(404);
    await table.add({ Name: 'A', Type: 'STRING' });
    expect(await table.values('A')).toEqual(['']);
  });

  test.each(['Company', 'Customer_ID'])('stays while a view needs it: %s', async (field) => {
    const reply = await caspio.call('DELETE', `/tables/Customers/fields/${field}`);
    expect([reply.status, reply.body.Code]).toEqual([400, 'ReferentialIntegrity']);
  });

  test('stays while a formula needs it', async () => {
    const reply = await caspio.call('DELETE', '/tables/Orders/fields/Discount');
    expect([reply.status, reply.body.Code]).toEqual([400, 'ReferentialIntegrity']);
  });
});
