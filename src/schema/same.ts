import type { Field } from '../caspio/shapes.js';
import { canonicalDate } from './dates.js';

/**
 * Whether a record holds a value already, as Caspio would show it: written as text, two forms of one date or list
 * look changed for ever. Facts: P4 (35), record semantics ('' and null).
 */
export function isSame(field: Field, wanted: unknown, found: unknown): boolean {
  // An empty Yes/No counts as No.
  if (field.Type.toUpperCase() === 'YES/NO') return isYes(wanted) === isYes(found);
  if (isNothing(wanted) || isNothing(found)) return isNothing(wanted) && isNothing(found);
  return canonical(field, wanted) === canonical(field, found);
}

const isNothing = (value: unknown) =>
  value === null || value === undefined || value === '' || (Array.isArray(value) && value.length === 0);
const isYes = (value: unknown) => value === true || value === 1;

function canonical({ Type }: Field, value: unknown): string {
  const type = Type.toUpperCase();
  if (type.startsWith('LIST-') && typeof value === 'object') {
    const items = Object.values(value ?? {}).map((item) => fold(canonicalDate(String(item)) ?? String(item)));
    return JSON.stringify(items.sort());
  }
  switch (type) {
    case 'NUMBER':
    case 'INTEGER':
      return String(Number(value));
    case 'CURRENCY':
      return String(Math.round(Number(value) * 10_000));
    case 'YES/NO':
      return String(isYes(value));
    case 'DATE/TIME':
    case 'TIMESTAMP':
      return canonicalDate(String(value)) ?? String(value);
    default:
      return String(value);
  }
}

/** A key as SQL Server compares it: the case of letters and blanks at the end do not count. */
export const keyOf = (field: Field, value: unknown): string => fold(canonical(field, value));

const fold = (text: string) => text.replace(/ +$/, '').toLowerCase();
