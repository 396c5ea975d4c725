import { createHash } from 'node:crypto';
import * as z from 'zod';
import { badArgument } from './errors.js';

/** Where a read goes on: after a key, or at a row of a page. */
export type Position =
  | { readonly key: number }
  | {
      readonly page: number;
      /** Rows of that page that were already given. */
      readonly skip: number;
      /** The key given last: it may come again, if rows moved meanwhile. */
      readonly last?: string | undefined;
      /** How many matched when it was given. */
      readonly total?: number | undefined;
    };

const sealed = z.union([
  z.strictObject({ k: z.int(), d: z.string() }),
  z.strictObject({
    p: z.int32().min(1),
    s: z.int().min(0),
    l: z.string().optional(),
    t: z.int().optional(),
    d: z.string(),
  }),
]);

/** A cursor holds a position and a digest of it and the query it belongs to: nothing is kept on the server. */
export function writeCursor(position: Position, query: unknown): string {
  const place =
    'key' in position
      ? { k: position.key }
      : { p: position.page, s: position.skip, l: position.last, t: position.total };
  return encode({ ...place, d: digest(place, query) });
}

/** Throws a Failure for a cursor that is damaged or belongs to another query. */
export function readCursor(cursor: string, query: unknown): Position {
  const content = sealed.safeParse(parse(cursor)).data;
  // Base64 and JSON have several spellings of the same; only one was given.
  if (!content || encode(content) !== cursor) {
    throw badArgument(
      'cursor',
      'is not a cursor of this server',
      'Pass next_cursor exactly as it was given.',
    );
  }
  const { d, ...place } = content;
  if (d !== digest(place, query)) {
    throw badArgument(
      'cursor',
      'belongs to another query, or was changed',
      'Repeat the other arguments exactly as in the call that gave the cursor, or leave cursor out to start again.',
    );
  }
  if ('k' in place) return { key: place.k };
  return { page: place.p, skip: place.s, last: place.l, total: place.t };
}

const encode = (content: unknown) => Buffer.from(JSON.stringify(content)).toString('base64url');

function parse(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
}

const digest = (place: unknown, query: unknown) =>
  createHash('sha256')
    .update(JSON.stringify([place, query]))
    .digest('base64url')
    .slice(0, 8);
