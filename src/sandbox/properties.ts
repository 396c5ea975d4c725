import { incorrectBody } from './errors.js';
import type { Properties } from './types/type.js';

/**
 * The properties of a request body by type. Absent and null are the same, names ignore case and unknown ones are
 * left alone (all our choice); a value of another type throws 400 `IncorrectBodyParameter`.
 */
export class BodyProperties implements Properties {
  readonly #values: ReadonlyMap<string, unknown>;

  constructor(body: object) {
    this.#values = new Map(Object.entries(body).map(([name, value]) => [name.toLowerCase(), value]));
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
