import type * as z from 'zod';
import { adviceOn, writeCondition } from '../src/caspio/condition.js';
import { countMatches } from '../src/caspio/pages.js';
import { affected, created, type Row } from '../src/caspio/shapes.js';
import { checkFields } from '../src/schema/check.js';
import { hasLists, resolveLists } from '../src/schema/lists.js';
import type { Answer, Matches, RecordsAnswer, ToolContext, WideWrite } from '../src/tool.js';
import { keepBefore } from './backup.js';
import type { Records, Source } from './source.js';

interface Write {
  readonly values: Readonly<Record<string, unknown>>;
  readonly response: 'rows' | 'none';
}

export async function createRecord(source: Source, { values, response }: Write, context: ToolContext) {
  const request = {
    method: 'POST' as const,
    path: source.records.path,
    query: { response: response === 'rows' ? 'rows' : undefined },
    body: await bodyOf(values, source, context),
    secrets: passwordsIn(values),
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
        note: `Created, but Caspio did not show it${source.root === 'views' ? ': it may not match the criteria of the view' : ''}.`,
      };
}

export async function updateRecords(
  source: Source,
  args: Condition & Write,
  context: ToolContext,
): Promise<Answer | RecordsAnswer> {
  const action = `Update ${Object.keys(args.values).join(', ')} in ${source.label}`;
  const body = await bodyOf(args.values, source, context);
  const fields = Object.keys(args.values);
  const precheck = async () => checkFields(fields, await context.schema.fields(source.root, source.name));
  const writes = async () => {
    const definitions = await context.schema.fields(source.root, source.name);
    const secret = definitions
      .filter(({ Type }) => Type === 'PASSWORD')
      .map(({ Name }) => Name.toLowerCase());
    return shown(args.values, (name) => secret.includes(name.toLowerCase()));
  };
  const wide = { action, fields, precheck, writes, keeps: 'update' };
  const outcome = await guardedWrite(source, args, wide, context, (where) =>
    context.caspio.request({
      method: 'PUT',
      path: source.records.path,
      query: { 'q.where': where, response: args.response === 'rows' ? 'rows' : undefined },
      body,
      secrets: passwordsIn(args.values),
      answer: affected,
    }),
  );
  return answerOf(outcome, source.target, args.response);
}

export async function deleteRecords(source: Source, args: Condition, context: ToolContext) {
  const wide = { action: `Delete records of ${source.label}`, keeps: 'delete' };
  const { rows: _, ...outcome } = await guardedWrite(source, args, wide, context, (where) =>
    context.caspio.request({
      method: 'DELETE',
      path: source.records.path,
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

/** The answer of an update: the rows where they were asked for, else the target. */
export const answerOf = (
  { rows, ...outcome }: Outcome,
  target: Readonly<Record<string, string>>,
  response: 'rows' | 'none',
): Answer | RecordsAnswer =>
  response === 'rows'
    ? { rows, format: 'json', cursorAfter: () => undefined, ...outcome }
    : { result: target, ...outcome };

/** What is particular about a guarded write. */
export interface Guarded extends Pick<WideWrite, 'action' | 'fields' | 'precheck' | 'writes' | 'unit'> {
  /** What errors call the condition. */
  readonly argument?: string;
  /** Counts what the write reaches, where that is not simply the records that match. */
  readonly matches?: (where: string) => Promise<Matches>;
  /** A word for what is done to whole records, which are kept before; absent where what it takes is no record. */
  readonly keeps?: string;
  /** What is said when it reaches nothing. */
  readonly nothing?: (where: string) => string;
}

/** A write by condition: counted and confirmed where it may be wide, its effect compared with the count. */
export async function guardedWrite(
  source: Records,
  condition: Condition,
  { argument = 'q.where', nothing = noMatch, matches, keeps, ...wide }: Guarded,
  context: ToolContext,
  send: (where: string) => Promise<z.output<typeof affected>>,
): Promise<Outcome> {
  const { caspio, confirm } = context;
  const { expected_count } = condition;
  const where = writeCondition(condition['q.where'], argument);
  const count = matches ?? ((condition) => countMatches(caspio, source.records, condition));
  const planned = await confirm({ ...wide, where, expected_count, matches: () => count(where) });
  if (planned === 0) return { rows: [], records_affected: 0, note: nothing(where) };
  const kept = keeps && (await keepBefore(`${keeps} ${source.label}`, source.records, where, context));
  const { RecordsAffected, Result } = await send(where);
  const reached = RecordsAffected === 0 ? nothing(where) : difference(planned, RecordsAffected, wide.unit);
  const note = [reached, kept].filter(Boolean).join(' ') || undefined;
  return { rows: Result ?? [], records_affected: RecordsAffected, note };
}

/** Facts: record semantics (reads may lag writes by seconds). */
const noMatch = (where: string) =>
  [
    'No record matched, nothing was changed.',
    adviceOn(where) ?? 'Changes of the last seconds may not be visible yet.',
  ].join(' ');

const difference = (planned: number | undefined, done: number, unit = 'record') =>
  planned === undefined || planned === done
    ? undefined
    : `${planned} ${unit}${planned === 1 ? '' : 's'} matched before the write, ${done} were reached.`;

const soundsSecret = (name: string) => /pass|pwd|secret|token|(^|[^a-z])pin([^a-z]|$)/i.test(name);

/** Values as the person who is asked may see them. */
export const shown = (values: Write['values'], isSecret: (name: string) => boolean = () => false): Row =>
  Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, isSecret(name) || soundsSecret(name) ? '…' : value]),
  );

/** The values that no error may quote, as far as the names of their fields tell: the types would cost a call. */
export const passwordsIn = (values: Write['values']): string[] =>
  Object.entries(values)
    .filter(([name]) => soundsSecret(name))
    .flatMap(([, value]) => value)
    .filter((value) => typeof value === 'string' || typeof value === 'number')
    .map(String);

/** Lists need the field's options; a plain record costs no extra call. */
async function bodyOf(values: Write['values'], { root, name }: Source, { schema }: ToolContext) {
  return hasLists(values) ? resolveLists(values, await schema.fields(root, name)) : values;
}
