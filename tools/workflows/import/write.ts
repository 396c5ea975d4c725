import type { Failure } from '../../../src/caspio/failure.js';
import { affected, created } from '../../../src/caspio/shapes.js';
import type { ToolContext } from '../../../src/tool.js';
import type { Source } from '../../source.js';
import type { Action } from './decide.js';
import type { Entry } from './entries.js';

export type Write = Extract<Action, { readonly kind: 'insert' | 'update' }>;

/** Inserts the row; its PK_ID, should Caspio tell it. Rejects with a Failure. */
export async function insertRecord(
  { records }: Source,
  { inserts, secrets }: Entry,
  { caspio }: ToolContext,
): Promise<unknown> {
  const { Result } = await caspio.request({
    method: 'POST',
    path: records.path,
    query: { response: 'rows' },
    body: inserts,
    secrets,
    answer: created,
  });
  return Result?.[0]?.PK_ID;
}

/** Writes what differs into the record; how many were reached. Rejects with a Failure. */
export async function updateRecord(
  { records }: Source,
  { secrets }: Entry,
  { pk, values }: Extract<Write, { readonly kind: 'update' }>,
  { caspio }: ToolContext,
): Promise<number> {
  const { RecordsAffected } = await caspio.request({
    method: 'PUT',
    path: records.path,
    query: { 'q.where': `PK_ID = ${pk}` },
    body: values,
    secrets,
    answer: affected,
  });
  return RecordsAffected;
}

const LONGEST = 300;

/** What Caspio said of one row: rows with the same are told together. */
export function wordsOf({ what, next, caspio }: Failure): string {
  const said = [caspio?.code, caspio?.message].filter(Boolean).join(': ');
  return (said || `${what}. ${next}`).slice(0, LONGEST);
}
