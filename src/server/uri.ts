import type { Variables } from '../resource.js';

/** No address that anybody writes is longer. */
const LONGEST_URI = 4_000;

/**
 * Reads the variables of a URI template out of an address, decoded; undefined for an address of another form, or with
 * a broken percent-encoding. Only `{name}`, which ends at a slash, and `{+name}`, which does not. Unlike the SDK's own
 * it takes a comma as it is, for the key of a record of a view is written with one: 12,7.
 */
export function matcherOf(template: string): (uri: string) => Variables | undefined {
  const names: string[] = [];
  const pattern = template
    .split(/(\{\+?\w+\})/)
    .map((part, index) => {
      if (index % 2 === 0) return part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
      names.push(part.replaceAll(/\W/g, ''));
      return part.startsWith('{+') ? '(.+)' : '([^/?#]+)';
    })
    .join('');
  const form = new RegExp(`^${pattern}$`);

  return (uri) => {
    const found = uri.length > LONGEST_URI ? null : form.exec(uri);
    const values = found?.slice(1).map(decoded);
    if (!values?.every((value) => value !== undefined)) return undefined;
    return Object.fromEntries(names.map((name, index) => [name, values[index] ?? '']));
  };
}

function decoded(value: string): string | undefined {
  try {
    return decodeURIComponent(value);
  } catch {
    return undefined;
  }
}
