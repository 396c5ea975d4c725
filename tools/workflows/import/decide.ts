import type { Row } from '../../../src/caspio/shapes.js';
import type { WriteMode } from '../../../src/schema/columns.js';
import { isSame } from '../../../src/schema/same.js';
import type { Entry } from './entries.js';

/** What is to be done for a row. */
export type Action =
  | { readonly kind: 'insert' }
  | { readonly kind: 'update'; readonly pk: unknown; readonly values: Readonly<Record<string, unknown>> }
  | { readonly kind: 'unchanged' }
  | { readonly kind: 'missing' }
  | { readonly kind: 'wrong'; readonly why: string };

/** `found` are the records with the key of the row. */
export function decide(entry: Entry, mode: WriteMode, found: readonly Row[]): Action {
  if (entry.wrong !== undefined) return { kind: 'wrong', why: entry.wrong };
  const [record, ...more] = found;
  if (!record) {
    if (mode === 'update') return { kind: 'missing' };
    return Object.keys(entry.inserts).length > 0
      ? { kind: 'insert' }
      : { kind: 'wrong', why: 'holds nothing to write' };
  }
  if (mode === 'insert') return { kind: 'wrong', why: 'a record with its key exists already' };
  if (more.length > 0) return { kind: 'wrong', why: 'its key matches several records' };
  const changed = entry.updates.filter(([field, value]) => !isSame(field, value, record[field.Name]));
  if (changed.length === 0) return { kind: 'unchanged' };
  const values = Object.fromEntries(changed.map(([field, value]) => [field.Name, value]));
  return { kind: 'update', pk: record.PK_ID, values };
}
