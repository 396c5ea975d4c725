import { describe, expect, test } from 'vitest';
import { login, type Row, useSandbox } from './support.js';
import { INSERT, useDeliveries } from './webhook-support.js';

const caspio = useSandbox();
const { receiver, webhook, counts, becomes, addLead } = useDeliveries(caspio);

const EMPLOYEES = '/tables/Employees/records';

const addEmployee = () =>
  caspio.call('POST', EMPLOYEES, { response: 'rows' }, { Email: 'photo@sandbox.example', Name: 'Photo' });

describe('a change is told', () => {
  test('of a new record: all of it, signed, with the secret', async () => {
    const listener = await receiver();
    const hook = await webhook(`${listener.url}/in?a=b`, INSERT);
    const { body } = await addLead({ Name: 'Zoë "Z" O\'Hara' });
    const [delivery] = await listener.received(1);
    expect(delivery?.body).toEqual({
      eventId: hook.eventId,
      messageId: expect.any(String),
      webhookId: hook.id,
      accountId: 'sandbox',
      secret: hook.secret,
      eventDate: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/),
      eventType: 'table.recordInsert',
      objectName: 'Leads_Import',
      data: body.Result,
    });
    expect([delivery?.method, delivery?.url]).toEqual(['POST', '/in?a=b']);
    expect(delivery?.headers['content-type']).toBe('application/json; charset=utf-8');
    expect([delivery?.signedWith(hook.secret), delivery?.signedWith('other')]).toEqual([true, false]);
    await becomes(hook.address, [1, 1, 0]);
    await becomes(`${hook.address}/events/${hook.eventId}`, [1, 1, 0]);
  });

  test('of an update: only the records whose values differ now, in one message', async () => {
    const listener = await receiver();
    const event = { EventType: 'table.recordUpdate', ObjectName: 'Customers', CustomPayloadFields: ['Tier'] };
    const hook = await webhook(listener.url, event);
    const put = (where: string, body: Row) =>
      caspio.call('PUT', '/tables/Customers/records', { 'q.where': where }, body);
    await put('PK_ID IN (1, 2, 3)', { Tier: 'Gold' });
    await put('PK_ID IN (1, 2, 3)', { Tier: 'Gold' });
    await put('PK_ID IN (1, 2, 4)', { Tier: 'Platinum', Active: true });
    await put('PK_ID = 0', { Tier: 'None' });
    const deliveries = await listener.received(2);
    const told = deliveries.map(({ body }) => body.data);
    const last = [1, 2, 4].map((PK_ID) => ({ PK_ID, Tier: 'Platinum' }));
    expect(told).toHaveLength(2);
    expect(told).toContainEqual(last);
    await becomes(hook.address, [2, 2, 0]);
  });

  test('of a deleted record: as it was', async () => {
    const listener = await receiver();
    await webhook(listener.url, { EventType: 'table.recordDelete', ObjectName: 'Leads_Import' });
    const [lead] = (await addLead({ Name: 'Gone' })).body.Result;
    await caspio.call('DELETE', '/tables/Leads_Import/records', { 'q.where': `PK_ID = ${lead?.PK_ID}` });
    const [delivery] = await listener.received(1);
    expect(delivery?.body).toMatchObject({ eventType: 'table.recordDelete', data: [lead] });
  });

  test('when one of the fields changed, formulas too, if an event names some', async () => {
    const listener = await receiver();
    const event = { EventType: 'table.recordUpdate', ObjectName: 'Orders' };
    const hook = await webhook(listener.url, { ...event, ObjectFields: ['Net_Total', 'Paid'] });
    const put = (body: Row) => caspio.call('PUT', '/tables/Orders/records', { 'q.where': 'PK_ID = 1' }, body);
    await put({ Ship_State: 'AK', Status: 'Returned' });
    await put({ Discount: 0.5 });
    const [delivery] = await listener.received(1);
    expect(delivery?.body.data).toMatchObject([{ Ship_State: 'AK', Discount: 0.5 }]);
    await becomes(hook.address, [1, 1, 0]);
  });

  test('through views, passwords and directories alike', async () => {
    const listener = await receiver();
    const update = (ObjectName: string) => ({ EventType: 'table.recordUpdate', ObjectName });
    const hook = await webhook(listener.url, update('Vendors'));
    for (const table of ['Customers', 'Staff_Users'])
      await caspio.call('POST', `${hook.address}/events`, {}, update(table));
    const view = '/views/Vendors_To_Approve/records';
    const [vendor] = (await caspio.call('GET', view, { 'q.limit': 1 })).body.Result;
    await caspio.call('PUT', view, { 'q.where': `PK_ID = '${vendor?.PK_ID}'` }, { Contact: 'A view' });
    const password = '/tables/Customers/passwordFields/Portal_Password';
    await caspio.call('PUT', password, { 'q.where': 'PK_ID = 9' }, { Value: 'next' });
    await caspio.call('PUT', '/directories/z27hqm/users', { Where: 'PK_ID = 5' }, { Role: 'Told' });
    const deliveries = await listener.received(3);
    const told = new Map(deliveries.map(({ body }) => [body.objectName, body.data[0]]));
    expect(told.get('Vendors')).toMatchObject({ Contact: 'A view' });
    expect(told.get('Customers')).toMatchObject({ PK_ID: 9 });
    expect(told.get('Staff_Users')).toMatchObject({ PK_ID: 5, Role: 'Told' });
    expect(deliveries.map(({ text }) => text).join()).not.toContain('"next"');
  });

  test('in portions of 100 records', async () => {
    const listener = await receiver();
    await webhook(listener.url, { EventType: 'table.recordUpdate', ObjectName: 'Products' });
    await caspio.call('PUT', '/tables/Products/records', { 'q.where': 'PK_ID > 0' }, { Name: 'Same' });
    const sizes = (await listener.received(2)).map(({ body }) => body.data.length);
    expect(sizes.sort()).toEqual([100, 20]);
  });
});

describe('a change is not told', () => {
  test.each([
    ['by an event that is off', { Enabled: false }],
    ['to who listens for other sources', { EventSources: ['Datasheet', 'Tasks'] }],
    ['of another table', { ObjectName: 'Vendors' }],
    ['of another kind', { EventType: 'table.recordDelete' }],
  ])('%s', async (_, changes) => {
    const listener = await receiver();
    const silent = await webhook(listener.url, { ...INSERT, ...changes });
    const loud = await webhook(`${listener.url}/loud`, { ...INSERT, EventSources: ['RESTAPIs'] });
    await addLead();
    await becomes(loud.address, [1, 1, 0]);
    expect(await counts(silent.address)).toEqual([0, 0, 0]);
    expect(listener.deliveries.map(({ url }) => url)).toEqual(['/loud']);
  });

  test('when the write was refused', async () => {
    const listener = await receiver();
    const hook = await webhook(listener.url, INSERT);
    const Email = (await addLead()).body.Result[0]?.Email;
    expect((await addLead({ Email })).status).toBe(400);
    await becomes(hook.address, [1, 1, 0]);
  });
});

test('a template makes the whole body, one message for each record', async () => {
  const listener = await receiver();
  const CustomPayloadTemplate = `{
    'hook': '[@out-hook:webhookId]/[@out-hook:eventId]/[@out-hook:accountId]',
    'ids': ['[@out-hook:messageId]', '[@out-hook:callId]', '[@out-hook:eventDate]'],
    'what': '[@out-hook:eventType] on [@out-hook:objectName], [@out-hook:secret]',
    'text': 'Lead "[@field:company]" isn\\'t new',
    "values": [[@field:PK_ID], [@field:Company], [@field:Nope], [@field:Active]],
    'nested': {'interests': [@field:Interests], 'none': '[@field:Nope]'}
  }`;
  const event = { EventType: 'table.recordUpdate', ObjectName: 'Customers', CustomPayloadTemplate };
  const hook = await webhook(listener.url, event);
  const Company = 'A "B" \\ \n\'C\'';
  const where = { 'q.where': 'PK_ID IN (21, 22)' };
  const values = { Company, Interests: ['Events'], Active: false };
  await caspio.call('PUT', '/tables/Customers/records', where, values);
  const told = (await listener.received(2)).map(({ body }) => body as Row);
  const filled = (PK_ID: number) => ({
    hook: `${hook.id}/${hook.eventId}/sandbox`,
    ids: [
      expect.stringMatching(/^\S{36}$/),
      expect.stringMatching(/^\S{36}$/),
      expect.stringMatching(/^2\S{18}$/),
    ],
    what: `table.recordUpdate on Customers, ${hook.secret}`,
    text: `Lead "${Company}" isn't new`,
    values: [PK_ID, Company, null, false],
    nested: { interests: { 2: 'Events' }, none: '' },
  });
  expect(told).toContainEqual(filled(21));
  expect(told).toContainEqual(filled(22));
  expect(listener.deliveries.every((delivery) => delivery.signedWith(hook.secret))).toBe(true);
});

test('a template links to attachments', async () => {
  const listener = await receiver();
  const event = {
    EventType: 'table.recordUpdate',
    ObjectName: 'Employees',
    ObjectFields: ['Title', 'Photo'],
  };
  const CustomPayloadTemplate =
    "{'link': '[@field:Photo/]', 'name': '[@field:Photo]', 'value': [@field:Photo/]}";
  await webhook(listener.url, { ...event, CustomPayloadTemplate });
  const [{ PK_ID } = {} as Row] = (await addEmployee()).body.Result;
  await caspio.call('PUT', EMPLOYEES, { 'q.where': `PK_ID = ${PK_ID}` }, { Title: 'Trainee' });
  expect((await listener.received(1))[0]?.body).toEqual({ link: '', name: '', value: null });
  const form = new FormData();
  form.set('File', new Blob(['x'], { type: 'image/png' }), 'face.png');
  const path = `/integrations/rest/v3/tables/Employees/attachments/Photo/${PK_ID}`;
  const headers = { authorization: await login(caspio.url) };
  await fetch(caspio.url + path, { method: 'PUT', headers, body: form });
  expect((await listener.received(2))[1]?.body).toEqual({
    link: expect.stringMatching(/^https:\/\/sandbox\.caspio\.example\/attachments\/\S+$/),
    name: 'face.png',
    value: expect.stringMatching(/^https:/),
  });
});
