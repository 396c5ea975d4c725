import type * as z from 'zod';
import { readCursor, writeCursor } from '../src/caspio/cursor.js';
import { path } from '../src/caspio/path.js';
import { affected, rowList } from '../src/caspio/shapes.js';
import type { RecordsAnswer, ToolContext } from '../src/tool.js';
import type { Source } from './source.js';
import { download, type file, upload } from './transfer.js';
import { answerOf, type Condition, guardedWrite } from './writes.js';

/** Files attached to records of tables and, by the same rules, of views: what a tool does with either, once. */

/** The path of an attachment field. */
const at = ({ root, name }: Source, field: string) => path`/${root}/${name}/attachments/${field}`;

export function getAttachment(
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

export async function putAttachment(
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

export async function deleteAttachments(
  source: Source,
  field: string,
  condition: Condition,
  context: ToolContext,
) {
  const action = `Remove the files in ${field} of ${source.label}`;
  const { rows: _, ...outcome } = await guardedWrite(
    source,
    condition,
    { action, ...filesOf(source, field, context) },
    context,
    (where) =>
      context.caspio.request({
        method: 'DELETE',
        path: at(source, field),
        query: { 'q.where': where },
        answer: affected,
      }),
  );
  return { result: { ...source.target, attachment_field_name: field }, ...outcome };
}

/** Files of the records that match, by the facts that Caspio has of them; records without a file are left out. */
async function fileInfos(source: Source, field: string, where: string | undefined, { caspio }: ToolContext) {
  const { Result } = await caspio.request({
    method: 'GET',
    path: path`/${source.root}/${source.name}/attachments/${field}/fileInfo`,
    query: { 'q.where': where },
    answer: rowList,
  });
  return Result.filter(({ FileName }) => FileName !== null && FileName !== undefined);
}

/** Caspio gives this list whole, so a cursor only says how much of it was given. */
export async function listFileInfos(
  source: Source,
  field: string,
  {
    'q.where': where,
    cursor,
  }: { readonly 'q.where'?: string | undefined; readonly cursor?: string | undefined },
  context: ToolContext,
): Promise<RecordsAnswer> {
  const identity = [source.target, field, where ?? null];
  const at = cursor === undefined ? undefined : readCursor(cursor, identity);
  const skip = at && 'page' in at ? at.skip : 0;
  const all = await fileInfos(source, field, where, context);
  const rows = all.slice(skip);
  return {
    rows,
    format: 'json',
    total_count: all.length,
    cursorAfter: (count) =>
      count < rows.length ? writeCursor({ page: 1, skip: skip + count }, identity) : undefined,
  };
}

/** Files are counted, not records: a record without one is not reached. */
const filesOf = (source: Source, field: string, context: ToolContext) => ({
  unit: 'file',
  fields: ['FileName', 'FileType'],
  async matches(where: string) {
    const found = await fileInfos(source, field, where, context);
    return { count: found.length, sample: found.slice(0, 5) };
  },
  nothing: () => `No record that matches holds a file in ${field}; nothing was changed.`,
});

export async function renameFiles(
  source: Source,
  args: Condition & {
    readonly attachment_field_name: string;
    readonly FileName: string;
    readonly response: 'rows' | 'none';
  },
  context: ToolContext,
) {
  const { attachment_field_name: field, FileName, response } = args;
  const action = `Rename the files in ${field} of ${source.label} to ${FileName}`;
  const outcome = await guardedWrite(
    source,
    args,
    { action, ...filesOf(source, field, context) },
    context,
    (where) =>
      context.caspio.request({
        method: 'PUT',
        path: path`/${source.root}/${source.name}/attachments/${field}/fileInfo`,
        query: { 'q.where': where, response: response === 'rows' ? 'rows' : undefined },
        body: { FileName },
        answer: affected,
      }),
  );
  return answerOf(outcome, { ...source.target, attachment_field_name: field, FileName }, response);
}
