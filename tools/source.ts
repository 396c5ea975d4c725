import type { z } from 'zod';
import { writeCondition } from '../src/caspio/condition.js';
import { countMatches, type ReadArguments, type RecordsOf, readPage } from '../src/caspio/pages.js';
import { path } from '../src/caspio/path.js';
import { affected, created, definition, field, fields, type Row, resultOf } from '../src/caspio/shapes.js';
import type { Root } from '../src/schema/index.js';
import { hasLists, resolveLists } from '../src/schema/lists.js';
import type { Answer, Format, RecordsAnswer, ToolContext } from '../src/tool.js';

/** Tables and views are twins: what a tool does with either is written here once. */
export interface Source {
  readonly root: Root;
  readonly noun: 'table' | 'view';
  readonly name: string;
  /** The argument that names it, echoed in answers. */
  readonly target: Readonly<Record<string, string>>;
}

export const table = (name: string): Source => ({
  root: 'tables',
  noun: 'table',
  name,
  target: { table_name: name },
});
export const view = (name: string): Source => ({
  root: 'views',
  noun: 'view',
  name,
  target: { view_name: name },
});

export const recordsOf = ({ root, name }: Source): RecordsOf => ({
  path: path`/${root}/${name}/records`,
  keyIsNumber: root === 'tables',
});

export async function getDefinition({ root, name }: Source, { caspio }: ToolContext) {
  const { Result } = await caspio.request({
    method: 'GET',
    path: path`/${root}/${name}`,
    answer: definition,
  });
  return { result: Result };
}

/** Properties that say nothing about a field are left out: they are most of its weight. */
export async function listFields({ root, name }: Source, { caspio }: ToolContext): Promise<Answer> {
  const { Result } = await caspio.request({
    method: 'GET',
    path: path`/${root}/${name}/fields`,
    answer: fields,
  });
  return { result: Result.map(telling) };
}

export async function getField({ root, name }: Source, id: string, { caspio }: ToolContext) {
  const { Result } = await caspio.request({
    method: 'GET',
    path: path`/${root}/${name}/fields/${id}`,
    answer: resultOf(field),
  });
  return { result: Result };
}

const telling = (properties: Readonly<Record<string, unknown>>) =>
  Object.fromEntries(Object.entries(properties).filter(([, value]) => value !== null && value !== ''));

export async function listRecords(
  source: Source,
  { format, ...args }: ReadArguments & { readonly format: Format },
  { caspio }: ToolContext,
): Promise<RecordsAnswer> {
  return { format, ...(await readPage(caspio, recordsOf(source), args)) };
}

interface Write {
  readonly values: Readonly<Record<string, unknown>>;
  readonly response: 'rows' | 'none';
}

export async function createRecord(source: Source, { values, response }: Write, context: ToolContext) {
  const request = {
    method: 'POST' as const,
    path: recordsOf(source).path,
    query: { response: response === 'rows' ? 'rows' : undefined },
    body: await bodyOf(values, source, context),
  };
  if (response === 'none') {
    await context.caspio.request(request);
    return { result: source.target, note: 'Created.' };
  }
  const [row] = (await context.caspio.request({ ...request, answer: created })).Result ?? [];
  return row
    ? { result: row }
    : {
        result: source.target,
        note: 'Created, but Caspio did not show it: it may not match the criteria of the view.',
      };
}

export async function updateRecords(
  source: Source,
  args: Condition & Write,
  context: ToolContext,
): Promise<Answer | RecordsAnswer> {
  const action = `Update ${Object.keys(args.values).join(', ')} in ${source.noun} ${source.name}`;
  const body = await bodyOf(args.values, source, context);
  const { rows, ...outcome } = await guardedWrite(source, args, action, context, (where) =>
    context.caspio.request({
      method: 'PUT',
      path: recordsOf(source).path,
      query: { 'q.where': where, response: args.response === 'rows' ? 'rows' : undefined },
      body,
      answer: affected,
    }),
  );
  return args.response === 'rows'
    ? { rows, format: 'json', cursorAfter: () => undefined, ...outcome }
    : { result: source.target, ...outcome };
}

export async function deleteRecords(source: Source, args: Condition, context: ToolContext) {
  const action = `Delete records of ${source.noun} ${source.name}`;
  const { rows: _, ...outcome } = await guardedWrite(source, args, action, context, (where) =>
    context.caspio.request({
      method: 'DELETE',
      path: recordsOf(source).path,
      query: { 'q.where': where },
      answer: affected,
    }),
  );
  return { result: source.target, ...outcome };
}

export interface Condition {
  readonly 'q.where': string;
  readonly expected_count?: number | undefined;
}

interface Outcome {
  readonly rows: readonly Row[];
  readonly records_affected: number;
  readonly note?: string | undefined;
}

/** A write by condition: counted and confirmed where it may be wide, its effect compared with the count. */
export async function guardedWrite(
  source: Source,
  condition: Condition,
  action: string,
  { caspio, confirm }: ToolContext,
  send: (where: string) => Promise<z.output<typeof affected>>,
): Promise<Outcome> {
  const { expected_count } = condition;
  const where = writeCondition(condition['q.where']);
  const matches = () => countMatches(caspio, recordsOf(source), where);
  const planned = await confirm({ action, where, expected_count, matches });
  if (planned === 0) return { rows: [], records_affected: 0, note: NO_MATCH };
  const { RecordsAffected, Result } = await send(where);
  const note = RecordsAffected === 0 ? NO_MATCH : difference(planned, RecordsAffected);
  return { rows: Result ?? [], records_affected: RecordsAffected, note };
}

/** Facts: record semantics (reads may lag writes by seconds). */
const NO_MATCH =
  'No record matched, nothing was changed. Changes of the last seconds may not be visible yet.';

const difference = (planned: number | undefined, done: number) =>
  planned === undefined || planned === done
    ? undefined
    : `${planned} records matched before the write, ${done} were reached.`;

/** Lists need the field's options; a plain record costs no extra call. */
async function bodyOf(values: Write['values'], { root, name }: Source, { schema }: ToolContext) {
  return hasLists(values) ? resolveLists(values, await schema.fields(root, name)) : values;
}
