import { createHash } from 'node:crypto';
import * as z from 'zod';
import { badArgument } from '../../../src/caspio/errors.js';
import type { Seal } from '../../../src/seal.js';

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
  s: z.string(),
});

/**
 * A place, a digest of it and the job that it belongs to, and a seal on both: nothing is kept on the server. The digest
 * alone would tell a mistake, but anyone can make one, and `allowed` stands for what a person has confirmed.
 */
export function writeToken({ rows, open, allowed }: Place, job: unknown, seal: Seal): string {
  const place = { r: rows, o: open, a: allowed };
  const content = textOf(place, job);
  return encode({ ...place, d: digest(content), s: seal.mark(content) });
}

/**
 * Throws a Failure for a token that is damaged or belongs to another job. `isOurs` is false where the seal is that of
 * another connection or of a server that has ended: the place holds, but what it says of a confirmation does not.
 */
export function readToken(
  token: string,
  job: unknown,
  seal: Seal,
): { readonly place: Place; readonly isOurs: boolean } {
  const content = sealed.safeParse(parse(token)).data;
  if (!content || encode(content) !== token)
    throw badArgument('resume', 'is no token of this tool', 'Pass resume exactly as it was given.');
  const { d, s, ...place } = content;
  const sealedText = textOf(place, job);
  if (d !== digest(sealedText))
    throw badArgument(
      'resume',
      'belongs to another import, or was changed',
      'Repeat table_name, mode, key and the same rows, or leave resume out to start again.',
    );
  return {
    place: { rows: place.r, open: place.o, allowed: place.a },
    isOurs: seal.holds(s, sealedText),
  };
}

const encode = (content: unknown) => Buffer.from(JSON.stringify(content)).toString('base64url');

function parse(token: string): unknown {
  try {
    return JSON.parse(Buffer.from(token, 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
}

const textOf = (place: unknown, job: unknown) => JSON.stringify([place, job]);

const digest = (text: string) => createHash('sha256').update(text).digest('base64url').slice(0, 8);
