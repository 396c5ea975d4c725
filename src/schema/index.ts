import { unlessAborted } from '../caspio/abort.js';
import { type Call, callWithin, isTimeout } from '../caspio/call.js';
import type { Caspio, CaspioAccount } from '../caspio/client.js';
import { outOfTime } from '../caspio/errors.js';
import type { Failure } from '../caspio/failure.js';
import { createKept } from '../caspio/kept.js';
import { path } from '../caspio/path.js';
import { type Field, fields, names } from '../caspio/shapes.js';
import { explain } from './explain.js';

/** Tables and views are twins in the API; this is the segment that tells them apart. */
export type Root = 'tables' | 'views';

/** The account's design as one call sees it; read from Caspio only when asked for, and kept for a while. */
export interface Schema {
  names(root: Root): Promise<readonly string[]>;
  fields(root: Root, name: string): Promise<readonly Field[]>;
  /** To be told after every change of the design. */
  changed(): void;
  /** The same failure, with a next step from the account's own names where that helps. Never rejects. */
  explain(failure: Failure): Promise<Failure>;
}

export interface SchemaCache {
  forCall(call: Call): Schema;
}

/** A shared read belongs to no single call, so it has a deadline of its own. */
const READ_TIMEOUT_MS = 45_000;

/** One account's design, shared by all its calls. */
export function createSchemaCache(
  account: CaspioAccount,
  now: () => number = Date.now,
  timeoutMs = READ_TIMEOUT_MS,
): SchemaCache {
  const kept = createKept<unknown>(now);

  /** `read` always gives the same type for the same key. */
  function cached<T>(
    key: string,
    { tool, signal, behalf }: Call,
    read: (caspio: Caspio) => Promise<T>,
  ): Promise<T> {
    const begin = () =>
      // A caller that leaves must not take it from the others, so it has a deadline of its own.
      read(account.forCall(callWithin(timeoutMs, tool, behalf))).catch((error: unknown) => {
        // Over while it waited for a login; a request reports its own end.
        throw isTimeout(error) ? outOfTime(timeoutMs / 1_000) : error;
      });
    return unlessAborted(kept.get(key, begin) as Promise<T>, signal);
  }

  async function readNames(root: Root, caspio: Caspio) {
    return (await caspio.request({ method: 'GET', path: path`/${root}`, answer: names })).Result;
  }

  async function readFields(root: Root, name: string, caspio: Caspio) {
    const at = path`/${root}/${name}/fields`;
    return (await caspio.request({ method: 'GET', path: at, answer: fields })).Result;
  }

  return {
    forCall(call) {
      const schema: Schema = {
        names: (root) => cached(root, call, (caspio) => readNames(root, caspio)),
        fields: (root, name) =>
          cached(`${root}/${name.toLowerCase()}`, call, (caspio) => readFields(root, name, caspio)),
        changed: kept.clear,
        explain: (failure) => explain(failure, schema).catch(() => failure),
      };
      return schema;
    },
  };
}
