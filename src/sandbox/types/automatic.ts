import { randomInt, randomUUID } from 'node:crypto';
import { incorrectBody } from '../errors.js';
import {
  type Counter,
  type FieldOptions,
  type FieldType,
  type Properties,
  TEXT_COLUMN,
  TEXT_TYPES,
} from './type.js';

const AUTOMATIC = {
  unique: 'required',
  access: 'read',
  blank: null,
  parse: () => undefined,
} as const;

const RANDOM_CHARACTERS: Readonly<Record<string, string>> = {
  '0': '0123456789',
  U: 'ABCDEFGHIJKLMNOPQRSTUVWXYZ',
  '0U': '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ',
};

export const autonumber: FieldType = {
  ...AUTOMATIC,
  kind: 'integer',
  column: 'INTEGER',
  convertsTo: [...TEXT_TYPES, 'NUMBER', 'INTEGER', 'CURRENCY'],
  onInsert: (_options, counter) => next(counter),
};

/** `Format` "0001" pads the number to four digits. */
export const prefixedAutonumber: FieldType = {
  ...AUTOMATIC,
  kind: 'text',
  column: TEXT_COLUMN,
  convertsTo: TEXT_TYPES,
  options(given, current) {
    const Format = given.text('Format') || current.Format || '1';
    if (!/^0{0,6}1$/.test(Format)) throw incorrectBody();
    return { Format, Prefix: prefix(given, current) };
  },
  onInsert: ({ Format, Prefix }, counter) => prefixedNumber(Prefix ?? '', Format ?? '1', next(counter)),
};

export const prefixedNumber = (prefixText: string, format: string, value: number) =>
  prefixText + String(value).padStart(format.length, '0');

/** Upper case is our choice. */
export const guid: FieldType = {
  ...AUTOMATIC,
  kind: 'text',
  column: TEXT_COLUMN,
  convertsTo: TEXT_TYPES,
  onInsert: () => randomUUID().toUpperCase(),
};

export const randomId: FieldType = {
  ...AUTOMATIC,
  kind: 'text',
  column: TEXT_COLUMN,
  convertsTo: TEXT_TYPES,
  options(given, current) {
    const Format = given.text('Format') || current.Format || '0U';
    const Length = given.integer('Length') ?? current.Length ?? 12;
    const shortest = Format === '0' ? 8 : 6;
    if (!Object.hasOwn(RANDOM_CHARACTERS, Format) || Length < shortest || Length > 12) throw incorrectBody();
    return { Format, Length, Prefix: prefix(given, current) };
  },
  onInsert({ Format, Length, Prefix }) {
    const characters = RANDOM_CHARACTERS[Format ?? '0U'] ?? '';
    const pick = () => characters.charAt(randomInt(characters.length));
    return (Prefix ?? '') + Array.from({ length: Length ?? 12 }, pick).join('');
  },
};

function next(counter: Counter): number {
  counter.last += 1;
  return counter.last;
}

function prefix(given: Properties, current: FieldOptions): string {
  const text = given.text('Prefix') ?? current.Prefix ?? '';
  if (text.length >= 50) throw incorrectBody();
  return text;
}
