import { badArgument } from '../caspio/errors.js';
import type { Field } from '../caspio/shapes.js';
import { suggestion } from '../nearest.js';

/** Throws a Failure for a field that is not there or that Caspio fills itself. */
export function checkFields(names: readonly string[], fields: readonly Field[]): void {
  for (const name of names) {
    const field = fields.find((known) => known.Name.toLowerCase() === name.toLowerCase());
    if (!field) {
      const known = fields.map((other) => other.Name);
      throw badArgument('values', `${JSON.stringify(name)} is no field`, suggestion(name, known));
    }
    if (field.Editable === false) {
      throw badArgument('values', `${name} cannot be written`, 'Leave it out: its Editable is false.');
    }
  }
}
