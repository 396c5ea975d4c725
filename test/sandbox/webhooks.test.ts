import { expect, test } from 'vitest';
import { INCORRECT_BODY, type Row, refusal, useSandbox } from './support.js';
import { bare, definition, HOOKS, ID, INSTANT } from './webhook-support.js';

const caspio = useSandbox();

const NOT_FOUND = [404, 'ObjectNotFound', 'Requested object not found'];

const post = (path: string, body: unknown) => caspio.call('POST', path, {}, body);
const put = (path: string, body: unknown) => caspio.call('PUT', path, {}, body);
const get = async (path: string) => bare(await caspio.call('GET', path));

/** The address of a new webhook. */
const newHook = async (changes?: Row) => `${HOOKS}/${bare(await post(HOOKS, definition(changes))).Id}`;

test('shows its secret once', async () => {
  const url = 'https://hooks.example/orders';
  const given = { Name: 'Orders', Description: 'New ones', OutgoingUrls: [url] };
  const { status, ...created } = await post(HOOKS, given);
  expect(status).toBe(201);
  expect(bare({ status, ...created })).toEqual({
    Id: expect.stringMatching(ID),
    Name: 'Orders',
    Description: 'New ones',
    OutgoingUrls: [url],
    CallThrottling: 100,
    Secret: expect.stringMatching(/^[\w-]{32}$/),
    DateCreated: expect.stringMatching(INSTANT),
    CreatedBy: 'sandbox',
  });
  const { Secret, ...shown } = bare({ status, ...created });
  const item = { ...shown, Status: 'Active', LastModified: null, ModifiedBy: null };
  const listed = (await get(HOOKS)).find(({ Id }) => Id === shown.Id);
  expect(listed).toEqual(item);
  expect(await get(`${HOOKS}/${shown.Id}`)).toEqual({
    ...item,
    Events: 0,
    Messages: 0,
    Calls: 0,
    Errors: 0,
  });
  const changed = await put(`${HOOKS}/${shown.Id}`, { Description: 'All', CallThrottling: 7 });
  expect([changed.status, changed.body]).toEqual([
    200,
    {
      ...item,
      Description: 'All',
      CallThrottling: 7,
      LastModified: expect.stringMatching(INSTANT),
      ModifiedBy: 'sandbox',
    },
  ]);
});

test.each([
  [{ Name: undefined }],
  [{ Name: ' ' }],
  [{ OutgoingUrls: undefined }],
  [{ OutgoingUrls: [] }],
  [{ OutgoingUrls: 'https://hooks.example/x' }],
  [{ OutgoingUrls: ['http://hooks.example/x'] }],
  [{ OutgoingUrls: ['http://127.0.0.1.hooks.example/x'] }],
  [{ OutgoingUrls: ['http://localhost@hooks.example/x'] }],
  [{ OutgoingUrls: ['hooks.example/x'] }],
  [{ OutgoingUrls: ['https://a.example/1', 'https://a.example:443/1'] }],
  [{ CallThrottling: 0 }],
  [{ CallThrottling: 101 }],
  [{ CallThrottling: 1.5 }],
  [{ Description: 5 }],
])('is refused with %j', async (changes) => {
  expect(refusal(await post(HOOKS, definition(changes)))).toEqual(INCORRECT_BODY);
});

test.each([
  'http://localhost:1/a',
  'https://localhost:1/b',
  'http://127.8.8.8:1/c',
  'http://[::1]:1/d',
  'http://127.1:1/e',
])('may tell this machine: %s', async (url) => {
  const { status, ...reply } = await post(HOOKS, definition({ OutgoingUrls: [url, `${url}/second`] }));
  expect(status).toBe(201);
  expect(bare({ status, ...reply }).OutgoingUrls).toEqual([url, `${url}/second`]);
});

test('has a name and URLs of its own', async () => {
  const mine = await newHook({ Name: 'Mine', OutgoingUrls: ['https://mine.example/A'] });
  const name = { Name: 'MINE' };
  const url = { OutgoingUrls: ['https://other.example/', 'https://MINE.example/A'] };
  const other = await newHook();
  for (const taken of [name, url]) {
    expect(refusal(await post(HOOKS, definition(taken)))).toEqual(INCORRECT_BODY);
    expect(refusal(await put(other, taken))).toEqual(INCORRECT_BODY);
    expect((await put(mine, taken)).status).toBe(200);
  }
  expect((await post(HOOKS, definition({ OutgoingUrls: ['https://mine.example/a'] }))).status).toBe(201);
});

test('is not changed by nothing', async () => {
  const hook = await newHook();
  for (const body of [{}, { Nothing: 1 }, { Name: '' }, { OutgoingUrls: [] }, { Enabled: 'no' }])
    expect(refusal(await put(hook, body))).toEqual(INCORRECT_BODY);
  expect(await get(hook)).toMatchObject({ LastModified: null });
});

test('goes with its events', async () => {
  const hook = await newHook({ Name: 'Short-lived' });
  const event = { EventType: 'table.recordInsert', ObjectName: 'Orders' };
  const { Id } = bare(await post(`${hook}/events`, event));
  const { status, text } = await caspio.call('DELETE', hook);
  expect([status, text]).toEqual([204, '']);
  const answers = [
    await caspio.call('GET', hook),
    await put(hook, { Name: 'x' }),
    await caspio.call('DELETE', hook),
    await caspio.call('GET', `${hook}/events`),
    await post(`${hook}/events`, event),
    await caspio.call('GET', `${hook}/events/${Id}`),
  ];
  for (const reply of answers) expect(refusal(reply)).toEqual(NOT_FOUND);
  expect((await post(HOOKS, definition({ Name: 'Short-lived' }))).status).toBe(201);
});
