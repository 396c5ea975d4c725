import { type FieldType, OPEN, TEXT_COLUMN, TEXT_TYPES } from './type.js';

/** Numbers and booleans are taken as text (our choice). */
function text(value: unknown, maxLength: number): string | null | undefined {
  if (value === null) return null;
  if (typeof value === 'object' || value === undefined) return undefined;
  const string = String(value);
  return string.length <= maxLength ? string : undefined;
}

export const string: FieldType = {
  ...OPEN,
  kind: 'text',
  column: TEXT_COLUMN,
  // Unset text comes back as '', unlike all other types (Caspio REST v3 facts, section 2.4).
  blank: '',
  convertsTo: ['TEXT', 'FILE'],
  parse: (value) => text(value, 255),
};

export const longText: FieldType = {
  ...string,
  unique: 'never',
  convertsTo: ['STRING', 'FILE'],
  parse: (value) => text(value, 64_000),
};

/** Kept in clear: nothing ever reads it. */
export const password: FieldType = {
  ...OPEN,
  kind: 'text',
  column: TEXT_COLUMN,
  unique: 'never',
  access: 'insert',
  convertsTo: [],
  parse: (value) => text(value, 255),
};

/** A path into the Files area; blank is null. */
export const file: FieldType = {
  ...OPEN,
  kind: 'text',
  column: TEXT_COLUMN,
  unique: 'never',
  convertsTo: TEXT_TYPES,
  parse: (value) => (typeof value === 'string' || value === null ? text(value || null, 255) : undefined),
};
