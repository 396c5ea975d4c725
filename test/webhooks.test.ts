import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Sandbox, startSandbox } from '../src/sandbox/index.js';
import { type Receiver, startReceiver } from './sandbox/receiver.js';
import { type Connection, connect } from './support/connect.js';

type Thing = Record<string, unknown>;

const INSERT = { EventType: 'table.recordInsert', ObjectName: 'Leads_Import' };

describe('webhooks of the sandbox', () => {
  let sandbox: Sandbox;
  let server: Connection;
  let receiver: Receiver;
  beforeEach(async () => {
    sandbox = await startSandbox();
    server = await connect({ origin: sandbox.url });
    receiver = await startReceiver();
  });
  afterEach(async () => {
    await server.close();
    await sandbox.close();
    receiver.close();
  });

  const createWebhook = async (Name = 'Leads', url = receiver.url) => {
    const args = { Name, OutgoingUrls: [url] };
    return (await server.call('create_a_caspio_outgoing_webhook', args)).json.result as {
      Id: string;
      Secret: string;
    };
  };
  const createEvent = async (webhook_id: string, event: Thing = INSERT) => {
    const { json } = await server.call('create_a_caspio_webhook_event', { webhook_id, ...event });
    return json.result as Thing & { Id: string };
  };
  const webhooks = async () =>
    (await server.call('list_all_caspio_outgoing_webhooks')).json.result as Thing[];
  const eventsOf = async (webhook_id: string) =>
    (await server.call('list_all_caspio_webhook_events', { webhook_id })).json.result as Thing[];
  const addLead = (Email: string) =>
    server.call('create_a_caspio_record', { table_name: 'Leads_Import', values: { Email, State: 'CA' } });

  it('show their secret once, and say so', async () => {
    const { json } = await server.call('create_a_caspio_outgoing_webhook', {
      Name: 'Leads',
      OutgoingUrls: [receiver.url],
      Description: 'Tells the CRM',
      CallThrottling: 10,
    });
    expect(json.note).toContain('shows it only this once');
    const { Id, Secret } = json.result as { Id: string; Secret: string };
    expect(Secret).toMatch(/^\S{20,}$/);
    const answers = [
      await server.call('get_single_caspio_outgoing_webhook_by_id', { id: Id }),
      await server.call('list_all_caspio_outgoing_webhooks'),
      await server.call('update_a_caspio_outgoing_webhook_by_id', { id: Id, Description: 'Tells us' }),
    ];
    for (const { isError, text } of answers) {
      expect(isError).toBe(false);
      expect(text).not.toContain(Secret);
    }
    expect(answers[0]?.json.result).toMatchObject({ Id, Name: 'Leads', CallThrottling: 10, Events: 0 });
  });

  it('deliver what tools change, signed with the secret, and count it', async () => {
    const { Id, Secret } = await createWebhook();
    const event = await createEvent(Id);
    await createEvent(Id, { EventType: 'table.recordDelete', ObjectName: 'Leads_Import' });
    const { json } = await addLead('zoë@leads.example');
    const [insert] = await receiver.received(1);
    expect(insert?.body).toMatchObject({
      eventType: 'table.recordInsert',
      eventId: event.Id,
      webhookId: Id,
      objectName: 'Leads_Import',
      data: [json.result],
    });
    expect(insert?.signedWith(Secret)).toBe(true);

    const gone = { table_name: 'Leads_Import', 'q.where': "Email = 'zoë@leads.example'" };
    await server.call('delete_a_caspio_record_by_id', gone);
    const [, removal] = await receiver.received(2);
    expect(removal?.body).toMatchObject({ eventType: 'table.recordDelete', data: [{ State: 'CA' }] });
    await vi.waitFor(async () => {
      const counted = await server.call('get_single_caspio_webhook_event_by_id', {
        webhook_id: Id,
        id: event.Id,
      });
      expect(counted.json.result).toMatchObject({ Messages: 1, Calls: 1, Errors: 0 });
    });
  });

  it('send a payload of their own, and only for the fields that they watch', async () => {
    const { Id } = await createWebhook();
    await createEvent(Id, {
      EventType: 'table.recordUpdate',
      ObjectName: 'Employees',
      ObjectFields: ['Title'],
      CustomPayloadTemplate:
        "{'who': '[@field:Name]', 'key': [@field:PK_ID], 'why': '[@out-hook:eventType]'}",
    });
    const change = (values: Thing) =>
      server.call('update_a_caspio_record_by_id', {
        table_name: 'Employees',
        'q.where': 'PK_ID = 7',
        values,
      });
    await change({ Salary: 1 });
    await change({ Name: 'Ann "Nan" Lee', Title: 'Chief of Desks' });
    const [only] = await receiver.received(1);
    expect(only?.body).toEqual({ who: 'Ann "Nan" Lee', key: 7, why: 'table.recordUpdate' });
    await addLead('last@leads.example');
    expect(receiver.deliveries).toHaveLength(1);
  });

  it('have events that are listed, replaced and deleted', async () => {
    const { Id: webhook_id } = await createWebhook();
    const { Id: id } = await createEvent(webhook_id, { ...INSERT, EventSources: ['RESTAPIs', 'Tasks'] });
    const one = await server.call('get_single_caspio_webhook_event_by_id', { webhook_id, id });
    expect(one.json.result).toMatchObject({ Type: INSERT.EventType, EventSources: ['RESTAPIs', 'Tasks'] });
    expect(await eventsOf(webhook_id)).toMatchObject([{ Id: id, Status: 'Active' }]);

    const replaced = await server.call('update_a_caspio_webhook_event_by_id', {
      webhook_id,
      id,
      EventType: 'table.recordUpdate',
      ObjectName: 'Customers',
      Enabled: false,
    });
    expect(replaced.json.result).toMatchObject({ Id: id, Type: 'table.recordUpdate', Status: 'Inactive' });
    const [event] = await eventsOf(webhook_id);
    expect(event).toMatchObject({ ObjectName: 'Customers', Status: 'Inactive' });
    expect(event?.EventSources).not.toEqual(['RESTAPIs', 'Tasks']);

    const deleted = await server.call('delete_a_caspio_webhook_event_by_id', { webhook_id, id });
    expect(deleted.json).toEqual({ result: { webhook_id, id }, note: 'Deleted.' });
    expect(await eventsOf(webhook_id)).toEqual([]);
    const again = await server.call('delete_a_caspio_webhook_event_by_id', { webhook_id, id });
    expect(again.text).toContain('ObjectNotFound');
  });

  it('are switched off and on with all their events', async () => {
    const { Id } = await createWebhook();
    await createEvent(Id);
    const set = (Enabled: boolean) =>
      server.call('update_a_caspio_outgoing_webhook_by_id', { id: Id, Enabled });
    expect((await set(false)).json.result).toMatchObject({ Status: 'Inactive' });
    await addLead('unheard@leads.example');
    expect((await set(true)).json.result).toMatchObject({ Status: 'Active' });
    await addLead('heard@leads.example');
    const [first] = await receiver.received(1);
    expect(first?.body.data).toMatchObject([{ Email: 'heard@leads.example' }]);
  });

  it('are changed and deleted', async () => {
    const { Id } = await createWebhook();
    const change = { Name: 'Leads of the fair', OutgoingUrls: [`${receiver.url}/moved`] };
    await server.call('update_a_caspio_outgoing_webhook_by_id', { id: Id, ...change });
    expect(await webhooks()).toMatchObject([{ Id, ...change }]);
    await createEvent(Id);
    await addLead('moved@leads.example');
    expect((await receiver.received(1))[0]?.url).toBe('/moved');

    const nothing = await server.call('update_a_caspio_outgoing_webhook_by_id', { id: Id });
    expect(nothing.text).toContain('nothing to change');
    const deleted = await server.call('delete_a_caspio_outgoing_webhook_by_id', { id: Id });
    expect(deleted.json).toEqual({ result: { id: Id }, note: 'Deleted.' });
    expect(await webhooks()).toEqual([]);
    const gone = await server.call('get_single_caspio_outgoing_webhook_by_id', { id: Id });
    expect(gone.text).toContain('ObjectNotFound');
  });

  it('say what is taken when a name or a URL is', async () => {
    await createWebhook('Leads', 'https://hooks.example/leads');
    for (const taken of [
      { Name: 'leads', OutgoingUrls: ['https://hooks.example/other'] },
      { Name: 'Other', OutgoingUrls: ['https://hooks.example/leads'] },
    ]) {
      const { isError, text } = await server.call('create_a_caspio_outgoing_webhook', taken);
      expect(isError).toBe(true);
      expect(text).toContain('Another webhook probably has this name or one of these URLs');
    }
    expect(await webhooks()).toHaveLength(1);
  });

  it('say so too when another one is given a taken name', async () => {
    await createWebhook('Leads', 'https://hooks.example/leads');
    const { Id } = await createWebhook('Orders', 'https://hooks.example/orders');
    const renamed = await server.call('update_a_caspio_outgoing_webhook_by_id', { id: Id, Name: 'Leads' });
    expect(renamed.text).toContain('Another webhook probably has this name or one of these URLs');
    expect((await webhooks()).map(({ Name }) => Name)).toEqual(['Leads', 'Orders']);
  });

  it('say what is wrong with an event', async () => {
    const { Id } = await createWebhook();
    await createEvent(Id);
    const refused = async (event: Thing) =>
      (await server.call('create_a_caspio_webhook_event', { webhook_id: Id, ...event })).text;
    expect(await refused({ ...INSERT, ObjectName: 'Leads' })).toContain('TableNotFound');
    expect(await refused({ ...INSERT, CustomPayloadFields: ['Emial'] })).toContain('FieldNotFound');
    expect(await refused({ ...INSERT, CustomPayloadTemplate: "{'id': " })).toContain(
      'IncorrectBodyParameter',
    );
    expect(await refused({ ...INSERT, EventSources: ['Email'] })).toContain('must be of Datasheet');
    expect(await refused({ ...INSERT, EventType: 'insert' })).toContain('must be one of table.recordInsert');
    expect(await refused(INSERT)).toContain('IncorrectBodyParameter');
    expect(await eventsOf(Id)).toHaveLength(1);
  });
});
