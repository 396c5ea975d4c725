import type { Row } from './caspio/shapes.js';

/** Less of a value, where the whole does not fit. */

/** The record with values of at most about `limit` characters; itself if it has no longer one. */
export function shorten(row: Row, limit: number): Row {
  const isLong = (value: unknown) =>
    typeof value === 'string'
      ? value.length > limit
      : typeof value === 'object' && JSON.stringify(value).length > limit;
  if (!Object.values(row).some(isLong)) return row;
  return Object.fromEntries(
    Object.entries(row).map(([name, value]) => [name, isLong(value) ? cap(value, limit) : value]),
  );
}

/** Nobody needs less of a text than this. */
const SHORTEST_TEXT = 40;

/** A value with its long texts and lists cut, at every depth; the smaller `limit`, the less of each. */
export function cap(value: unknown, limit: number): unknown {
  if (typeof value === 'string') {
    const shown = Math.max(limit, SHORTEST_TEXT);
    return value.length > shown ? `${value.slice(0, shown)}… (${value.length} characters)` : value;
  }
  if (typeof value !== 'object' || value === null) return value;
  const items = Object.entries(value);
  const shown = items
    .slice(0, Math.ceil(limit / SHORTEST_TEXT))
    .map(([key, item]) => [key, cap(item, limit)] as const);
  const more = items.length > shown.length ? `${items.length - shown.length} more` : undefined;
  if (Array.isArray(value)) return [...shown.map(([, item]) => item), ...(more ? [`… ${more}`] : [])];
  return Object.fromEntries(more ? [...shown, ['…', more]] : shown);
}

/** The record with its first fields only; itself if it has no more. */
export function narrow(row: Row, fields: number): Row {
  const entries = Object.entries(row);
  return entries.length <= fields ? row : Object.fromEntries(entries.slice(0, fields));
}
