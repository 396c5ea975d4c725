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
      /** The PK_ID given last: rows up to it are repeats, whatever moved meanwhile. */
      readonly last?: string | undefined;
    };

const sealed = z.union([
  z.strictObject({ k: z.int(), q: z.string() }),
  z.strictObject({ p: z.int().min(1), s: z.int().min(0), l: z.string().optional(), q: z.string() }),
]);

/** A cursor holds a position and a digest of the query it belongs to: nothing is kept on the server. */
export function writeCursor(position: Position, query: unknown): string {
  const q = digest(query);
  const content =
    'key' in position ? { k: position.key, q } : { p: position.page, s: position.skip, l: position.last, q };
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
  return 'k' in content ? { key: content.k } : { page: content.p, skip: content.s, last: content.l };
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
