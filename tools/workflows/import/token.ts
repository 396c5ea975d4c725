import { createHash } from 'node:crypto';
import { z } from 'zod';
import { badArgument } from '../../../src/caspio/errors.js';

/** How far an import came. */
export interface Place {
  /** Rows that were begun. */
  readonly rows: number;
  /** Those of them that are still to be done, by their place in the input. */
  readonly open: readonly number[];
  /** Records that may still be changed without asking again; undefined where nobody asks. */
  readonly allowed: number | undefined;
}

const sealed = z.strictObject({
  r: z.int().min(0),
  o: z.array(z.int().min(0)),
  a: z.int().min(0).optional(),
  d: z.string(),
});

/** A place, and a digest of it and the job that it belongs to: nothing is kept on the server. */
export function writeToken({ rows, open, allowed }: Place, job: unknown): string {
  const place = { r: rows, o: open, a: allowed };
  return encode({ ...place, d: digest(place, job) });
}

/** Throws a Failure for a token that is damaged or belongs to another job. */
export function readToken(token: string, job: unknown): Place {
  const content = sealed.safeParse(parse(token)).data;
  if (!content || encode(content) !== token)
    throw badArgument('resume', 'is no token of this tool', 'Pass resume exactly as it was given.');
  const { d, ...place } = content;
  if (d !== digest(place, job))
    throw badArgument(
      'resume',
      'belongs to another import, or was changed',
      'Repeat table_name, mode, key and the same rows, or leave resume out to start again.',
    );
  return { rows: place.r, open: place.o, allowed: place.a };
}

const encode = (content: unknown) => Buffer.from(JSON.stringify(content)).toString('base64url');

function parse(token: string): unknown {
  try {
    return JSON.parse(Buffer.from(token, 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
}

const digest = (place: unknown, job: unknown) =>
  createHash('sha256')
    .update(JSON.stringify([place, job]))
    .digest('base64url')
    .slice(0, 8);
