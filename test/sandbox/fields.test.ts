import { describe, expect, test } from 'vitest';
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

test('unknown properties are refused, IsFormula by an update', async () => {
  const table = await newTable([TEXT]);
  const field = { Name: 'B', Type: 'STRING', IsFormula: false };
  const replies = [
    await table.add({ ...field, Required: true }),
    await table.change('A', { Editable: true }),
    await table.change('A', { IsFormula: false }),
  ];
  expect(replies.map(refusal)).toEqual([INCORRECT_BODY, INCORRECT_BODY, INCORRECT_BODY]);
  expect((await table.add(field)).status).toBe(201);
});

test('a table takes 1,024 columns with PK_ID, and one more by no way', async () => {
  const fields = Array.from({ length: 1023 }, (_, index) => ({ Name: `F${index}`, Type: 'STRING' }));
  const table = await newTable(fields, [{ F1022: 'x' }]);
  expect(await table.values('F1022')).toEqual(['x']);
  expect(refusal(await table.add(TEXT))).toEqual(INCORRECT_BODY);
});

test('formulas alone make a table that takes records and updates', async () => {
  const list = { Name: 'L', Type: 'LIST-STRING', ListField: ['a', 'b'], IsFormula: true };
  const table = await newTable([{ ...TEXT, IsFormula: true }, list], [{}]);
  expect((await table.change('L', { ListField: ['b'] })).status).toBe(204);
  expect(await table.values('A')).toEqual([null]);
  for (const Type of ['PASSWORD', 'TIMESTAMP', 'ATTACHMENT'])
    expect(refusal(await table.add({ Name: 'P', Type, IsFormula: true }))).toEqual(INCORRECT_BODY);
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
