import { MAX_ROWS } from './pages.js';

/** So many records among so many keys. */
export interface Spread {
  readonly rows: number;
  readonly keys: number;
}

/** How many records a page has at most when it is meant to end before it is full. Deletions lie by chance. */
const rowsFor = (density: number) => MAX_ROWS - 2 * Math.sqrt(MAX_ROWS * (1 - density));

const densityOf = ({ rows, keys }: Spread) => Math.min(1, Math.max(rows, 1) / Math.max(keys, 1));

/** How many keys to ask for, so that one page surely or nearly always holds their records, and is nearly full. */
export function widthFor(spread: Spread): number {
  const density = densityOf(spread);
  return Math.max(MAX_ROWS, Math.floor(rowsFor(density) / density));
}

/** How many records so many keys should have. */
export const expectedIn = (keys: number, spread: Spread) => Math.min(MAX_ROWS, keys * densityOf(spread));

/** How many pages so many records take. */
export const pagesFor = (spread: Spread) => Math.ceil(spread.rows / rowsFor(densityOf(spread)));

/** The spread of a page: over the range that it was asked for, or where that has gaps, over the latter half of its keys. */
export function spreadOf(keys: readonly number[], range: number | undefined): Spread | undefined {
  if (range !== undefined) return { rows: keys.length, keys: range };
  const latter = keys.slice(Math.floor(keys.length / 2));
  const [first, last] = [latter[0], latter.at(-1)];
  if (first === undefined || last === undefined || latter.length < 10) return undefined;
  return { rows: latter.length, keys: last - first + 1 };
}

/** Several neighbours together. */
export const together = (spreads: readonly Spread[]): Spread => ({
  rows: spreads.reduce((sum, { rows }) => sum + rows, 0),
  keys: spreads.reduce((sum, { keys }) => sum + keys, 0),
});
