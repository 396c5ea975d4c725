import { attachment } from './attachment.js';
import { autonumber, guid, prefixedAutonumber, randomId } from './automatic.js';
import { date, timestamp } from './date.js';
import { listOfDates, listOfNumbers, listOfStrings } from './list.js';
import { currency, integer, number, yesNo } from './number.js';
import { file, longText, password, string } from './text.js';
import type { FieldType } from './type.js';

const TYPES = {
  AUTONUMBER: autonumber,
  'PREFIXED AUTONUMBER': prefixedAutonumber,
  GUID: guid,
  'RANDOM ID': randomId,
  STRING: string,
  TEXT: longText,
  PASSWORD: password,
  NUMBER: number,
  INTEGER: integer,
  CURRENCY: currency,
  'DATE/TIME': date,
  'YES/NO': yesNo,
  FILE: file,
  TIMESTAMP: timestamp,
  'LIST-STRING': listOfStrings,
  'LIST-NUMBER': listOfNumbers,
  'LIST-DATE/TIME': listOfDates,
  ATTACHMENT: attachment,
} satisfies Record<string, FieldType>;

/** A field type by the name that the API gives it. */
export type TypeName = keyof typeof TYPES;

export const typeOf = (name: TypeName): FieldType => TYPES[name];

/** The type of this name, whatever its case (our choice); undefined when there is none. */
export function typeName(text: string): TypeName | undefined {
  const name = text.toUpperCase();
  return Object.hasOwn(TYPES, name) ? (name as TypeName) : undefined; // an own key of TYPES is a TypeName
}
