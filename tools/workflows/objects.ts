import { nameOrId } from '../inputs.js';
import { type Source, table, view } from '../source.js';

/** Whole jobs take a table or a view: one tool for both, as most of their arguments are the same. */

/** The two arguments of which a tool takes exactly one. */
export const namedSource = {
  table_name: nameOrId('Table name; or view_name.').optional(),
  view_name: nameOrId('View name.').optional(),
};

interface NamedSource {
  readonly table_name?: string | undefined;
  readonly view_name?: string | undefined;
}

/** The refinement of a tool that takes `namedSource`. */
export const oneSource = ({ table_name, view_name }: NamedSource) =>
  (table_name === undefined) !== (view_name === undefined);

export const ONE_SOURCE = {
  path: ['table_name'],
  message: 'give either table_name or view_name, exactly one of them',
};

/** What the arguments name; they went through `oneSource`. */
export function sourceOf({ table_name, view_name }: NamedSource): Source {
  return view_name === undefined ? table(table_name ?? '') : view(view_name);
}
