import { expect, test } from 'vitest';
import { departures } from './shape.js';

const SHAPE = { Id: 'integer', Note: 'string?', Items: [{ Key: 'uuid' }] } as const;
const KEY = '7c1e94b0-2f5d-4d83-a6b7-9e03f8c25a14';
const VALUE = { Id: 1, Note: null, Items: [{ Key: KEY }] };

test('a value conforms in exactly its shape', () => {
  expect(departures(VALUE, SHAPE)).toEqual([]);
  expect(departures({ ...VALUE, Note: 'text' }, SHAPE)).toEqual([]);
});

test.each([
  [{ ...VALUE, More: 1 }, 'body.More is unknown'],
  [{ Id: 1, Items: VALUE.Items }, 'body.Note is missing'],
  [{ ...VALUE, Id: null }, 'body.Id is no integer: null'],
  [{ ...VALUE, Id: 1.5 }, 'body.Id is no integer: 1.5'],
  [{ ...VALUE, Note: 5 }, 'body.Note is no string?: 5'],
  [{ ...VALUE, Items: [] }, 'body.Items is no array with something in it'],
  [{ ...VALUE, Items: VALUE }, 'body.Items is no array with something in it'],
  [{ ...VALUE, Items: [{ Key: KEY }, { Key: 'x' }] }, 'body.Items[1].Key is no uuid: "x"'],
  [[VALUE], 'body is no object'],
])('%j does not', (value, departure) => {
  expect(departures(value, SHAPE)).toEqual([departure]);
});
