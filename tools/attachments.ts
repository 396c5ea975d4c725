import * as z from 'zod';
import { defineTool, type Toolset } from '../src/tool.js';
import { deleteAttachments, getAttachment, listFileInfos, putAttachment, renameFiles } from './attached.js';
import * as inputs from './inputs.js';
import { probeAttachments } from './probes.js';
import { table, view } from './source.js';
import { file, saveAs } from './transfer.js';

const attachmentField = inputs.fieldName.describe('ATTACHMENT field.');
const recordKey = inputs.pathText().regex(/^\d+$/, 'must be a PK_ID, a whole number').describe('PK_ID.');
const viewRecordKey = inputs
  .pathText()
  .regex(/^\d+(,\d+)*$/, "must be a PK_ID such as '12,7'")
  .describe("PK_ID, a text such as '12,7'.");
const someWhere = z.string().optional().describe('T-SQL condition; all if absent.');
const newFileName = z
  .string()
  .trim()
  .min(1, { error: 'is blank', abort: true })
  .regex(/^[^/\\\p{Cc}\p{Cs}]+$/u, 'must be a plain file name')
  .describe('Without extension.');

const updateAttachment = defineTool({
  name: 'update_a_caspio_attachment_by_id',
  title: 'Attach a file to a record',
  effect: 'update',
  description: 'Stores a file in an ATTACHMENT field of one record, replacing the one there.',
  input: z.strictObject({
    table_name: inputs.tableName,
    attachment_field_name: attachmentField,
    id: recordKey,
    File: file,
  }),
  output: inputs.echo,
  run: ({ table_name, ...args }, context) => putAttachment(table(table_name), args, context),
});

const deleteAttachment = defineTool({
  name: 'delete_a_caspio_attachment_by_id',
  title: 'Remove attached files',
  effect: 'delete',
  description:
    'Removes the file in an ATTACHMENT field of every record that q.where matches; the records stay. Cannot be undone. Several matches need expected_count.',
  input: z.strictObject({
    table_name: inputs.tableName,
    attachment_field_name: attachmentField,
    'q.where': inputs.where,
    expected_count: inputs.expectedCount,
  }),
  output: inputs.echo,
  run: ({ table_name, attachment_field_name, ...condition }, context) =>
    deleteAttachments(table(table_name), attachment_field_name, condition, context),
});

const getSingleAttachment = defineTool({
  name: 'get_single_caspio_attachment_by_id',
  title: 'Get an attached file',
  effect: 'read',
  description:
    'The file in an ATTACHMENT field of one record: images and texts shown, small files as base64, others with save_as.',
  input: z.strictObject({
    table_name: inputs.tableName,
    attachment_field_name: attachmentField,
    id: recordKey,
    save_as: saveAs,
  }),
  run: ({ table_name, ...args }, context) => getAttachment(table(table_name), args, context),
});

const listAllFileInfos = defineTool({
  name: 'list_all_caspio_file_infos',
  title: 'List attached files',
  effect: 'read',
  description: 'Names, types, sizes and dates of the files in an ATTACHMENT field, by PK_ID.',
  input: z.strictObject({
    table_name: inputs.tableName,
    attachment_field_name: attachmentField,
    'q.where': someWhere,
    cursor: inputs.cursor,
  }),
  run: ({ table_name, attachment_field_name, ...args }, context) =>
    listFileInfos(table(table_name), attachment_field_name, args, context),
});

const updateFileInfo = defineTool({
  name: 'update_a_caspio_file_info_by_id',
  title: 'Rename attached files',
  effect: 'update',
  description:
    'Renames the file in an ATTACHMENT field of every record that q.where matches; the extension stays. Several matches need expected_count.',
  input: z.strictObject({
    table_name: inputs.tableName,
    attachment_field_name: attachmentField,
    'q.where': inputs.where,
    FileName: newFileName,
    response: inputs.response('none'),
    expected_count: inputs.expectedCount,
  }),
  run: ({ table_name, ...args }, context) => renameFiles(table(table_name), args, context),
});

const getViewAttachment = defineTool({
  name: 'get_single_caspio_view_attachment_by_id',
  title: 'Get a file attached to a record of a view',
  effect: 'read',
  description: 'As get_single_caspio_attachment_by_id, for a record of a view.',
  input: z.strictObject({
    view_name: inputs.viewName,
    attachment_field_name: attachmentField,
    id: viewRecordKey,
    save_as: saveAs,
  }),
  run: ({ view_name, ...args }, context) => getAttachment(view(view_name), args, context),
});

const updateViewAttachment = defineTool({
  name: 'update_a_caspio_view_attachment_by_id',
  title: 'Attach a file to a record of a view',
  effect: 'update',
  description: 'Stores a file in an ATTACHMENT field of one record of a view, replacing the one there.',
  input: z.strictObject({
    view_name: inputs.viewName,
    attachment_field_name: attachmentField,
    id: viewRecordKey,
    File: file,
  }),
  output: inputs.echo,
  run: ({ view_name, ...args }, context) => putAttachment(view(view_name), args, context),
});

const deleteViewAttachment = defineTool({
  name: 'delete_a_caspio_view_attachment_by_id',
  title: 'Remove files attached to records of a view',
  effect: 'delete',
  description:
    'As delete_a_caspio_attachment_by_id, through a view. Cannot be undone. Several matches need expected_count.',
  input: z.strictObject({
    view_name: inputs.viewName,
    attachment_field_name: attachmentField,
    'q.where': inputs.viewWhere,
    expected_count: inputs.expectedCount,
  }),
  output: inputs.echo,
  run: ({ view_name, attachment_field_name, ...condition }, context) =>
    deleteAttachments(view(view_name), attachment_field_name, condition, context),
});

const listViewFileInfos = defineTool({
  name: 'list_all_caspio_view_file_infos',
  title: 'List files attached to records of a view',
  effect: 'read',
  description:
    'Names, types, sizes and dates of the files in an ATTACHMENT field of a view, by PK_ID (a text).',
  input: z.strictObject({
    view_name: inputs.viewName,
    attachment_field_name: attachmentField,
    'q.where': someWhere,
    cursor: inputs.cursor,
  }),
  run: ({ view_name, attachment_field_name, ...args }, context) =>
    listFileInfos(view(view_name), attachment_field_name, args, context),
});

const updateViewFileInfo = defineTool({
  name: 'update_a_caspio_view_file_info_by_id',
  title: 'Rename files attached to records of a view',
  effect: 'update',
  description: 'As update_a_caspio_file_info_by_id, through a view. Several matches need expected_count.',
  input: z.strictObject({
    view_name: inputs.viewName,
    attachment_field_name: attachmentField,
    'q.where': inputs.viewWhere,
    FileName: newFileName,
    response: inputs.response('none'),
    expected_count: inputs.expectedCount,
  }),
  run: ({ view_name, ...args }, context) => renameFiles(view(view_name), args, context),
});

export const attachments: Toolset = {
  name: 'attachments',
  title: 'Files attached to records',
  tools: [
    updateAttachment,
    deleteAttachment,
    getSingleAttachment,
    listAllFileInfos,
    updateFileInfo,
    getViewAttachment,
    updateViewAttachment,
    deleteViewAttachment,
    listViewFileInfos,
    updateViewFileInfo,
  ],
  probe: probeAttachments,
  bounds: ['tables', 'views'],
};
