import { badArgument } from '../../../src/caspio/errors.js';
import type { Field, Row } from '../../../src/caspio/shapes.js';
import { suggestion } from '../../../src/nearest.js';

/** What holds a text that LIKE takes; lists and passwords stand in no condition. Facts: field types. */
const TEXTS = /^(STRING|TEXT|PREFIXED AUTONUMBER|RANDOM ID)$/i;

/** Whether the field holds up to 64,000 characters. */
export const isLong = ({ Type }: Field) => Type.toUpperCase() === 'TEXT';

const isText = ({ Type }: Field) => TEXTS.test(Type);

/** The fields to look in: all texts, short ones first, or those of them that were named. */
export function searched(fields: readonly Field[], wanted: readonly string[] | undefined): Field[] {
  const texts = fields.filter((field) => isText(field) && (wanted === undefined || isIn(wanted, field)));
  return [...texts.filter((field) => !isLong(field)), ...texts.filter(isLong)];
}

const isIn = (wanted: readonly string[], { Name }: Field) =>
  wanted.some((name) => name.toLowerCase() === Name.toLowerCase());

/** Throws a Failure for a name that is a text field nowhere. */
export function checkWanted(wanted: readonly string[], designs: readonly (readonly Field[])[]): void {
  const known = designs.flat();
  for (const name of wanted) {
    const found = known.filter((field) => isIn([name], field));
    if (found.some(isText)) continue;
    const choice = [...new Set(known.filter(isText).map(({ Name }) => Name))];
    const [other] = found;
    const wrong = other
      ? `${other.Name} is of type ${other.Type}, which holds no text`
      : `${JSON.stringify(name)} is no field there`;
    throw badArgument('fields', wrong, suggestion(name, choice));
  }
}

const MOST_SHOWN = 4;
const LONGEST_SHOWN = 60;
const TELLING = /name|title|subject|company|e_?mail|status|phone|city/i;

/** A few short values by which a person knows the record, beside those that were found. */
export function identifying(row: Row, fields: readonly Field[], found: Readonly<Row>): Row {
  const order = [
    ({ Unique, Type }: Field) => Unique === true && Type !== 'GUID',
    ({ Name }: Field) => TELLING.test(Name),
    ({ Type }: Field) => Type === 'STRING',
  ];
  const names = order.flatMap((isMeant) => fields.filter(isMeant).map(({ Name }) => Name));
  const shown = [...new Set(names)].flatMap((name) => {
    const value = row[name];
    const isShort = typeof value === 'number' || (typeof value === 'string' && value.length <= LONGEST_SHOWN);
    return isShort && value !== '' && !(name in found) ? [[name, value] as const] : [];
  });
  return Object.fromEntries(shown.slice(0, MOST_SHOWN));
}
