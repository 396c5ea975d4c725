import { badArgument } from '../../src/caspio/errors.js';
import type { Field } from '../../src/caspio/shapes.js';
import { suggestion } from '../../src/nearest.js';
import type { Complete } from '../../src/resource.js';
import type { Schema } from '../../src/schema/index.js';
import { example, lines, quoted } from './words.js';

/** What prompts find out of the account's design, which is kept for a while, so that it costs a call or two at most. */

export const completeTable: Complete = ({ schema }) => schema.names('tables');

/** Names of fields of the table that is filled in, those that `wanted` takes. */
export const completeField =
  (wanted: (field: Field) => boolean): Complete =>
  async ({ schema }, { table = '' }) =>
    (await tableNamed(table, schema)).fields.filter(wanted).map(({ Name }) => Name);

/** The table as the account spells it, with its fields. Rejects with a Failure that names the nearest ones. */
export async function tableNamed(given: string, schema: Schema) {
  const names = await schema.names('tables');
  const name = named(given, names);
  if (name === undefined) {
    throw badArgument('table', `there is no table ${quoted(given)}`, suggestion(given, names));
  }
  return { name, fields: await schema.fields('tables', name) };
}

/** The field of this name. Throws a Failure that names the nearest ones, of those that `wanted` takes. */
export function fieldNamed(
  argument: string,
  given: string,
  fields: readonly Field[],
  { wanted, wrong }: { readonly wanted: (field: Field) => boolean; readonly wrong: string },
): Field {
  const names = fields.map(({ Name }) => Name);
  const name = named(given, names);
  const field = fields.find(({ Name }) => Name === name);
  if (field && wanted(field)) return field;
  const choice = fields.filter(wanted).map(({ Name }) => Name);
  throw field
    ? badArgument(
        argument,
        `${quoted(field.Name)} is of type ${field.Type}; ${wrong}`,
        suggestion('', choice),
      )
    : badArgument(argument, `${quoted(given)} is no field`, suggestion(given, choice));
}

/** As Caspio compares names. */
const named = (given: string, names: readonly string[]) =>
  names.find((name) => name.toLowerCase() === given.trim().toLowerCase());

export const isDate = ({ Type }: Field) => /^(DATE\/TIME|TIMESTAMP)$/.test(Type);
export const isAmount = ({ Type }: Field) => /^(NUMBER|INTEGER|CURRENCY)$/.test(Type);
export const isText = ({ Type }: Field) => /^(STRING|TEXT)$/.test(Type);
/** Caspio groups and counts by anything but these. */
export const isComparable = ({ Type }: Field) => !/^(LIST-|PASSWORD|ATTACHMENT)/.test(Type);

/** The text field that most likely sorts records into a few kinds. */
export function kindField(fields: readonly Field[]): Field | undefined {
  const texts = fields.filter((field) => field.Type === 'STRING' && !field.Unique);
  return (
    texts.find(({ Name }) => /status|state|type|tier|kind|category|priority|country/i.test(Name)) ?? texts[0]
  );
}

const MOST_FIELDS = 30;
const MOST_OPTIONS = 6;
const LONGEST_OPTION = 40;

const FIELDS = 'list_all_caspio_fields';

/** One line for each field. */
export const fieldLines = (
  table: string,
  fields: readonly Field[],
  offers: (tool: string) => boolean,
): string[] =>
  lines(
    fields,
    MOST_FIELDS,
    fieldLine,
    offers(FIELDS) ? example(FIELDS, { table_name: table }).trim() : 'not shown here',
  );

function fieldLine(field: Field): string {
  const facts = [
    field.Type,
    field.Unique === true && 'unique',
    field.Editable === false && 'filled by Caspio',
    optionsOf(field),
  ];
  return `${quoted(field.Name)}: ${facts.filter(Boolean).join(', ')}`;
}

function optionsOf({ ListField }: Field): string | undefined {
  const options = Object.values(ListField ?? {}).map((option) => String(option).slice(0, LONGEST_OPTION));
  if (options.length === 0) return undefined;
  const shown = options.slice(0, MOST_OPTIONS).map(quoted).join(' ');
  return `options ${shown}${options.length > MOST_OPTIONS ? ` and ${options.length - MOST_OPTIONS} more` : ''}`;
}
