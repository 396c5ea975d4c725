import { badArgument } from './errors.js';

declare const brand: unique symbol;

/** A request path below `/integrations/rest/v3`, every value percent-encoded within its own segment. */
export type Path = string & { readonly [brand]: 'Path' };

/**
 * Builds a path: path`/tables/${name}/records`. No value can leave its segment.
 * Throws a Failure for a value that has no place in a path: empty, `.`, `..`, or not valid Unicode.
 */
export function path(strings: TemplateStringsArray, ...values: readonly (string | number)[]): Path {
  const encoded = values.map((value) => segment(String(value)));
  // The brand exists only for the compiler; this function is the one place that may give it.
  return strings.reduce((left, right, index) => `${left}${encoded[index - 1] ?? ''}${right}`) as Path;
}

/** The same of values alone, a segment each. */
export const pathOf = (values: readonly (string | number)[]): Path =>
  values.map((value) => `/${segment(String(value))}`).join('') as Path; // see above

function segment(value: string): string {
  if (value === '' || value === '.' || value === '..' || !value.isWellFormed()) {
    throw badArgument(
      'name or id',
      `${JSON.stringify(value)} cannot stand in an address`,
      'Use an exact name or id.',
    );
  }
  return encodeURIComponent(value);
}
