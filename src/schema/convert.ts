import type { Field } from '../caspio/shapes.js';
import { canonicalDate, isAmbiguous, type SlashOrder } from './dates.js';
import { optionOf, optionsOf } from './lists.js';

/** A value as its field takes it, or why it cannot be taken: in words that do not quote it. */
export type Converted =
  | { readonly value: unknown; readonly warning?: string | undefined }
  | { readonly wrong: string };

type Converter = (given: unknown, field: Field, order: SlashOrder) => Converted;

/**
 * Makes of a cell of a file, or of a JSON value, what Caspio takes for the field. Nothing is guessed: what has two
 * readings is refused. `order` is what the other dates of the column show. Facts: field types, P4.
 */
export function convert(field: Field, given: unknown, order?: SlashOrder): Converted {
  const converter = CONVERTERS[field.Type.toUpperCase()];
  if (!converter) return { value: given };
  const converted = converter(
    typeof given === 'string' && !isText(field) ? given.trim() : given,
    field,
    order,
  );
  return 'wrong' in converted ? { wrong: `${field.Name}: ${converted.wrong}` } : converted;
}

/** Texts keep their blanks, and are '' where others are null. */
const isText = ({ Type }: Field) => /^(STRING|TEXT|PASSWORD)$/i.test(Type);

const isBlank = (given: unknown) => given === null || given === undefined || given === '';

const ROUNDED = 'a number this long must be given as text, or it loses digits';

function text(most: number, blank: '' | null): Converter {
  return (given) => {
    if (isBlank(given)) return { value: blank };
    if (typeof given === 'object') return { wrong: 'must be one text' };
    // JSON has rounded it already.
    if (typeof given === 'number' && Math.abs(given) > Number.MAX_SAFE_INTEGER) return { wrong: ROUNDED };
    const value = String(given);
    if (value.length > most)
      return { wrong: `a text of ${value.length} characters; it holds at most ${most}` };
    return value.isWellFormed() ? { value } : { wrong: 'holds half of a character pair' };
  };
}

const PLAIN_NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

function number(check: (value: number) => string | undefined): Converter {
  return (given) => {
    if (isBlank(given)) return { value: null };
    const written = String(given);
    if (typeof given === 'object' || typeof given === 'boolean' || !PLAIN_NUMBER.test(written)) {
      const hint = written.includes(',') ? ', without a comma' : '';
      return { wrong: `must be a plain number such as 1200.50${hint}` };
    }
    const value = Number(written);
    const wrong = Number.isFinite(value) ? check(value) : 'is out of range';
    if (wrong !== undefined) return { wrong };
    return { value, warning: digitsOf(written) > 15 ? LONG_NUMBER : undefined };
  };
}

/** Those that mean something: an id of more than 15 is rounded. */
const digitsOf = (written: string) =>
  written
    .replace(/e.*$/i, '')
    .replace(/\D/g, '')
    .replace(/^0+|0+$/g, '').length;
const LONG_NUMBER = 'numbers of more than 15 digits are rounded: ids belong into a text field';

const LARGEST_INT = 2_147_483_647;
const LARGEST_MONEY = 922_337_203_685_477;

const integer = number((value) => {
  if (!Number.isInteger(value)) return 'must be a whole number';
  return Math.abs(value) > LARGEST_INT ? `must be within ±${LARGEST_INT}` : undefined;
});

const money = number((value) => (Math.abs(value) > LARGEST_MONEY ? 'is out of range' : undefined));

/** Rounded as Caspio would, so that what is looked up is what is stored. */
const currency: Converter = (given, field) => {
  const converted = money(given, field, undefined);
  if ('wrong' in converted || typeof converted.value !== 'number') return converted;
  const value = Number(converted.value.toFixed(4));
  return value === converted.value ? converted : { value, warning: 'amounts are rounded to 4 decimals' };
};

const YES = new Set(['true', 'yes', '1']);
const NO = new Set(['false', 'no', '0']);

const yesNo: Converter = (given) => {
  if (isBlank(given)) return { value: false };
  const word = typeof given === 'object' ? '' : String(given).toLowerCase();
  if (YES.has(word) || NO.has(word)) return { value: YES.has(word) };
  return { wrong: 'must be true or false, yes or no, 1 or 0' };
};

const date: Converter = (given, _field, order) => {
  if (isBlank(given)) return { value: null };
  const value = typeof given === 'string' ? canonicalDate(given) : undefined;
  if (value === undefined || typeof given !== 'string')
    return { wrong: 'must be a date such as 2026-01-31 or 2026-01-31T09:30:00' };
  return isAmbiguous(given) && order !== 'month'
    ? { wrong: 'either part of this date may be the month: write YYYY-MM-DD' }
    : { value };
};

const LONGEST_HINT = 300;

/** An array, the object that a read gives, JSON of either, or options with ; or | between them. */
const list: Converter = (given, field) => {
  if (isBlank(given)) return { value: null };
  const items = itemsOf(given, field).filter((item) => !isBlank(item));
  if (items.length === 0) return { value: null };
  // Never by the number of an option, as a person may: in a file 2 may be a value that is no option.
  const options = items.map((item) => optionOf(field, item));
  return options.includes(undefined)
    ? { wrong: `has no such option. ${optionsOf(field).slice(0, LONGEST_HINT)}` }
    : { value: [...new Set(options)] };
};

function itemsOf(given: unknown, field: Field): readonly unknown[] {
  if (typeof given === 'object') return Object.values(given ?? {});
  const written = String(given);
  const isOption = Object.values(field.ListField ?? {}).some(
    (option) => String(option).toLowerCase() === written.toLowerCase(),
  );
  if (isOption) return [given];
  const json = /^[[{]/.test(written) ? parsed(written) : undefined;
  if (typeof json === 'object' && json !== null) return Object.values(json);
  const items = written.split(/[;|]/).map((item) => item.trim());
  return /DATE/i.test(field.Type) ? items.map((item) => canonicalDate(item) ?? item) : items;
}

function parsed(written: string): unknown {
  try {
    return JSON.parse(written);
  } catch {
    return undefined;
  }
}

const CONVERTERS: Readonly<Record<string, Converter | undefined>> = {
  STRING: text(255, ''),
  TEXT: text(64_000, ''),
  PASSWORD: text(255, ''),
  FILE: text(255, null),
  // A key that Caspio filled, to find records by.
  'PREFIXED AUTONUMBER': text(255, null),
  GUID: text(255, null),
  'RANDOM ID': text(255, null),
  AUTONUMBER: (given) => {
    if (isBlank(given)) return { value: null };
    if (typeof given === 'number' && given > Number.MAX_SAFE_INTEGER) return { wrong: ROUNDED };
    const written = String(given);
    return /^\d{1,19}$/.test(written)
      ? { value: String(BigInt(written)) }
      : { wrong: 'must be a whole number' };
  },
  INTEGER: integer,
  NUMBER: number(() => undefined),
  CURRENCY: currency,
  'YES/NO': yesNo,
  'DATE/TIME': date,
  TIMESTAMP: date,
  'LIST-STRING': list,
  'LIST-NUMBER': list,
  'LIST-DATE/TIME': list,
};
