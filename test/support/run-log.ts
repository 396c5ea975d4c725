import { randomUUID } from 'node:crypto';
import { appendFileSync, openSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createLog } from '../../src/log.js';

/** Set by the global setup; absent outside of a test run. */
const { RUN_LOG, RUN_SECRETS } = process.env;

/** Where the servers of all tests log to, at level debug; the whole is searched for secrets at the end of the run. */
export const runLog =
  RUN_LOG === undefined ? createLog('silent') : createLog('debug', openSync(RUN_LOG, 'a'));

/** Adds what a client or an operator got to see. */
export function noteShown(text: string): void {
  if (RUN_LOG !== undefined && text !== '') appendFileSync(RUN_LOG, `${text}\n`);
}

/** A secret that a test was rightly given, such as that of a new webhook: from now on nobody may show it. */
export function noteSecret(secret: string): void {
  if (RUN_SECRETS !== undefined) appendFileSync(RUN_SECRETS, `${secret}\n`);
}

/** A debug log that is one test's own, and what is in it. */
export function ownLog() {
  const file = join(dirname(RUN_LOG ?? ''), randomUUID());
  return { log: createLog('debug', openSync(file, 'a')), text: () => readFileSync(file, 'utf8') };
}
