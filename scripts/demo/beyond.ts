import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { ask, picture, type Row } from './agent.js';
import { say, scene } from './print.js';

/** Beyond records: attachments, files, webhooks and users. */
export async function beyond(): Promise<void> {
  scene('Show me the photo of an employee, and give a customer’s ticket one.');
  const [employee] = (
    await ask('list_all_caspio_records', {
      table_name: 'Employees',
      'q.select': 'PK_ID, Name',
      'q.limit': 1,
    })
  ).result as Row[];
  const photo = await picture('get_single_caspio_attachment_by_id', {
    table_name: 'Employees',
    attachment_field_name: 'Photo',
    id: employee?.PK_ID,
  });
  say(
    `${employee?.Name}: ${photo.about.name}, ${photo.about.size} bytes, as an image that the model can look at.`,
  );
  const ticket = { table_name: 'Tickets', attachment_field_name: 'Photo', id: 5 };
  const base64 = photo.image;
  await ask('update_a_caspio_attachment_by_id', { ...ticket, File: { name: 'broken handle.png', base64 } });
  const attached = await picture('get_single_caspio_attachment_by_id', ticket);
  assert.equal(attached.image, photo.image);
  say(`Attached to ticket 5 and read back: ${attached.about.name}, the same image.`);

  scene('Put a note into the Files area.');
  const note = { name: 'Grüße aus “Köln”.txt', text: 'Ein Gruß.' };
  const uploaded = await ask('create_a_caspio_file', { Files: [note] });
  const listing = await ask('list_all_caspio_files', {});
  const names = (listing.result as Row[]).map(({ Name }) => Name);
  assert(names.includes(note.name));
  say(
    `Stored as ${JSON.stringify((uploaded.result as Row[])[0]?.Name)}; the root folder has: ${names.join(', ')}`,
  );

  scene('Tell my program when a vendor is approved.  (a webhook, to a listener in this demo)');
  const listener = await listen();
  const webhook = (
    await ask('create_a_caspio_outgoing_webhook', { Name: 'Approvals', OutgoingUrls: [listener.url] })
  ).result as Row;
  await ask('create_a_caspio_webhook_event', {
    webhook_id: webhook.Id,
    EventType: 'table.recordUpdate',
    ObjectName: 'Vendors',
    ObjectFields: ['Approval'],
  });
  const [vendor] = (
    await ask('list_all_caspio_records', {
      table_name: 'Vendors',
      'q.where': "Approval = 'Pending'",
      'q.limit': 1,
    })
  ).result as Row[];
  await ask('update_a_caspio_record_by_id', {
    table_name: 'Vendors',
    'q.where': `PK_ID = ${vendor?.PK_ID}`,
    values: { Approval: 'Approved' },
  });
  const delivery = await listener.delivery;
  assert.equal(delivery.eventType, 'table.recordUpdate');
  say(
    `Delivered: ${delivery.eventType} of ${delivery.objectName}, record ${(delivery.data as Row[])[0]?.PK_ID}.`,
  );

  scene('Invite a user to the customer portal.');
  const directories = (await ask('list_all_caspio_directories')).result as Row[];
  const portal = directories.find(({ Name }) => Name === 'Customer_Portal_Users');
  const user = (
    await ask('create_a_caspio_user', {
      directory_id: portal?.Id,
      values: { Email: 'zoe@bakery.example', First_Name: 'Zoë' },
    })
  ).result as Row;
  const activation = (
    await ask('create_a_caspio_users_activate', {
      directory_id: portal?.Id,
      UserGUID: user.UserGUID,
      SendEmail: false,
    })
  ).result as Row;
  assert.match(String(activation.ActivationUrl), /^https:/);
  say(`${user.Email} can activate the account at ${activation.ActivationUrl}`);
}

/** A web server that waits for one delivery of a webhook. */
async function listen(): Promise<{ url: string; delivery: Promise<Row> }> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  assert(typeof address === 'object' && address !== null);
  const delivery = new Promise<Row>((resolve) => {
    server.on('request', async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk);
      response.end();
      server.close();
      resolve(JSON.parse(Buffer.concat(chunks).toString('utf8')) as Row);
    });
  });
  return { url: `http://127.0.0.1:${address.port}/approvals`, delivery };
}
