import type { Field } from '../../../src/caspio/shapes.js';
import { quoteName } from '../../../src/sql/clause.js';

/** What a model must know of a field, in as few tokens as it takes. */

const MOST_OPTIONS = 20;
const LONGEST_OPTION = 40;

/** One line: `Status LIST-STRING [New|Open]`, `Total CURRENCY formula`, `Company STRING read-only from Customers`. */
export function fieldLine(field: Field): string {
  const { Name, Type, Unique, Editable, IsFormula } = field;
  const readOnly = Editable === false && 'read-only';
  const parts = [
    shown(Name),
    Type,
    optionsOf(field),
    Unique === true && 'unique',
    // No formula can be written.
    IsFormula === true ? 'formula' : readOnly,
    originOf(field),
  ];
  return parts.filter(Boolean).join(' ');
}

/** An odd name as SQL takes it: the end of it shows. */
const shown = (name: string) => (/^\w+$/.test(name) ? name : quoteName(name));

function optionsOf({ ListField }: Field): string | undefined {
  const options = Object.values(ListField ?? {}).map((option) => String(option).slice(0, LONGEST_OPTION));
  if (options.length === 0) return undefined;
  const more = options.length > MOST_OPTIONS ? `|… ${options.length} in all` : '';
  return `[${options.slice(0, MOST_OPTIONS).join('|')}${more}]`;
}

/** The table that a view has it from, with its name there where that is another. */
function originOf({ Name, TableFieldName: origin }: Field): string | undefined {
  if (typeof origin !== 'string' || origin === '') return undefined;
  const end = `.${Name}`;
  return `from ${origin.endsWith(end) ? origin.slice(0, -end.length) : origin}`;
}

/** All properties that say something; the order is that of the list. */
export function fieldDetails({ ListField, DisplayOrder: _, ...field }: Field): Record<string, unknown> {
  const telling = Object.entries(field).filter(([name, value]) =>
    name === 'Editable' ? value === false : isTelling(value),
  );
  const options = Object.values(ListField ?? {});
  return { ...Object.fromEntries(telling), ...(options.length > 0 && { ListField: options }) };
}

const isTelling = (value: unknown) => Boolean(value) && !(Array.isArray(value) && value.length === 0);
