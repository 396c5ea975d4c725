/** What became of the rows. */
export interface Tally {
  inserted: number;
  updated: number;
  unchanged: number;
  missing: number;
  failed: number;
  /** Row numbers by what was wrong with them. */
  readonly errors: Map<string, number[]>;
  /** PK_IDs of new records. */
  readonly keys: unknown[];
}

export const createTally = (): Tally => ({
  inserted: 0,
  updated: 0,
  unchanged: 0,
  missing: 0,
  failed: 0,
  errors: new Map(),
  keys: [],
});

export function noteError({ errors }: Tally, error: string, number: number): void {
  const numbers = errors.get(error) ?? [];
  numbers.push(number);
  errors.set(error, numbers);
}

/** Errors are told by their text, at most so many texts, and so many ranges of rows of each. */
const MOST_ERRORS = 20;
const MOST_RANGES = 25;

export function errorsIn({ errors }: Tally) {
  const all = [...errors].sort(([, a], [, b]) => b.length - a.length);
  const shown = all.slice(0, MOST_ERRORS).map(([error, numbers]) => ({
    error,
    count: numbers.length,
    rows: rangesOf(numbers, MOST_RANGES),
  }));
  const more = all.length - shown.length;
  return more > 0
    ? [...shown, { error: `${more} other errors`, count: countOf(all.slice(MOST_ERRORS)) }]
    : shown;
}

const countOf = (errors: readonly (readonly [string, readonly number[]])[]) =>
  errors.reduce((sum, [, numbers]) => sum + numbers.length, 0);

/** `1-60, 64`; with an ellipsis where there are more ranges. */
export function rangesOf(numbers: readonly number[], most: number): string {
  const ranges: [number, number][] = [];
  for (const number of [...numbers].sort((a, b) => a - b)) {
    const last = ranges.at(-1);
    if (last && number <= last[1] + 1) last[1] = number;
    else ranges.push([number, number]);
  }
  const shown = ranges.slice(0, most).map(([from, to]) => (from === to ? `${from}` : `${from}-${to}`));
  return `${shown.join(', ')}${ranges.length > most ? ', …' : ''}`;
}
