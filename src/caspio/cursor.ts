import { createHash } from 'node:crypto';
import { z } from 'zod';
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
  z.strictObject({ k: z.int(), q: z.string() }),
  z.strictObject({
    p: z.int().min(1),
    s: z.int().min(0),
    l: z.string().optional(),
    t: z.int().optional(),
    q: z.string(),
  }),
]);

/** A cursor holds a position and a digest of the query it belongs to: nothing is kept on the server. */
export function writeCursor(position: Position, query: unknown): string {
  const q = digest(query);
  const content =
    'key' in position
      ? { k: position.key, q }
      : { p: position.page, s: position.skip, l: position.last, t: position.total, q };
  return Buffer.from(JSON.stringify(content)).toString('base64url');
}

/** Throws a Failure for a cursor that is damaged or belongs to another query. */
export function readCursor(cursor: string, query: unknown): Position {
  const content = sealed.safeParse(parse(cursor)).data;
  if (!content) {
    throw badArgument(
      'cursor',
      'is not a cursor of this server',
      'Pass next_cursor exactly as it was given.',
    );
  }
  if (content.q !== digest(query)) {
    throw badArgument(
      'cursor',
      'belongs to another query',
      'Repeat the other arguments exactly as in the call that gave the cursor, or leave cursor out to start again.',
    );
  }
  if ('k' in content) return { key: content.k };
  return { page: content.p, skip: content.s, last: content.l, total: content.t };
}

function parse(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
}

const digest = (query: unknown) =>
  createHash('sha256').update(JSON.stringify(query)).digest('base64url').slice(0, 8);
