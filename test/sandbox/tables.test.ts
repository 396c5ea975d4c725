import { beforeAll, describe, expect, test } from 'vitest';
import { INCORRECT_BODY, type Row, refusal, useSandbox } from './support.js';

const caspio = useSandbox();

const TEXT = { Name: 'A', Type: 'STRING' };

const numbered = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ Name: `F${index}`, Type: 'INTEGER' }));

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

  test('are created with 201 and no body, whatever the case of the properties', async () => {
    const body = { name: 'Visits', FIELDS: [{ ...TEXT, label: 'Who' }] };
    const reply = await caspio.call('POST', '/tables', {}, body);
    expect([reply.status, reply.text]).toEqual([201, '']);
    expect((await caspio.call('GET', '/tables/Visits')).body.Result).toEqual({ Name: 'Visits', Note: '' });
  });

  test.each<[string, unknown]>([
    ['no name', { Fields: [TEXT] }],
    ['no fields', { Name: 'T' }],
    ['an empty list of fields', { Name: 'T', Fields: [] }],
    ["v2's Columns", { Name: 'T', Columns: [TEXT] }],
    ['an unknown property', { Name: 'T', Note: 'x', Fields: [TEXT] }],
    ['an unknown property of a field', { Name: 'T', Fields: [{ ...TEXT, Required: true }] }],
    ['1,024 fields beside PK_ID', { Name: 'T', Fields: numbered(1024) }],
    ['a field that is no object', { Name: 'T', Fields: [null] }],
    ['a taken name', { Name: 'CUSTOMERS', Fields: [TEXT] }],
    ["a view's name", { Name: 'Open_Orders', Fields: [TEXT] }],
    ['a blank in the name', { Name: 'Two Words', Fields: [TEXT] }],
    ['a digit first', { Name: '1st', Fields: [TEXT] }],
    ['33 characters', { Name: 'N'.repeat(33), Fields: [TEXT] }],
    ['a reserved word', { Name: 'Order', Fields: [TEXT] }],
    ["a name of SQLite's", { Name: 'json_each', Fields: [TEXT] }],
    ["a field with a name of SQLite's", { Name: 'T', Fields: [{ Name: 'rowid', Type: 'INTEGER' }] }],
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
    ["a property's name as a format", { Name: 'A', Type: 'RANDOM ID', Unique: true, Format: 'toString' }],
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
