import { createHash } from 'node:crypto';
import { badArgument } from '../../../src/caspio/errors.js';

/** What is known of a run that is waited for. */
export interface Watched {
  /**
   * `seen`: the task was seen not Ready. `started`: Caspio took the start. `unsure`: whether it took the start is not
   * known.
   */
  readonly run: 'seen' | 'started' | 'unsure';
  /** Since when it is waited for, in seconds since 1970. */
  readonly since: number;
}

const HANDLE = /^(seen|started|unsure)-([0-9a-z]{1,9})-([\w-]{6})$/;

export const nowSeconds = () => Math.round(Date.now() / 1_000);
export const secondsSince = (since: number) => Math.max(0, nowSeconds() - since);

/** A handle to go on with; it names its task only by a digest, and holds for that one alone. */
export const handleOf = (key: string, { run, since }: Watched) =>
  `${run}-${since.toString(36)}-${digestOf(key)}`;

/** Throws a Failure for a handle of another task, or that is none. */
export function watchedIn(handle: string, key: string): Watched {
  const [, run, since = '', digest] = HANDLE.exec(handle.trim()) ?? [];
  if (run === undefined) throw badArgument('handle', 'is none of this tool', TAKE_IT);
  if (digest !== digestOf(key)) throw badArgument('handle', 'belongs to another external_key', TAKE_IT);
  return { run: run as Watched['run'], since: Number.parseInt(since, 36) }; // as the pattern says
}

const TAKE_IT = 'Take it from the last answer, with the same external_key; to start the task, leave it out.';

/** Caspio takes keys in upper and lower case for the same. */
const digestOf = (key: string) =>
  createHash('sha256').update(key.toLowerCase()).digest('base64url').slice(0, 6);
