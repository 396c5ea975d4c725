import { badArgument } from '../caspio/errors.js';
import type { Field } from '../caspio/shapes.js';

/**
 * Values for list fields as Caspio takes them: an array of option values. Callers may give option values in any
 * case, option numbers, or the object that a read returned. Throws a Failure that shows the options.
 * Facts: writing list fields.
 */
export function resolveLists(
  values: Readonly<Record<string, unknown>>,
  fields: readonly Field[],
): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => {
      if (typeof value !== 'object' || value === null) return [name, value];
      const field = fields.find((known) => known.Name.toLowerCase() === name.toLowerCase());
      if (!field) return [name, value]; // Caspio names the unknown field
      if (!field.Type.toUpperCase().startsWith('LIST-')) {
        throw badArgument(
          'values',
          `${name} is of type ${field.Type} and takes one value`,
          'Send a single value.',
        );
      }
      return [name, Object.values(value).map((item) => option(field, item))];
    }),
  );
}

function option(field: Field, item: unknown): unknown {
  const found = optionOf(field, item) ?? field.ListField?.[String(item)];
  if (found !== undefined) return found;
  throw badArgument('values', `${field.Name} has no option ${JSON.stringify(item)}`, optionsOf(field));
}

/** The option of this value, written in any case. */
export function optionOf({ ListField }: Field, item: unknown): unknown {
  const wanted = String(item).toLowerCase();
  return Object.values(ListField ?? {}).find((value) =>
    [wanted, `${wanted}t00:00:00`].includes(String(value).toLowerCase()),
  );
}

/** What may be given, in words. */
export const optionsOf = ({ ListField }: Field) =>
  `Its options: ${Object.values(ListField ?? {})
    .map(String)
    .slice(0, 40)
    .join(', ')}.`;

/** Whether any value can be meant for a list field; only then is the design needed. */
export const hasLists = (values: Readonly<Record<string, unknown>>) =>
  Object.values(values).some((value) => typeof value === 'object' && value !== null);
