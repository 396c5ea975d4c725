import { expect, test } from 'vitest';
import { refusal, useSandbox } from './support.js';

const caspio = useSandbox({ seed: 'empty' });

/** A new table of one unique field beside a plain one. */
async function table(name: string, unique: Record<string, unknown>) {
  const Fields = [
    { Name: 'Value', Unique: true, ...unique },
    { Name: 'Note', Type: 'STRING' },
  ];
  expect((await caspio.call('POST', '/tables', {}, { Name: name, Fields })).status).toBe(201);
  const path = `/tables/${name}/records`;
  return {
    insert: (value: unknown) => caspio.call('POST', path, {}, { Value: value }),
    update: (where: string, value: unknown) =>
      caspio.call('PUT', path, { 'q.where': where }, { Value: value }),
    note: (where: string) => caspio.call('PUT', path, { 'q.where': where }, { Note: 'x' }),
  };
}

const REFUSED = [
  400,
  'SqlServerError',
  "Cannot perform operation because duplicate or blank values are not allowed in field 'Value'.",
];

test('text is compared without case and trailing blanks', async () => {
  const { insert } = await table('Texts', { Type: 'STRING' });
  expect((await insert('Ada')).status).toBe(201);
  for (const same of ['Ada', 'ADA', 'ada  ']) expect(refusal(await insert(same))).toEqual(REFUSED);
  expect((await insert('  Ada')).status).toBe(201);
});

test.each([
  ['INTEGER', 'Integers', 7, '7'],
  ['NUMBER', 'Numbers', 1.5, '1.50'],
  ['CURRENCY', 'Amounts', 2, 2.00001],
  ['DATE/TIME', 'Dates', '2026-01-01', '01/01/2026'],
])('%s is compared by value', async (Type, name, first, same) => {
  const { insert } = await table(name, { Type });
  expect((await insert(first)).status).toBe(201);
  expect(refusal(await insert(same))).toEqual(REFUSED);
});

test('blanks are refused, even one', async () => {
  const { insert, update } = await table('Strict', { Type: 'STRING' });
  for (const blank of [null, '', '   ']) expect(refusal(await insert(blank))).toEqual(REFUSED);
  expect(refusal(await caspio.call('POST', '/tables/Strict/records', {}, { Note: 'only' }))).toEqual(REFUSED);
  await insert('a');
  expect(refusal(await update("Value = 'a'", ''))).toEqual(REFUSED);
});

test('blanks are allowed, many of them, with UniqueAllowNulls', async () => {
  const { insert } = await table('Lenient', { Type: 'STRING', UniqueAllowNulls: true });
  for (const blank of [null, '', null, '']) expect((await insert(blank)).status).toBe(201);
  expect((await insert('a')).status).toBe(201);
  expect(refusal(await insert('A'))).toEqual(REFUSED);
});

test('an update may keep its own value, and not take another one', async () => {
  const { insert, update, note } = await table('Updates', { Type: 'STRING' });
  for (const value of ['a', 'b']) await insert(value);
  expect((await update("Value = 'a'", 'A')).body.RecordsAffected).toBe(1);
  expect((await note('1 = 1')).body.RecordsAffected).toBe(2);
  expect(refusal(await update("Value = 'b'", 'a'))).toEqual(REFUSED);
  expect(refusal(await update('1 = 1', 'c'))).toEqual(REFUSED);
});
