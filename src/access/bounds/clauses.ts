import type { CaspioRequest } from '../../caspio/client.js';
import { unconfined } from '../../sql/confined.js';
import { notConfined } from './refusal.js';

/** Query parameters whose texts no SQL comes from. Any other text is taken for a clause. */
const PLAIN = new Set(['response', 'q.limit', 'q.pageNumber', 'q.pageSize', 'q.getPaginationInfo']);

/** Throws a Failure for a request with SQL that might reach beyond its source. */
export function checkClauses({ query = {}, body }: CaspioRequest, source: string | undefined): void {
  for (const [name, value] of Object.entries(query)) {
    if (value === undefined || typeof value === 'number' || typeof value === 'boolean') continue;
    if (PLAIN.has(name) && /^\w*$/.test(value)) continue;
    refuse(name, unconfined(String(value), source));
  }
  checkKeys(body, source);
}

/** Names of fields become part of a statement as well; values do not. */
function checkKeys(body: unknown, source: string | undefined): void {
  const names = [body].flat().flatMap((item) => (typeof item === 'object' ? Object.keys(item ?? {}) : []));
  for (const name of names) {
    if (!/^[\p{L}\p{N}_ ]*$/u.test(name)) refuse('values', unconfined(name, source));
  }
}

function refuse(argument: string, found: string | undefined): void {
  if (found !== undefined) throw notConfined(argument, found);
}
