import type { Shape } from './shape.js';

/** A success: its status, or those it may have, and the shape of its body unless that is empty. */
export type Success = readonly [status: number | readonly number[], body?: Shape];

const DESIGN = { Name: 'string?', Note: 'string?' };

const FIELD = {
  Name: 'string?',
  TableFieldName: 'string?',
  Type: 'string?',
  Unique: 'boolean',
  Editable: 'boolean',
  Description: 'string?',
  DisplayOrder: 'integer',
  Label: 'string?',
  UniqueAllowNulls: 'boolean',
  IsFormula: 'boolean',
  OnInsert: 'boolean?',
  OnUpdate: 'boolean?',
  TimeZone: 'string?',
  Format: 'string?',
  Prefix: 'string?',
  Length: 'integer?',
  ListField: 'object?',
  AttachmentPermittedFileTypes: 'string[]?',
  AttachmentMinFileSize: 'integer?',
  AttachmentMaxFileSize: 'integer?',
  AttachmentSmartResizer: 'boolean?',
  AttachmentSmartResizerForRetina: 'boolean?',
  AttachmentAltText: 'string?',
  AttachmentTitle: 'string?',
};

const FOLDER = { Name: 'string?', ExternalKey: 'uuid', DateCreated: 'string?' };

const FILE = {
  Name: 'string?',
  ExternalKey: 'uuid',
  Size: 'integer',
  ContentType: 'string?',
  DateCreated: 'string?',
  LastModified: 'string?',
};

const TASK = {
  Name: 'string?',
  ExternalKey: 'string?',
  Status: 'string?',
  TaskTimeZone: 'string?',
  Frequency: 'string?',
  Note: 'string?',
};

const APPLICATION = {
  AppName: 'string?',
  ExternalKey: 'string?',
  DataPagesCount: 'integer',
  DateCreated: 'string?',
  DateModified: 'string?',
  DefaultIcon: 'boolean',
  IconFileName: 'string?',
};

const DATA_PAGE = {
  Name: 'string?',
  AppKey: 'string?',
  AppName: 'string?',
  Path: 'string?',
  Type: 'string?',
  DateCreated: 'string?',
  DateModified: 'string?',
  CreatedBy: 'string?',
  ModifiedBy: 'string?',
  Note: 'string?',
};

const PAGINATION = { TotalCount: 'integer', PageNumber: 'integer', PageSize: 'integer' };

const UPLOADED = { Name: 'string?', ExternalKey: 'uuid' };

const ATTACHMENT = {
  FileName: 'string?',
  FileType: 'string?',
  Size: 'integer?',
  DateCreated: 'date-time?',
  DateUpdated: 'date-time?',
};

const DIRECTORY = {
  Id: 'string?',
  Name: 'string?',
  NumberOfUsers: 'integer',
  DateCreated: 'string?',
  DateUpdated: 'string?',
  CreatedBy: 'string?',
  UpdatedBy: 'string?',
};

const MODIFIED = { LastModified: 'date-time?', ModifiedBy: 'string?' };
const ACTIVITY = { Messages: 'integer', Calls: 'integer', Errors: 'integer' };
const NEW_WEBHOOK = {
  Id: 'string?',
  Name: 'string?',
  Description: 'string?',
  OutgoingUrls: 'string[]?',
  CallThrottling: 'integer',
  DateCreated: 'date-time',
  CreatedBy: 'string?',
};
const WEBHOOK = { ...NEW_WEBHOOK, Status: 'string?', ...MODIFIED };
const NEW_EVENT = {
  Id: 'string?',
  Type: 'string?',
  Status: 'string?',
  ObjectName: 'string?',
  ObjectFields: 'string[]?',
  EventSources: 'string[]?',
  CustomPayloadFields: 'string[]?',
  CustomPayloadTemplate: 'string?',
  DateCreated: 'date-time',
  CreatedBy: 'string?',
};
const EVENT = { ...NEW_EVENT, ObjectId: 'string?', ...MODIFIED };

const NAMES = { Result: ['string'] } as const;
const ROWS = { Result: ['row'] } as const;
const PAGE = { ...ROWS, Pagination: PAGINATION };
const AFFECTED = { RecordsAffected: 'integer' };

/**
 * The success of every operation when all that it can add is asked for: rows of writes, pagination of reads. From the
 * OpenAPI document of Caspio REST v3.
 */
export const SHAPES: Readonly<Record<string, Success>> = {
  list_all_caspio_tables: [200, NAMES],
  create_a_caspio_table: [201],
  get_single_caspio_table_by_id: [200, { Result: DESIGN }],
  list_all_caspio_fields: [200, { Result: [FIELD] }],
  create_a_caspio_field: [201],
  update_a_caspio_field_by_id: [204],
  delete_a_caspio_field_by_id: [204],
  get_single_caspio_field_by_id: [200, { Result: FIELD }],
  list_all_caspio_records: [200, PAGE],
  create_a_caspio_record: [201, ROWS],
  update_a_caspio_record_by_id: [200, { ...AFFECTED, ...ROWS }],
  delete_a_caspio_record_by_id: [200, AFFECTED],
  list_all_caspio_password_fields: [200, NAMES],
  update_a_caspio_password_field_by_id: [200, AFFECTED],
  delete_a_caspio_password_field_by_id: [200, AFFECTED],
  update_a_caspio_attachment_by_id: [204],
  delete_a_caspio_attachment_by_id: [200, AFFECTED],
  get_single_caspio_attachment_by_id: [200, 'bytes'],
  list_all_caspio_file_infos: [200, { Result: [{ PK_ID: 'integer', ...ATTACHMENT }] }],
  update_a_caspio_file_info_by_id: [200, { ...AFFECTED, ...ROWS }],
  list_all_caspio_views: [200, NAMES],
  get_single_caspio_view_by_id: [200, { Result: DESIGN }],
  list_all_caspio_files_folders: [200, { Result: [FOLDER], Pagination: PAGINATION }],
  get_single_caspio_files_folder_by_id: [200, { Result: FOLDER }],
  list_all_caspio_files: [200, { Result: [FILE], Pagination: PAGINATION }],
  create_a_caspio_file: [201, { Result: [UPLOADED] }],
  update_a_caspio_file_by_id: [[200, 201], { Result: UPLOADED }],
  delete_a_caspio_file_by_id: [204],
  get_single_caspio_file_by_id: [200, 'bytes'],
  list_all_caspio_path_file_infos: [200, { Result: FILE }],
  list_all_caspio_files_paths: [200, 'bytes'],
  delete_a_caspio_files_path_by_id: [204],
  list_all_caspio_outgoing_webhooks: [200, [WEBHOOK]],
  create_a_caspio_outgoing_webhook: [201, { ...NEW_WEBHOOK, Secret: 'string?' }],
  get_single_caspio_outgoing_webhook_by_id: [200, { ...WEBHOOK, Events: 'integer', ...ACTIVITY }],
  update_a_caspio_outgoing_webhook_by_id: [200, { ...WEBHOOK, LastModified: 'date-time' }],
  delete_a_caspio_outgoing_webhook_by_id: [204],
  list_all_caspio_data_import_export_tasks: [200, { Result: [TASK] }],
  get_single_caspio_data_import_export_task_by_id: [200, { Result: TASK }],
  create_a_caspio_run: [204],
  list_all_caspio_bridge_applications: [200, { Result: [APPLICATION] }],
  get_single_caspio_bridge_application_by_id: [200, { Result: APPLICATION }],
  list_all_caspio_datapages: [200, { Result: [DATA_PAGE] }],
  get_single_caspio_datapage_by_id: [200, { Result: DATA_PAGE }],
  update_a_caspio_deployment_by_id: [204],
  get_single_caspio_deployment_by_id: [200, 'string'],
  caspio_deployments_bulk_update: [204],
  list_all_caspio_directories: [200, { Result: [DIRECTORY] }],
  list_all_caspio_users: [200, PAGE],
  create_a_caspio_user: [201, ROWS],
  update_a_caspio_user_by_id: [200, { UsersAffected: 'integer', Result: ['row'] }],
  delete_a_caspio_user_by_id: [200, { UsersAffected: 'integer' }],
  create_a_caspio_users_activate: [200, { Result: { ActivationUrl: 'string?' } }],
  list_all_caspio_view_fields: [200, { Result: [FIELD] }],
  get_single_caspio_view_field_by_id: [200, { Result: FIELD }],
  list_all_caspio_view_records: [200, PAGE],
  create_a_caspio_view_record: [201, ROWS],
  update_a_caspio_view_record_by_id: [200, { ...AFFECTED, ...ROWS }],
  delete_a_caspio_view_record_by_id: [200, AFFECTED],
  get_single_caspio_view_attachment_by_id: [200, 'bytes'],
  update_a_caspio_view_attachment_by_id: [204],
  delete_a_caspio_view_attachment_by_id: [200, AFFECTED],
  list_all_caspio_view_file_infos: [200, { Result: [{ PK_ID: 'string?', ...ATTACHMENT }] }],
  update_a_caspio_view_file_info_by_id: [200, { ...AFFECTED, ...ROWS }],
  get_single_caspio_file_metadatum_by_id: [200, { Result: FILE }],
  list_all_caspio_webhook_events: [200, [EVENT]],
  create_a_caspio_webhook_event: [201, NEW_EVENT],
  get_single_caspio_webhook_event_by_id: [200, { ...EVENT, ...ACTIVITY }],
  update_a_caspio_webhook_event_by_id: [200, { ...NEW_EVENT, ...MODIFIED }],
  delete_a_caspio_webhook_event_by_id: [204],
};
