import { type FieldType, OPEN, TEXT_TYPES } from './type.js';

const MAX_INTEGER = 2_147_483_647;
const MAX_CURRENCY = 922_337_203_685_477;

/** A finite number, or text that holds one; undefined otherwise. */
function finite(value: unknown): number | undefined {
  const numeric = typeof value === 'string' && /^\s*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?\s*$/i.test(value);
  const result = numeric ? Number(value) : value;
  return typeof result === 'number' && Number.isFinite(result) ? result : undefined;
}

export const roundToCurrency = (value: number) => Math.round(value * 10_000) / 10_000;

export const number: FieldType = {
  ...OPEN,
  kind: 'number',
  column: 'REAL',
  convertsTo: [...TEXT_TYPES, 'INTEGER', 'CURRENCY'],
  parse: (value) => (value === null ? null : finite(value)),
};

/** 32 bits; a fraction does not fit. */
export const integer: FieldType = {
  ...OPEN,
  kind: 'integer',
  column: 'INTEGER',
  convertsTo: [...TEXT_TYPES, 'NUMBER', 'CURRENCY'],
  parse(value) {
    if (value === null) return null;
    const whole = finite(value);
    return Number.isInteger(whole) && Math.abs(whole ?? 0) <= MAX_INTEGER ? whole : undefined;
  },
};

/** Four decimals; more are rounded (our choice). */
export const currency: FieldType = {
  ...OPEN,
  kind: 'currency',
  column: 'REAL',
  convertsTo: [...TEXT_TYPES, 'INTEGER'],
  parse(value) {
    if (value === null) return null;
    const amount = finite(value);
    return amount !== undefined && Math.abs(amount) <= MAX_CURRENCY ? roundToCurrency(amount) : undefined;
  },
};

/** 1 or 0, never null: null and nothing count as No (our choice). */
export const yesNo: FieldType = {
  ...OPEN,
  kind: 'boolean',
  column: 'INTEGER',
  unique: 'never',
  blank: 0,
  convertsTo: [...TEXT_TYPES, 'NUMBER'],
  parse(value) {
    if (value === null) return 0;
    const word = String(value).toLowerCase();
    if (['true', '1', 'yes'].includes(word)) return 1;
    return ['false', '0', 'no'].includes(word) ? 0 : undefined;
  },
};
