/** What a thing in Caspio may be: its value, or nothing where it is not there. */
export type State = string | undefined;

/** What the caller was told of a write. */
export type Told = 'done' | 'refused' | 'unknown';

/** Keeps what each thing may be, by what callers were told of their writes. */
export class Ledger {
  readonly #possible = new Map<string, ReadonlySet<State>>();

  /** A write that leaves the thing as `next`. */
  note(name: string, told: Told, next: State): void {
    const before = this.#possible.get(name) ?? new Set<State>([undefined]);
    if (told === 'done') this.#possible.set(name, new Set([next]));
    if (told === 'refused') this.#possible.set(name, before);
    if (told === 'unknown') this.#possible.set(name, new Set([...before, next]));
  }

  /** The state of a thing, when it is known and there. */
  certain(name: string): string | undefined {
    const possible = [...(this.#possible.get(name) ?? [])];
    return possible.length === 1 ? possible[0] : undefined;
  }

  /** Every way in which what is there differs from what was told. `found` gives each thing's values: one, or none. */
  differences(found: ReadonlyMap<string, readonly string[]>): string[] {
    const strangers = [...found.keys()].filter((name) => !this.#possible.has(name));
    const wrong = [...this.#possible].flatMap(([name, possible]) => {
      const values = found.get(name) ?? [];
      const isRight = values.length <= 1 && possible.has(values[0]);
      return isRight ? [] : [`${name}: told ${[...possible].join(' or ')}, found ${values.join(' and ')}`];
    });
    return [...strangers.map((name) => `${name}: nobody made it`), ...wrong];
  }
}
