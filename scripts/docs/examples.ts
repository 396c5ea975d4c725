type Args = Readonly<Record<string, unknown>>;
/** What earlier calls gave, by the name of the tool. */
export type Seen = (
  tool: string,
) => Readonly<Record<string, unknown>> & readonly Readonly<Record<string, unknown>>[];

export interface Example {
  readonly tool: string;
  readonly args: Args | ((seen: Seen) => Args);
}

const example = (tool: string, args: Example['args'] = {}): Example => ({ tool, args });

/** The folder of that name, or the root where none is named. */
const folder = (seen: Seen, name: string) => {
  const found = seen('list_all_caspio_files_folders').find(({ Name }) => Name === name);
  return String(found?.ExternalKey ?? '');
};
const uploaded = (seen: Seen) => String(seen('create_a_caspio_file')[0]?.ExternalKey ?? '');
const webhook = (seen: Seen) => String(seen('create_a_caspio_outgoing_webhook').Id ?? '');
const event = (seen: Seen) => String(seen('create_a_caspio_webhook_event').Id ?? '');
const app = (seen: Seen) => String(seen('list_all_caspio_bridge_applications')[0]?.ExternalKey ?? '');
const datapage = (seen: Seen) => String(seen('list_all_caspio_datapages')[0]?.AppKey ?? '');
const tasks = (seen: Seen, index: number) =>
  String(seen('list_all_caspio_data_import_export_tasks')[index]?.ExternalKey ?? '');
const directory = (seen: Seen) => String(seen('list_all_caspio_directories')[0]?.Id ?? '');
const user = (seen: Seen) => String(seen('create_a_caspio_user').UserGUID ?? '');
const vendor = (seen: Seen) => String(seen('create_a_caspio_view_record').PK_ID ?? '');

const ATTACHMENT = { table_name: 'Employees', attachment_field_name: 'Photo' };
const VIEW_ATTACHMENT = { view_name: 'Vendors_To_Approve', attachment_field_name: 'W9_Form' };
const NOTE = { name: 'note.txt', text: 'Called back on Monday.' };

/** One call for each tool, in an order in which each finds what it needs. docs/tools shows them with their answers. */
export const EXAMPLES: readonly Example[] = [
  example('list_all_caspio_tables'),
  example('caspio_usage_get'), // here, where little has been sent
  example('create_a_caspio_table', {
    Name: 'Visits',
    Fields: [
      { Name: 'Customer_ID', Type: 'STRING' },
      { Name: 'Visited_On', Type: 'DATE/TIME' },
      { Name: 'Outcome', Type: 'STRING' },
      { Name: 'Pin', Type: 'PASSWORD' },
    ],
  }),
  example('get_single_caspio_table_by_id', { id: 'Visits' }),
  example('list_all_caspio_fields', { table_name: 'Leads_Import' }),
  example('create_a_caspio_field', {
    table_name: 'Visits',
    Name: 'Kind',
    Type: 'LIST-STRING',
    ListField: ['Sale', 'Service'],
  }),
  example('update_a_caspio_field_by_id', { table_name: 'Visits', id: 'Outcome', Label: 'How it went' }),
  example('get_single_caspio_field_by_id', { table_name: 'Visits', id: 'Kind' }),
  example('delete_a_caspio_field_by_id', { table_name: 'Visits', id: 'Outcome' }),

  example('list_all_caspio_records', {
    table_name: 'Customers',
    'q.select': 'Company, City, Credit_Limit',
    'q.where': "State = 'CA' AND Tier = 'Gold'",
    'q.orderBy': 'Credit_Limit DESC',
    'q.limit': 2,
  }),
  example('create_a_caspio_record', {
    table_name: 'Visits',
    values: { Customer_ID: 'C-00042', Visited_On: '2026-03-05', Kind: ['Sale'] },
  }),
  example('update_a_caspio_record_by_id', {
    table_name: 'Visits',
    'q.where': 'PK_ID = 1',
    values: { Kind: ['Service'] },
  }),
  example('list_all_caspio_password_fields', { table_name: 'Visits' }),
  example('update_a_caspio_password_field_by_id', {
    table_name: 'Visits',
    id: 'Pin',
    'q.where': 'PK_ID = 1',
    Value: 'a new one',
  }),
  example('delete_a_caspio_password_field_by_id', {
    table_name: 'Visits',
    id: 'Pin',
    'q.where': 'PK_ID = 1',
  }),
  example('delete_a_caspio_record_by_id', { table_name: 'Customers', 'q.where': "State = 'CA'" }),

  example('list_all_caspio_views'),
  example('get_single_caspio_view_by_id', { id: 'Open_Orders' }),
  example('list_all_caspio_view_fields', { view_name: 'Vendors_To_Approve' }),
  example('get_single_caspio_view_field_by_id', { view_name: 'Open_Orders', id: 'Total' }),
  example('list_all_caspio_view_records', {
    view_name: 'Open_Tickets',
    'q.select': 'Subject, Priority, Company',
    'q.orderBy': 'Ticket_ID DESC',
    'q.limit': 3,
    format: 'csv',
  }),
  example('create_a_caspio_view_record', {
    view_name: 'Vendors_To_Approve',
    values: { Vendor_Name: 'Harbour Paper', Approval: 'Pending' },
  }),
  example('update_a_caspio_view_record_by_id', {
    view_name: 'Vendors_To_Approve',
    'q.where': "Vendor_Name = 'Harbour Paper'",
    values: { Contact: 'Ada Long' },
  }),

  example('list_all_caspio_file_infos', { ...ATTACHMENT, 'q.where': 'PK_ID <= 2' }),
  example('get_single_caspio_attachment_by_id', { ...ATTACHMENT, id: '1' }),
  example('update_a_caspio_attachment_by_id', {
    ...ATTACHMENT,
    id: '2',
    File: {
      name: 'portrait.png',
      base64:
        'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
    },
  }),
  example('update_a_caspio_file_info_by_id', { ...ATTACHMENT, 'q.where': 'PK_ID = 2', FileName: 'face.png' }),
  example('delete_a_caspio_attachment_by_id', { ...ATTACHMENT, 'q.where': 'PK_ID = 2' }),
  example('update_a_caspio_view_attachment_by_id', (seen) => ({
    ...VIEW_ATTACHMENT,
    id: vendor(seen),
    File: { name: 'w9.pdf', text: '%PDF-1.4 …' },
  })),
  example('get_single_caspio_view_attachment_by_id', (seen) => ({
    ...VIEW_ATTACHMENT,
    id: vendor(seen),
  })),
  example('list_all_caspio_view_file_infos', VIEW_ATTACHMENT),
  example('update_a_caspio_view_file_info_by_id', (seen) => ({
    ...VIEW_ATTACHMENT,
    'q.where': `PK_ID = '${vendor(seen)}'`,
    FileName: 'tax-form.pdf',
  })),
  example('delete_a_caspio_view_attachment_by_id', (seen) => ({
    ...VIEW_ATTACHMENT,
    'q.where': `PK_ID = '${vendor(seen)}'`,
  })),
  example('delete_a_caspio_view_record_by_id', {
    view_name: 'Vendors_To_Approve',
    'q.where': "Vendor_Name = 'Harbour Paper'",
  }),

  example('list_all_caspio_files_folders'),
  example('get_single_caspio_files_folder_by_id', (seen) => ({ id: folder(seen, 'Inbox') })),
  example('create_a_caspio_file', { Files: [NOTE, { name: 'plan.txt', text: 'Move in May.' }] }),
  example('list_all_caspio_files', { sortField: 'Name' }),
  example('update_a_caspio_file_by_id', { File: { ...NOTE, text: 'Called back on Tuesday.' } }),
  example('get_single_caspio_file_by_id', (seen) => ({ id: uploaded(seen) })),
  example('get_single_caspio_file_metadatum_by_id', (seen) => ({ id: uploaded(seen) })),
  example('list_all_caspio_path_file_infos', { filePath: '/note.txt' }),
  example('list_all_caspio_files_paths', { filePath: '/note.txt' }),
  example('delete_a_caspio_files_path_by_id', { filePath: '/note.txt' }),
  example('delete_a_caspio_file_by_id', (seen) => ({
    id: String(seen('create_a_caspio_file')[1]?.ExternalKey ?? ''),
  })),

  example('create_a_caspio_outgoing_webhook', {
    Name: 'New orders',
    OutgoingUrls: ['https://hooks.example.com/orders'],
  }),
  example('list_all_caspio_outgoing_webhooks'),
  example('get_single_caspio_outgoing_webhook_by_id', (seen) => ({ id: webhook(seen) })),
  example('update_a_caspio_outgoing_webhook_by_id', (seen) => ({
    id: webhook(seen),
    Description: 'To the shop',
  })),
  example('create_a_caspio_webhook_event', (seen) => ({
    webhook_id: webhook(seen),
    EventType: 'table.recordInsert',
    ObjectName: 'Orders',
  })),
  example('list_all_caspio_webhook_events', (seen) => ({ webhook_id: webhook(seen) })),
  example('get_single_caspio_webhook_event_by_id', (seen) => ({
    webhook_id: webhook(seen),
    id: event(seen),
  })),
  example('update_a_caspio_webhook_event_by_id', (seen) => ({
    webhook_id: webhook(seen),
    id: event(seen),
    EventType: 'table.recordUpdate',
    ObjectName: 'Orders',
    ObjectFields: ['Status'],
  })),
  example('delete_a_caspio_webhook_event_by_id', (seen) => ({ webhook_id: webhook(seen), id: event(seen) })),
  example('delete_a_caspio_outgoing_webhook_by_id', (seen) => ({ id: webhook(seen) })),

  example('list_all_caspio_data_import_export_tasks'),
  example('get_single_caspio_data_import_export_task_by_id', (seen) => ({ id: tasks(seen, 0) })),
  example('create_a_caspio_run', (seen) => ({ external_key: tasks(seen, 0) })),

  example('list_all_caspio_bridge_applications'),
  example('get_single_caspio_bridge_application_by_id', (seen) => ({ id: app(seen) })),
  example('list_all_caspio_datapages', (seen) => ({ external_key: app(seen) })),
  example('get_single_caspio_datapage_by_id', (seen) => ({ external_key: app(seen), id: datapage(seen) })),
  example('update_a_caspio_deployment_by_id', (seen) => ({
    external_key: app(seen),
    app_key: datapage(seen),
    Deployed: true,
  })),
  example('get_single_caspio_deployment_by_id', (seen) => ({
    external_key: app(seen),
    app_key: datapage(seen),
    method: 'Embedded',
  })),
  example('caspio_deployments_bulk_update', (seen) => ({ external_key: app(seen), Deployed: false })),

  example('list_all_caspio_directories'),
  example('list_all_caspio_users', (seen) => ({
    directory_id: directory(seen),
    'q.select': 'Email, First_Name, Role',
    'q.orderBy': 'Email',
    'q.limit': 2,
  })),
  example('create_a_caspio_user', (seen) => ({
    directory_id: directory(seen),
    values: { Email: 'ada.long@example.com', First_Name: 'Ada', Last_Name: 'Long' },
  })),
  example('update_a_caspio_user_by_id', (seen) => ({
    directory_id: directory(seen),
    Where: "Email = 'ada.long@example.com'",
    values: { Role: 'Buyer' },
  })),
  example('create_a_caspio_users_activate', (seen) => ({
    directory_id: directory(seen),
    UserGUID: user(seen),
    SendEmail: false,
  })),
  example('delete_a_caspio_user_by_id', (seen) => ({
    directory_id: directory(seen),
    Where: "Email = 'ada.long@example.com'",
  })),

  example('caspio_schema_describe', { detail: 'fields', objects: ['Leads_Import', 'Visits'] }),
  example('caspio_records_aggregate', {
    table_name: 'Orders',
    measures: ['sum(Net_Total)', 'count'],
    group_by: ['Ship_State'],
    top: 3,
    format: 'markdown',
  }),
  example('caspio_records_find', { text: "O'Brien", tables: ['Customers'], limit: 2 }),
  example('caspio_records_export', {
    table_name: 'Vendors',
    'q.select': 'Vendor_Name, State',
    'q.where': "Approval = 'Approved'",
  }),
  example('caspio_records_import', {
    table_name: 'Leads_Import',
    mode: 'upsert',
    key: ['Email'],
    records: [
      { Email: 'ann@example.com', Name: 'Ann Lee', Company: 'Lee & Sons' },
      { Email: 'bob@example.com', Name: 'Bob Ray', State: 'TX' },
    ],
    dry_run: true,
  }),
  example('caspio_run_wait', (seen) => ({ external_key: tasks(seen, 1) })),
];
