import { beforeAll, describe, expect, test } from 'vitest';
import { refusal, useSandbox } from './support.js';

const caspio = useSandbox({ seed: 'empty' });

const RECORDS = '/tables/Kinds/records';

beforeAll(async () => {
  const list = (Name: string, Type: string, ...ListField: string[]) => ({ Name, Type, ListField });
  const { status } = await caspio.call(
    'POST',
    '/tables',
    {},
    {
      Name: 'Kinds',
      Fields: [
        { Name: 'String', Type: 'STRING' },
        { Name: 'Long', Type: 'TEXT' },
        { Name: 'Number', Type: 'NUMBER' },
        { Name: 'Whole', Type: 'INTEGER' },
        { Name: 'Money', Type: 'CURRENCY' },
        { Name: 'Day', Type: 'DATE/TIME' },
        { Name: 'Yes', Type: 'YES/NO' },
        { Name: 'Path', Type: 'FILE' },
        list('Colors', 'LIST-STRING', 'Red', 'Green', 'Blue'),
        list('Sizes', 'LIST-NUMBER', '10', '2.5', '3'),
        list('Days', 'LIST-DATE/TIME', '2026-01-01', '2026-12-24'),
      ],
    },
  );
  expect(status).toBe(201);
});

const write = (field: string, value: unknown) =>
  caspio.call('POST', RECORDS, { response: 'rows' }, { [field]: value });

describe('what is written and read again', () => {
  test.each([
    ['String', 'x'.repeat(255), 'x'.repeat(255)],
    ['String', 'Zoë 🙂 "quoted"\n', 'Zoë 🙂 "quoted"\n'],
    ['String', 12.5, '12.5'],
    ['String', null, null],
    ['String', '', ''],
    ['Long', 'y'.repeat(64_000), 'y'.repeat(64_000)],
    ['Number', 2.5, 2.5],
    ['Number', '-1e3', -1000],
    ['Number', null, null],
    ['Whole', 2_147_483_647, 2_147_483_647],
    ['Whole', '7', 7],
    ['Money', 10.00005, 10.0001],
    ['Money', 0.1, 0.1],
    ['Day', '2026-02-28', '2026-02-28T00:00:00'],
    ['Day', '2026-02-28T13:45:10', '2026-02-28T13:45:10'],
    ['Day', '2026-02-28 13:45', '2026-02-28T13:45:00'],
    ['Day', '2026-02-28T23:30:00.000Z', '2026-02-28T23:30:00'],
    ['Day', '2026-02-28T23:30:00-05:00', '2026-02-28T23:30:00'],
    ['Day', '02/28/2026', '2026-02-28T00:00:00'],
    ['Day', '2/8/2026 1:05 PM', '2026-02-08T13:05:00'],
    ['Day', '12/31/2026 12:00:00 AM', '2026-12-31T00:00:00'],
    ['Day', null, null],
    ['Yes', true, true],
    ['Yes', 0, false],
    ['Yes', null, false],
    ['Path', '/Products/a b.png', '/Products/a b.png'],
    ['Path', '', null],
    ['Colors', ['green', 'Blue'], { '2': 'Green', '3': 'Blue' }],
    ['Colors', [3, 1], { '1': 'Red', '3': 'Blue' }],
    ['Colors', '[1], [2]', { '1': 'Red', '2': 'Green' }],
    ['Colors', '[2]', { '2': 'Green' }],
    ['Colors', [], null],
    ['Colors', null, null],
    ['Sizes', [2.5, '10'], { '1': 10, '2': 2.5 }],
    ['Sizes', [3], { '3': 3 }],
    ['Sizes', [2], { '2': 2.5 }],
    ['Days', ['12/24/2026'], { '2': '2026-12-24T00:00:00' }],
  ])('%s takes %j', async (field, value, stored) => {
    const { status, body } = await write(field, value);
    expect([status, body.Result?.[0]?.[field]]).toEqual([201, stored]);
  });
});

describe('what does not fit', () => {
  test.each([
    ['String', 'x'.repeat(256)],
    ['String', ['a']],
    ['String', { a: 1 }],
    ['Long', 'y'.repeat(64_001)],
    ['Number', 'many'],
    ['Number', ''],
    ['Number', true],
    ['Whole', 1.5],
    ['Whole', '1.5'],
    ['Whole', 2_147_483_648],
    ['Money', 1e15],
    ['Money', 'free'],
    ['Day', ''],
    ['Day', 'tomorrow'],
    ['Day', '2026-02-30'],
    ['Day', '2026-13-01'],
    ['Day', '30/01/2026'],
    ['Day', '1/2/2026 13:00 PM'],
    ['Day', '0001-01-01'],
    ['Day', 20260101],
    ['Yes', 'maybe'],
    ['Yes', 2],
    ['Path', 5],
    ['Colors', 'Green'],
    ['Colors', ['Purple']],
    ['Colors', [4]],
    ['Colors', '[4]'],
    ['Colors', { '1': 'Red' }],
  ])('%s refuses %j', async (field, value) => {
    expect(refusal(await write(field, value))).toEqual([
      400,
      'InvalidInputValue',
      `Cannot perform operation because the value doesn't match the data type of the following field(s): ${field}`,
    ]);
  });

  test('is named together', async () => {
    const reply = await caspio.call('POST', RECORDS, {}, { Whole: 1.5, String: 'ok', Day: '' });
    expect(reply.body.Message).toMatch(/: Whole, Day$/);
  });
});

test('a record without values has the blanks of its types', async () => {
  const { body } = await caspio.call('POST', RECORDS, { response: 'rows' }, {});
  expect(body.Result[0]).toEqual({
    PK_ID: expect.any(Number),
    String: '',
    Long: '',
    Number: null,
    Whole: null,
    Money: null,
    Day: null,
    Yes: false,
    Path: null,
    Colors: null,
    Sizes: null,
    Days: null,
  });
});

test('automatic values follow their definitions', async () => {
  const zone = 'Tokyo Standard Time';
  await caspio.call(
    'POST',
    '/tables',
    {},
    {
      Name: 'Automatic',
      Fields: [
        { Name: 'Number', Type: 'AUTONUMBER', Unique: true },
        { Name: 'Invoice', Type: 'PREFIXED AUTONUMBER', Unique: true, Prefix: 'INV-', Format: '0001' },
        { Name: 'Guid', Type: 'GUID', Unique: true },
        { Name: 'Digits', Type: 'RANDOM ID', Unique: true, Format: '0', Length: 8, Prefix: 'D' },
        { Name: 'Letters', Type: 'RANDOM ID', Unique: true, Format: 'U', Length: 6 },
        { Name: 'Both', Type: 'RANDOM ID', Unique: true },
        { Name: 'Made', Type: 'TIMESTAMP', OnInsert: true, TimeZone: 'UTC' },
        { Name: 'Changed', Type: 'TIMESTAMP', OnUpdate: true, TimeZone: zone },
        { Name: 'Sum', Type: 'NUMBER', IsFormula: true },
        { Name: 'Note', Type: 'STRING' },
      ],
    },
  );
  const path = '/tables/Automatic/records';
  const insert = async () =>
    (await caspio.call('POST', path, { response: 'rows' }, { Note: 'a' })).body.Result[0];
  const before = Date.now();
  expect(await insert()).toMatchObject({ Number: 1, Invoice: 'INV-0001' });
  const row = await insert();
  expect(row).toMatchObject({
    Number: 2,
    Invoice: 'INV-0002',
    Guid: expect.stringMatching(/^[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}$/),
    Digits: expect.stringMatching(/^D\d{8}$/),
    Letters: expect.stringMatching(/^[A-Z]{6}$/),
    Both: expect.stringMatching(/^[0-9A-Z]{12}$/),
    Changed: null,
    Sum: null,
  });
  const made = Date.parse(`${row?.Made}Z`);
  expect(made).toBeGreaterThanOrEqual(before - 1000);
  const query = { 'q.where': 'PK_ID = 2', response: 'rows' };
  const [changed] = (await caspio.call('PUT', path, query, { Note: 'b' })).body.Result;
  expect(changed).toMatchObject({ Made: row?.Made, Invoice: 'INV-0002' });
  // Japan is nine hours ahead of UTC all year.
  expect(Date.parse(`${changed?.Changed}Z`) - made).toBeGreaterThanOrEqual(9 * 3_600_000 - 1000);
});
