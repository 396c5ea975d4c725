import type { Caspio } from '../caspio/client.js';
import type { Failure } from '../caspio/errors.js';
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
  forCall(caspio: Caspio): Schema;
}

/** The design is changed by people too, in Caspio's own screens. */
const TIME_TO_LIVE_MS = 60_000;

/** One account's design, shared by all its calls. */
export function createSchemaCache(now: () => number = Date.now): SchemaCache {
  const kept = new Map<string, { readonly readAt: number; readonly value: Promise<unknown> }>();

  /** `read` always gives the same type for the same key. */
  function cached<T>(key: string, read: () => Promise<T>): Promise<T> {
    const known = kept.get(key);
    if (known && now() - known.readAt < TIME_TO_LIVE_MS) return known.value as Promise<T>;
    const value = read();
    kept.set(key, { readAt: now(), value });
    value.catch(() => kept.delete(key));
    return value;
  }

  return {
    forCall(caspio) {
      const schema: Schema = {
        names: (root) =>
          cached(root, async () => {
            const answer = await caspio.request({ method: 'GET', path: path`/${root}`, answer: names });
            return answer.Result;
          }),
        fields: (root, name) =>
          cached(`${root}/${name.toLowerCase()}`, async () => {
            const answer = await caspio.request({
              method: 'GET',
              path: path`/${root}/${name}/fields`,
              answer: fields,
            });
            return answer.Result;
          }),
        changed: () => kept.clear(),
        explain: (failure) => explain(failure, schema).catch(() => failure),
      };
      return schema;
    },
  };
}
