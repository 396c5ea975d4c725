import { incorrectBody } from './errors.js';
import type { Properties } from './types/type.js';

/**
 * The properties of a request body by type. Absent and null are the same, names ignore case (both our choice). Throws
 * 400 `IncorrectBodyParameter` for a value of another type and, where the names are given that there can be, for any
 * other (inferred; else they are left alone, which is our choice).
 */
export class BodyProperties implements Properties {
  readonly #values: ReadonlyMap<string, unknown>;

  constructor(body: object, names?: readonly string[]) {
    this.#values = new Map(Object.entries(body).map(([name, value]) => [name.toLowerCase(), value]));
    const known = names && new Set(names.map((name) => name.toLowerCase()));
    if (known && [...this.#values.keys()].some((name) => !known.has(name))) throw incorrectBody();
  }

  text(name: string): string | undefined {
    return this.#read(name, (value) => (typeof value === 'string' ? value : undefined));
  }

  flag(name: string): boolean | undefined {
    return this.#read(name, (value) => (typeof value === 'boolean' ? value : undefined));
  }

  integer(name: string): number | undefined {
    return this.#read(name, (value) =>
      typeof value === 'number' && Number.isInteger(value) ? value : undefined,
    );
  }

  texts(name: string): readonly string[] | undefined {
    return this.#read(name, (value) =>
      Array.isArray(value) && value.every((item) => typeof item === 'string') ? value : undefined,
    );
  }

  list(name: string): readonly unknown[] | undefined {
    return this.#read(name, (value) => (Array.isArray(value) ? value : undefined));
  }

  #read<T>(name: string, typed: (value: unknown) => T | undefined): T | undefined {
    const value = this.#values.get(name.toLowerCase());
    if (value === undefined || value === null) return undefined;
    const result = typed(value);
    if (result === undefined) throw incorrectBody();
    return result;
  }
}
