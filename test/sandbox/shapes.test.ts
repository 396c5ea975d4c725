import { beforeAll, expect, test } from 'vitest';
import { OPERATIONS } from '../support/operations.js';
import { departures } from './shape.js';
import { SHAPES } from './shapes.js';
import { login, type Row, useSandbox } from './support.js';
import { definition } from './webhook-support.js';

const caspio = useSandbox();
let authorization = '';
beforeAll(async () => {
  authorization = await login(caspio.url);
});

const performed = new Set<string>();

/** Parts of answers that later calls need; what is read of them has been checked before. */
type Body = Row & { Result: Row & Row[] };

/**
 * Performs the operation of a tool and checks its answer. Arguments that its path does not name go into the query.
 */
async function perform(tool: string, args: Row = {}, body?: Row | FormData): Promise<Body> {
  const [method = '', template = ''] = OPERATIONS.find(([name]) => name === tool)?.[2].split(' ') ?? [];
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(args))
    if (!template.includes(`{${name}}`)) query.set(name, String(value));
  const path = template.replace(/\{(\w+)\}/g, (_, name) => encodeURIComponent(String(args[name])));
  const form = body instanceof FormData;
  const response = await fetch(`${caspio.url}/integrations/rest${path}?${query}`, {
    method,
    headers: { authorization, ...(method !== 'GET' && !form && { 'content-type': 'application/json' }) },
    ...(body && { body: form ? body : JSON.stringify(body) }),
  });
  const bytes = Buffer.from(await response.arrayBuffer());
  const [statuses, shape] = SHAPES[tool] ?? [[]];
  expect([statuses].flat(), `${tool}: ${bytes}`).toContain(response.status);
  performed.add(tool);
  if (shape === undefined || shape === 'bytes') {
    expect(bytes.length > 0, `${tool} has a body`).toBe(shape === 'bytes');
    return { Result: [] as unknown as Body['Result'] };
  }
  expect(response.headers.get('content-type'), tool).toMatch(/^application\/json\b/);
  const value = JSON.parse(bytes.toString());
  expect(departures(value, shape), tool).toEqual([]);
  return value;
}

const READ = { 'q.getPaginationInfo': true, 'q.orderBy': 'PK_ID', 'q.pageNumber': 1, 'q.pageSize': 5 };
const ROWS = { response: 'rows' };

function form(part: 'File' | 'Files', name: string): FormData {
  const data = new FormData();
  data.set(part, new Blob(['some text'], { type: 'text/plain' }), name);
  return data;
}

test('tables and their fields', async () => {
  const table_name = 'Shapes';
  await perform('list_all_caspio_tables');
  await perform(
    'create_a_caspio_table',
    {},
    { Name: table_name, Fields: [{ Name: 'Title', Type: 'STRING' }] },
  );
  await perform('get_single_caspio_table_by_id', { id: table_name });
  await perform('create_a_caspio_field', { table_name }, { Name: 'Amount', Type: 'NUMBER' });
  await perform('update_a_caspio_field_by_id', { table_name, id: 'Amount' }, { Label: 'Sum' });
  await perform('get_single_caspio_field_by_id', { table_name, id: 'Amount' });
  await perform('delete_a_caspio_field_by_id', { table_name, id: 'Amount' });
  // Between them, these tables have fields of nearly every type.
  for (const table of ['Customers', 'Orders', 'Products', 'Vendors', 'Employees'])
    await perform('list_all_caspio_fields', { table_name: table });
});

test('records and their passwords', async () => {
  const customers = { table_name: 'Customers' };
  await perform('list_all_caspio_records', { ...customers, ...READ });
  const values = { Company: 'Shapes Ltd', Email: 'shapes@shapes.example' };
  const { Result } = await perform('create_a_caspio_record', { ...customers, ...ROWS }, values);
  const created = { ...customers, 'q.where': `PK_ID = ${Result[0]?.PK_ID}` };
  await perform('update_a_caspio_record_by_id', { ...created, ...ROWS }, { City: 'Reno' });
  await perform('list_all_caspio_password_fields', customers);
  const password = { ...created, id: 'Portal_Password' };
  await perform('update_a_caspio_password_field_by_id', password, { Value: 'new' });
  await perform('delete_a_caspio_password_field_by_id', password);
  await perform('delete_a_caspio_record_by_id', created);
});

test('attachments of tables and views', async () => {
  const photo = { table_name: 'Employees', attachment_field_name: 'Photo' };
  const one = { ...photo, 'q.where': 'PK_ID = 1' };
  await perform('update_a_caspio_attachment_by_id', { ...photo, id: 1 }, form('File', 'photo.png'));
  await perform('get_single_caspio_attachment_by_id', { ...photo, id: 1 });
  await perform('list_all_caspio_file_infos', photo);
  await perform('update_a_caspio_file_info_by_id', { ...one, ...ROWS }, { FileName: 'portrait' });
  await perform('delete_a_caspio_attachment_by_id', one);

  const w9 = { view_name: 'Vendors_To_Approve', attachment_field_name: 'W9_Form' };
  const { Result } = await perform('list_all_caspio_view_file_infos', w9);
  const id = Result[0]?.PK_ID;
  const first = { ...w9, 'q.where': `PK_ID = '${id}'` };
  await perform('update_a_caspio_view_attachment_by_id', { ...w9, id }, form('File', 'w9.pdf'));
  await perform('get_single_caspio_view_attachment_by_id', { ...w9, id });
  await perform('update_a_caspio_view_file_info_by_id', { ...first, ...ROWS }, { FileName: 'w9-2026' });
  await perform('delete_a_caspio_view_attachment_by_id', first);
});

test('views and their records', async () => {
  const view = { view_name: 'California_Customers' };
  await perform('list_all_caspio_views');
  await perform('get_single_caspio_view_by_id', { id: view.view_name });
  await perform('list_all_caspio_view_fields', view);
  await perform('get_single_caspio_view_field_by_id', { ...view, id: 'Company' });
  await perform('list_all_caspio_view_records', { ...view, ...READ });
  const values = { Company: 'Views Ltd', Email: 'views@shapes.example', State: 'CA' };
  const { Result } = await perform('create_a_caspio_view_record', { ...view, ...ROWS }, values);
  const created = { ...view, 'q.where': `PK_ID = '${Result[0]?.PK_ID}'` };
  await perform('update_a_caspio_view_record_by_id', { ...created, ...ROWS }, { City: 'Fresno' });
  await perform('delete_a_caspio_view_record_by_id', created);
});

test('files and folders', async () => {
  const folders = await perform('list_all_caspio_files_folders', { pageSize: 5 });
  const inbox = folders.Result.find(({ Name }) => Name === 'Inbox')?.ExternalKey;
  await perform('get_single_caspio_files_folder_by_id', { id: inbox });
  await perform('list_all_caspio_files', { externalKey: inbox });
  const { Result } = await perform('create_a_caspio_file', { externalKey: inbox }, form('Files', 'a.txt'));
  const id = Result[0]?.ExternalKey;
  for (const name of ['a.txt', 'b.txt'])
    await perform('update_a_caspio_file_by_id', { externalKey: inbox }, form('File', name));
  await perform('get_single_caspio_file_by_id', { id });
  await perform('get_single_caspio_file_metadatum_by_id', { id });
  await perform('delete_a_caspio_file_by_id', { id });
  const filePath = 'Inbox/b.txt';
  await perform('list_all_caspio_path_file_infos', { filePath });
  await perform('list_all_caspio_files_paths', { filePath });
  await perform('delete_a_caspio_files_path_by_id', { filePath });
});

test('webhooks and their events', async () => {
  const { Id: webhook_id } = await perform('create_a_caspio_outgoing_webhook', {}, definition());
  const hook = { id: webhook_id };
  const event = { EventType: 'table.recordUpdate', ObjectName: 'Leads_Import', ObjectFields: ['Name'] };
  const { Id } = await perform('create_a_caspio_webhook_event', { webhook_id }, event);
  const one = { webhook_id, id: Id };
  const answers = async () => {
    await perform('list_all_caspio_webhook_events', { webhook_id });
    await perform('get_single_caspio_webhook_event_by_id', one);
    await perform('list_all_caspio_outgoing_webhooks');
    await perform('get_single_caspio_outgoing_webhook_by_id', hook);
  };
  await answers();
  await perform('update_a_caspio_webhook_event_by_id', one, { ...event, EventSources: ['RESTAPIs'] });
  await perform('update_a_caspio_outgoing_webhook_by_id', hook, { Description: 'Changed' });
  await answers();
  await perform('delete_a_caspio_webhook_event_by_id', one);
  await perform('delete_a_caspio_outgoing_webhook_by_id', hook);
});

test('tasks', async () => {
  const { Result } = await perform('list_all_caspio_data_import_export_tasks');
  const key = Result.find(({ Status }) => Status === 'Ready')?.ExternalKey;
  await perform('get_single_caspio_data_import_export_task_by_id', { id: key });
  await perform('create_a_caspio_run', { external_key: key });
});

test('applications, their pages and deployments', async () => {
  const applications = await perform('list_all_caspio_bridge_applications');
  const app = { external_key: applications.Result[0]?.ExternalKey };
  await perform('get_single_caspio_bridge_application_by_id', { id: app.external_key });
  const { Result } = await perform('list_all_caspio_datapages', app);
  const page = { ...app, app_key: Result[0]?.AppKey };
  await perform('get_single_caspio_datapage_by_id', { ...app, id: page.app_key });
  await perform('caspio_deployments_bulk_update', app, { Deployed: false });
  await perform('update_a_caspio_deployment_by_id', page, { Deployed: true });
  for (const method of ['iFrame', 'URL', 'Embedded', 'Net'])
    await perform('get_single_caspio_deployment_by_id', { ...page, method });
});

test('directories and their users', async () => {
  const directories = await perform('list_all_caspio_directories');
  const directory = { directory_id: directories.Result[0]?.Id };
  await perform('list_all_caspio_users', { ...directory, ...READ });
  const values = { Email: 'user@shapes.example' };
  const { Result } = await perform('create_a_caspio_user', { ...directory, ...ROWS }, values);
  const created = { ...directory, Where: `PK_ID = ${Result[0]?.PK_ID}` };
  await perform('update_a_caspio_user_by_id', { ...created, ...ROWS }, { First_Name: 'Ann' });
  for (const SendEmail of [true, false])
    await perform('create_a_caspio_users_activate', directory, {
      UserGUID: Result[0]?.UserGUID,
      SendEmail,
    });
  await perform('delete_a_caspio_user_by_id', created);
});

test('every operation was performed', () => {
  expect(OPERATIONS).toHaveLength(70);
  expect([...performed].sort()).toEqual(OPERATIONS.map(([tool]) => tool).sort());
});
