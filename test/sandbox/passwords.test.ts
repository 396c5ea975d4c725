import { expect, test } from 'vitest';
import { INCORRECT_BODY, INCORRECT_QUERY, refusal, useSandbox } from './support.js';

const caspio = useSandbox();

const FIELDS = '/tables/Customers/passwordFields';
const FIELD = `${FIELDS}/portal_password`;

test('are listed by name', async () => {
  expect((await caspio.call('GET', FIELDS)).body).toEqual({ Result: ['Portal_Password'] });
  expect((await caspio.call('GET', '/tables/Orders/passwordFields')).body).toEqual({ Result: [] });
});

test('may be set on insert and are not shown', async () => {
  const body = { Email: 'p@c.example', Portal_Password: 'first' };
  const { status, body: reply } = await caspio.call(
    'POST',
    '/tables/Customers/records',
    { response: 'rows' },
    body,
  );
  expect(status).toBe(201);
  expect(reply.Result[0]).not.toHaveProperty('Portal_Password');
});

test.each([
  ['PUT', { Value: 'next' }],
  ['DELETE', undefined],
])('%s counts the records that match', async (method, body) => {
  const reply = await caspio.call(method, FIELD, { 'q.where': 'PK_ID <= 3' }, body);
  expect([reply.status, reply.body]).toEqual([200, { RecordsAffected: 3 }]);
  expect(refusal(await caspio.call(method, FIELD, {}, body))).toEqual(INCORRECT_QUERY);
});

test.each([{}, { Value: null }, { Value: 5 }])('are refused for %j', async (body) => {
  expect(refusal(await caspio.call('PUT', FIELD, { 'q.where': 'PK_ID = 1' }, body))).toEqual(INCORRECT_BODY);
});

test.each(['Company', 'Nope'])('are not found where there is none: %s', async (field) => {
  for (const [method, body] of [
    ['PUT', { Value: 'x' }],
    ['DELETE', undefined],
  ] as const) {
    const reply = await caspio.call(method, `${FIELDS}/${field}`, { 'q.where': 'PK_ID = 1' }, body);
    expect([reply.status, reply.body.Code]).toEqual([404, 'FieldNotFound']);
  }
});
