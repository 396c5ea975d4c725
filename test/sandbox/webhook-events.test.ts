import { expect, test } from 'vitest';
import { INCORRECT_BODY, type Row, refusal, useSandbox } from './support.js';
import { bare, definition, HOOKS, ID, INSTANT } from './webhook-support.js';

const caspio = useSandbox();

const NOT_FOUND = [404, 'ObjectNotFound', 'Requested object not found'];
const SOURCES = ['Datasheet', 'DataPages', 'RESTAPIs', 'TriggeredActions', 'Tasks'];

const post = (path: string, body: unknown) => caspio.call('POST', path, {}, body);
const put = (path: string, body: unknown) => caspio.call('PUT', path, {}, body);
const get = async (path: string) => bare(await caspio.call('GET', path));

/** The address of a new webhook. */
const newHook = async (changes?: Row) => `${HOOKS}/${bare(await post(HOOKS, definition(changes))).Id}`;

const UPDATE = { EventType: 'table.recordUpdate', ObjectName: 'Orders' };

test('is answered bare, under other names than it was sent', async () => {
  const events = `${await newHook()}/events`;
  const { status, ...reply } = await post(events, {
    EventType: 'table.recordUpdate',
    ObjectName: 'orders',
    ObjectFields: ['status', 'Total'],
    EventSources: ['RESTAPIs', 'Extensions'],
    CustomPayloadFields: ['pk_id', 'total'],
    CustomPayloadTemplate: "{'id': '[@field:Order_ID]'}",
    Enabled: false,
  });
  expect(status).toBe(201);
  const created = bare({ status, ...reply });
  expect(created).toEqual({
    Id: expect.stringMatching(ID),
    Type: 'table.recordUpdate',
    Status: 'Inactive',
    ObjectName: 'Orders',
    ObjectFields: ['Status', 'Total'],
    EventSources: ['RESTAPIs', 'Extensions'],
    CustomPayloadFields: ['PK_ID', 'Total'],
    CustomPayloadTemplate: "{'id': '[@field:Order_ID]'}",
    DateCreated: expect.stringMatching(INSTANT),
    CreatedBy: 'sandbox',
  });
  const item = {
    ...created,
    ObjectId: expect.stringMatching(ID),
    LastModified: null,
    ModifiedBy: null,
  };
  expect(await get(events)).toEqual([item]);
  expect(await get(`${events}/${created.Id}`)).toEqual({ ...item, Messages: 0, Calls: 0, Errors: 0 });
});

test('is replaced as a whole', async () => {
  const events = `${await newHook()}/events`;
  const { Id, DateCreated } = bare(
    await post(events, { ...UPDATE, ObjectFields: ['Status'], EventSources: ['Tasks'], Enabled: false }),
  );
  const replaced = await put(`${events}/${Id}`, {
    EventType: 'table.recordDelete',
    ObjectName: 'Price List 2026',
  });
  expect([replaced.status, replaced.body]).toEqual([
    200,
    {
      Id,
      Type: 'table.recordDelete',
      Status: 'Active',
      ObjectName: 'Price List 2026',
      ObjectFields: [],
      EventSources: SOURCES,
      CustomPayloadFields: [],
      CustomPayloadTemplate: null,
      LastModified: expect.stringMatching(INSTANT),
      ModifiedBy: 'sandbox',
      DateCreated,
      CreatedBy: 'sandbox',
    },
  ]);
  expect(refusal(await put(`${events}/${Id}`, { ObjectName: 'Orders' }))).toEqual(INCORRECT_BODY);
  expect(refusal(await put(`${events}/nope`, UPDATE))).toEqual(NOT_FOUND);
});

test.each([
  [{ EventType: undefined }],
  [{ EventType: 'table.recordCreate' }],
  [{ EventType: 'toString' }],
  [{ ObjectName: undefined }],
  [{ EventSources: ['Nowhere'] }],
  [{ EventSources: 'RESTAPIs' }],
  [{ EventType: 'table.recordInsert', ObjectFields: ['Status'] }],
  [{ CustomPayloadTemplate: "{'id': }" }],
  [{ CustomPayloadTemplate: "{'id': [@unknown]}" }],
  [{ Enabled: 1 }],
])('is refused with %j', async (changes) => {
  const events = `${await newHook()}/events`;
  expect(refusal(await post(events, { ...UPDATE, ...changes }))).toEqual(INCORRECT_BODY);
  expect(await get(events)).toEqual([]);
});

test.each([
  [{ ObjectName: 'Nope' }, 'TableNotFound'],
  [{ ObjectName: 'Open_Orders' }, 'TableNotFound'],
  [{ ObjectFields: ['Status', 'Nope'] }, 'FieldNotFound'],
  [{ CustomPayloadFields: ['Nope'] }, 'FieldNotFound'],
])('names what exists: %j', async (changes, code) => {
  const { status, body } = await post(`${await newHook()}/events`, { ...UPDATE, ...changes });
  expect([status, body.Code]).toEqual([404, code]);
});

test('goes with the others of its webhook', async () => {
  const events = `${await newHook()}/events`;
  const add = async (changes: Row) => (await post(events, { ObjectName: 'Orders', ...changes })).status;
  const insert = { EventType: 'table.recordInsert' };
  const removal = { EventType: 'table.recordDelete' };
  const update = (...ObjectFields: string[]) => ({ EventType: 'table.recordUpdate', ObjectFields });
  expect([await add(insert), await add({ ...insert, EventSources: ['Tasks'] })]).toEqual([201, 400]);
  expect([await add(removal), await add(removal)]).toEqual([201, 400]);
  expect([await add({ ...insert, ObjectName: 'Tickets' }), await add(update())]).toEqual([201, 201]);
  expect([await add(update()), await add(update('Status'))]).toEqual([400, 400]);
  const any = (await get(events)).find(({ Type }) => Type === 'table.recordUpdate');
  // An event is no rival of itself.
  const narrowed = { ObjectName: 'Orders', ...update('Status', 'Paid') };
  expect((await put(`${events}/${any?.Id}`, narrowed)).status).toBe(200);
  expect([await add(update('Total')), await add(update('Status'))]).toEqual([201, 201]);
  expect([await add(update('paid', 'STATUS')), await add(update())]).toEqual([400, 400]);
  expect((await put(`${events}/${any?.Id}`, { ObjectName: 'Orders', ...insert })).status).toBe(400);
  const elsewhere = `${await newHook()}/events`;
  expect((await post(elsewhere, { ObjectName: 'Orders', ...insert })).status).toBe(201);
});

test('is switched alone or with its webhook, whose status follows', async () => {
  const hook = await newHook();
  const add = (ObjectName: string) =>
    post(`${hook}/events`, { EventType: 'table.recordInsert', ObjectName, Enabled: false });
  const [first, second] = [bare(await add('Orders')), bare(await add('Tickets'))];
  const statuses = async () => [
    (await get(hook)).Status,
    ...(await get(`${hook}/events`)).map(({ Status }) => Status),
  ];
  expect(await statuses()).toEqual(['Inactive', 'Inactive', 'Inactive']);
  expect(bare(await put(hook, { Enabled: true })).Status).toBe('Active');
  expect(await statuses()).toEqual(['Active', 'Active', 'Active']);
  const off = { EventType: 'table.recordInsert', ObjectName: 'Orders', Enabled: false };
  await put(`${hook}/events/${first.Id}`, off);
  expect(await statuses()).toEqual(['Active', 'Inactive', 'Active']);
  await put(hook, { Enabled: false });
  expect(await statuses()).toEqual(['Inactive', 'Inactive', 'Inactive']);
  const { status, text } = await caspio.call('DELETE', `${hook}/events/${second.Id}`);
  expect([status, text]).toEqual([204, '']);
  expect(refusal(await caspio.call('DELETE', `${hook}/events/${second.Id}`))).toEqual(NOT_FOUND);
  expect(await get(hook)).toMatchObject({ Events: 1 });
});
