import { incorrectQuery } from './errors.js';

/** Query parameters: names ignore case, the first of a repeated one counts, a blank one counts as absent. */
export class Query {
  readonly #values = new Map<string, string>();

  constructor(search: string) {
    for (const [name, value] of new URLSearchParams(search)) {
      const key = name.toLowerCase();
      if (value.trim() !== '' && !this.#values.has(key)) this.#values.set(key, value);
    }
  }

  /** The value of the first of these parameters that is present. */
  text(...names: string[]): string | undefined {
    for (const name of names) {
      const value = this.#values.get(name.toLowerCase());
      if (value !== undefined) return value;
    }
    return undefined;
  }

  /** As `text`; throws 400 `IncorrectQueryParameter` when absent. */
  required(...names: string[]): string {
    const value = this.text(...names);
    if (value === undefined) throw incorrectQuery();
    return value;
  }

  /** A whole number of at least `min`; throws 400 `IncorrectQueryParameter` for anything else. */
  integer(name: string, min: number, max = 2_147_483_647): number | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    const value = /^\s*[+-]?\d+\s*$/.test(text) ? Number(text) : Number.NaN;
    if (!(value >= min && value <= max)) throw incorrectQuery();
    return value;
  }

  flag(name: string): boolean {
    const text = this.text(name)?.trim().toLowerCase() ?? 'false';
    if (text !== 'true' && text !== 'false') throw incorrectQuery();
    return text === 'true';
  }
}

/** The condition of a write: Caspio's own clients send it as `where` as well as `q.where`. */
export const requiredWhere = (query: Query) => query.required('q.where', 'where');

/** Whether a write shall answer with the rows; case is ignored (our choice). */
export const wantsRows = (query: Query) => query.text('response')?.toLowerCase() === 'rows';

export interface Page {
  readonly number: number;
  readonly size: number;
}

/**
 * The page of records asked for. `q.limit` (default 100, cut at 1,000) counts only without paging parameters
 * (Caspio REST v3 facts, section 2.1). A limit below 1 is refused, which is our choice.
 */
export function requestedPage(query: Query): Page {
  const number = query.integer('q.pageNumber', 1);
  const size = query.integer('q.pageSize', 5, 1000);
  if (number !== undefined || size !== undefined) return { number: number ?? 1, size: size ?? 25 };
  return { number: 1, size: Math.min(query.integer('q.limit', 1) ?? 100, 1000) };
}
