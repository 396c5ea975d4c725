import { z } from 'zod';
import { path } from '../src/caspio/path.js';
import { affected, anything, resultOf } from '../src/caspio/shapes.js';
import { type Answer, defineTool, type RecordsAnswer, type ToolContext, type Toolset } from '../src/tool.js';
import * as inputs from './inputs.js';
import { type Source, table, view } from './source.js';
import { download, file, saveAs, upload } from './transfer.js';
import { type Condition, guardedWrite } from './writes.js';

/** Attachments belong to records of tables or, by the same rules, of views. */

const attachmentField = inputs.fieldName.describe('ATTACHMENT field.');
const recordKey = inputs.nameOrId('PK_ID.');
const viewRecordKey = inputs.nameOrId("PK_ID, a text such as '12,7'.");
const someWhere = z.string().optional().describe('T-SQL condition; all if absent.');
const newFileName = z.string().trim().min(1, 'is blank').describe('Without extension.');

/** The path of an attachment field. */
const at = ({ root, name }: Source, field: string) => path`/${root}/${name}/attachments/${field}`;

function getAttachment(
  { root, name }: Source,
  args: {
    readonly attachment_field_name: string;
    readonly id: string;
    readonly save_as?: string | undefined;
  },
  context: ToolContext,
) {
  const { attachment_field_name: field, id, save_as } = args;
  return download(
    { path: path`/${root}/${name}/attachments/${field}/${id}` },
    `${field}-${id}`,
    save_as,
    context,
  );
}

async function putAttachment(
  { root, name, target }: Source,
  args: { readonly attachment_field_name: string; readonly id: string; readonly File: z.output<typeof file> },
  context: ToolContext,
) {
  const { attachment_field_name, id, File } = args;
  await upload([File], 'File', context, (form) =>
    context.caspio.request({
      method: 'PUT',
      path: path`/${root}/${name}/attachments/${attachment_field_name}/${id}`,
      form,
    }),
  );
  return { result: { ...target, attachment_field_name, id }, note: 'Stored.' };
}

async function deleteAttachments(source: Source, field: string, condition: Condition, context: ToolContext) {
  const action = `Remove the files in ${field} of ${source.label}`;
  const { rows: _, ...outcome } = await guardedWrite(source, condition, { action }, context, (where) =>
    context.caspio.request({
      method: 'DELETE',
      path: at(source, field),
      query: { 'q.where': where },
      answer: affected,
    }),
  );
  return { result: { ...source.target, attachment_field_name: field }, ...outcome };
}

async function listFileInfos(
  { root, name }: Source,
  field: string,
  where: string | undefined,
  { caspio }: ToolContext,
): Promise<Answer> {
  const { Result } = await caspio.request({
    method: 'GET',
    path: path`/${root}/${name}/attachments/${field}/fileInfo`,
    query: { 'q.where': where },
    answer: resultOf(z.array(anything)),
  });
  return { result: Result };
}

async function renameFiles(
  source: Source,
  args: Condition & {
    readonly attachment_field_name: string;
    readonly FileName: string;
    readonly response: 'rows' | 'none';
  },
  context: ToolContext,
): Promise<Answer | RecordsAnswer> {
  const { attachment_field_name: field, FileName, response } = args;
  const action = `Rename the files in ${field} of ${source.label} to ${FileName}`;
  const { rows, ...outcome } = await guardedWrite(source, args, { action }, context, (where) =>
    context.caspio.request({
      method: 'PUT',
      path: path`/${source.root}/${source.name}/attachments/${field}/fileInfo`,
      query: { 'q.where': where, response: response === 'rows' ? 'rows' : undefined },
      body: { FileName },
      answer: affected,
    }),
  );
  return response === 'rows'
    ? { rows, format: 'json', cursorAfter: () => undefined, ...outcome }
    : { result: { ...source.target, attachment_field_name: field, FileName }, ...outcome };
}

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
  }),
  run: ({ table_name, attachment_field_name, 'q.where': where }, context) =>
    listFileInfos(table(table_name), attachment_field_name, where, context),
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
  }),
  run: ({ view_name, attachment_field_name, 'q.where': where }, context) =>
    listFileInfos(view(view_name), attachment_field_name, where, context),
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
};
