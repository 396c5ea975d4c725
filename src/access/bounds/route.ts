import type { CaspioRequest } from '../../caspio/client.js';

/** A request path in its segments, decoded; undefined for one that might be read in two ways. */
export function segmentsOf(path: string): readonly string[] | undefined {
  const [empty, ...encoded] = path.split('/');
  if (empty !== '' || /[?#\\]/.test(path)) return undefined;
  const segments = encoded.map(decoded);
  return segments.every((segment) => segment !== undefined) ? segments : undefined;
}

/** What no segment may hold: a server that decodes once more, or too early, would see other segments. */
function decoded(segment: string): string | undefined {
  try {
    const value = decodeURIComponent(segment);
    const isOdd = value === '' || /^[. ]+$/.test(value) || /[/\\?#%\p{Cc}]/u.test(value);
    return isOdd ? undefined : value;
  } catch {
    return undefined; // `%` without two digits, or no UTF-8
  }
}

/** What Caspio has below a table or a view. Facts: operations. `*` is a name or key. */
const BELOW_SOURCE = [
  'GET',
  'GET fields',
  'POST fields',
  'GET fields/*',
  'PUT fields/*',
  'DELETE fields/*',
  'GET records',
  'POST records',
  'PUT records',
  'DELETE records',
  'GET passwordFields',
  'PUT passwordFields/*',
  'DELETE passwordFields/*',
  'DELETE attachments/*',
  'GET attachments/*/fileInfo',
  'PUT attachments/*/fileInfo',
  'GET attachments/*/*',
  'PUT attachments/*/*',
];

const BELOW_DIRECTORY = ['GET users', 'POST users', 'PUT users', 'DELETE users', 'POST users/activate'];

const BELOW = { tables: BELOW_SOURCE, views: BELOW_SOURCE, directories: BELOW_DIRECTORY } as const;

/** Whether Caspio has this below a table, view or directory. */
export function isKnown(
  root: keyof typeof BELOW,
  method: CaspioRequest['method'],
  below: readonly string[],
): boolean {
  return BELOW[root].some((route) => {
    const [known, pattern = ''] = route.split(' ');
    const parts = pattern === '' ? [] : pattern.split('/');
    return (
      known === method &&
      parts.length === below.length &&
      parts.every((part, index) => part === '*' || part === below[index])
    );
  });
}
