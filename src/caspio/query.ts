import { badArgument } from './errors.js';
import type { Path } from './path.js';

/** Query parameters by their Caspio name; undefined ones are left out. */
export type Query = Readonly<Record<string, string | number | boolean | undefined>>;

/** Caspio refuses longer request addresses (HTTP 414). Facts: headers, media types, transport. */
export const MAX_URI_CHARS = 2_047;

/**
 * The full address of a request. Throws a Failure that names the longest argument when the address, with `room` more
 * characters for what a later request of the same read will add, would be longer than Caspio takes.
 */
export function address(base: string, path: Path, query: Query = {}, room = 0): string {
  const parts = Object.entries(query).flatMap(([name, value]) =>
    value === undefined ? [] : [{ name, text: `${encodeURIComponent(name)}=${encode(name, String(value))}` }],
  );
  const uri = [base + path, parts.map(({ text }) => text).join('&')].filter(Boolean).join('?');
  if (uri.length + room <= MAX_URI_CHARS) return uri;
  const named = { name: 'the name or id', text: path as string };
  const longest = parts.reduce((a, b) => (b.text.length > a.text.length ? b : a), named);
  throw badArgument(
    longest.name,
    `is too long. The address of this request would have ${uri.length} characters (${longest.text.length} of them for ${longest.name}, percent-encoded); Caspio takes ${MAX_URI_CHARS}`,
    'Shorten it: fewer fields, a range instead of a long IN list, or several calls with a part of the list each.',
  );
}

function encode(name: string, value: string): string {
  if (!value.isWellFormed())
    throw badArgument(name, 'holds half of a character pair', 'Send valid Unicode text.');
  return encodeURIComponent(value);
}
