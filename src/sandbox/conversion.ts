import type { SqlValue } from './database.js';
import type { TypeName } from './types/index.js';
import { roundToCurrency } from './types/number.js';

/** A stored value after its field has changed its type (Caspio REST v3 facts, section 5.3). */
export function convertValue(value: SqlValue, from: TypeName, to: TypeName): SqlValue {
  if (value === null) return null;
  switch (to) {
    case 'STRING':
      return asText(value, from).slice(0, 255);
    case 'TEXT':
      return asText(value, from);
    case 'FILE':
      return String(value) === '' ? null : String(value);
    case 'INTEGER':
      return Math.trunc(Number(value));
    case 'CURRENCY':
      return roundToCurrency(Number(value));
    default:
      return value;
  }
}

/** Yes/No turns into the words (our choice). */
function asText(value: string | number, from: TypeName): string {
  return from === 'YES/NO' ? (value === 1 ? 'Yes' : 'No') : String(value);
}
