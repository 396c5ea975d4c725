import type { z } from 'zod';
import { path } from '../src/caspio/path.js';
import { affected } from '../src/caspio/shapes.js';
import type { ToolContext } from '../src/tool.js';
import { readAll } from './requests.js';
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

export const listFileInfos = (
  { root, name }: Source,
  field: string,
  where: string | undefined,
  context: ToolContext,
) => readAll(path`/${root}/${name}/attachments/${field}/fileInfo`, context, { 'q.where': where });

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
  const outcome = await guardedWrite(source, args, { action }, context, (where) =>
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
