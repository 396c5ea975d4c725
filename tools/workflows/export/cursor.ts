import { createHash } from 'node:crypto';
import * as z from 'zod';
import { badArgument } from '../../../src/caspio/errors.js';

const sealed = z.strictObject({
  /** Behind the record with this key, up to that one; or a cursor of the read by pages. */
  at: z.union([z.strictObject({ after: z.int(), upTo: z.int() }), z.string()]),
  /** Records and calls so far, and how many records there were at the start. */
  rows: z.int().min(0),
  calls: z.int().min(0),
  total: z.int().min(0),
  /** A digest of the names of the fields. */
  columns: z.string().optional(),
  file: z.strictObject({ size: z.int().min(0), sha256: z.string() }).optional(),
  d: z.string(),
});

/** How far an export is: all that the next call must know, as nothing is kept on the server. */
export type Progress = Omit<z.output<typeof sealed>, 'd'>;

/** Where a read of records goes on. */
export type Place = Progress['at'];

export function writeCursor(progress: Progress, identity: unknown): string {
  return encode({ ...progress, d: digest([progress, identity]) });
}

/** Throws a Failure for a cursor that is damaged or belongs to other arguments. */
export function readCursor(cursor: string, identity: unknown): Progress {
  const content = sealed.safeParse(parse(cursor)).data;
  if (!content)
    throw badArgument('cursor', 'is not a cursor of this tool', 'Pass next_cursor exactly as it was given.');
  const { d, ...progress } = content;
  if (d === digest([progress, identity])) return progress;
  throw badArgument(
    'cursor',
    'belongs to other arguments, or was changed',
    'Repeat the other arguments exactly as in the call that gave the cursor, or leave cursor out to start again.',
  );
}

export const digest = (content: unknown) =>
  createHash('sha256').update(JSON.stringify(content)).digest('base64url').slice(0, 10);

const encode = (content: unknown) => Buffer.from(JSON.stringify(content)).toString('base64url');

function parse(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
}
