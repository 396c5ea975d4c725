/** A choice and how often it shall come up, relative to the others. */
export type Weighted<T> = readonly (readonly [choice: T, weight: number])[];

/** Weighted words, from an object of word and weight. */
export const weights = <T extends string>(choices: Readonly<Record<T, number>>): Weighted<T> =>
  Object.entries(choices) as unknown as Weighted<T>; // Object.entries widens the keys

/** Numbers that look random and are the same on every run (mulberry32). */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed;
  }

  /** At least 0, below 1. */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  }

  /** A whole number from `min` to `max`, both included. */
  integer(min: number, max: number): number {
    return min + Math.floor(this.next() * (max - min + 1));
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  pick<T>(choices: readonly T[]): T {
    return choices[this.integer(0, choices.length - 1)] as T; // the index is within the list
  }

  weighted<T>(choices: Weighted<T>): T {
    let total = 0;
    for (const choice of choices) total += choice[1];
    let left = this.next() * total;
    for (const choice of choices) {
      left -= choice[1];
      if (left < 0) return choice[0];
    }
    return this.pick(choices)[0]; // only rounding errors come here
  }
}
