import type { Row } from '../../../src/caspio/shapes.js';

/** How well a field fits, best first. */
export const RANKS = ['equal', 'begins', 'word', 'contains'] as const;
export type Rank = (typeof RANKS)[number];

const LONGEST_SHOWN = 120;
const BEFORE = 40;

/** Case of letters and blanks at the end do not count, as in Caspio's comparisons. */
const fold = (text: string) => text.toLowerCase().trimEnd();

/** How the value fits the text; undefined where it does not hold it. */
function rankOf(value: unknown, text: string): Rank | undefined {
  if (typeof value !== 'string') return undefined;
  const [within, wanted] = [fold(value), fold(text)];
  if (within === wanted) return 'equal';
  if (within.startsWith(wanted)) return 'begins';
  if (!within.includes(wanted)) return undefined;
  return isWord(within, wanted) ? 'word' : 'contains';
}

/** Whether it stands there with nothing but signs and blanks around it. */
function isWord(within: string, wanted: string): boolean {
  const inWord = /[\p{L}\p{N}]/u;
  for (let at = within.indexOf(wanted); at >= 0; at = within.indexOf(wanted, at + 1)) {
    const [before, after] = [within.slice(0, at), within.slice(at + wanted.length)];
    if (!inWord.test(lastOf(before)) && !inWord.test(firstOf(after))) return true;
  }
  return false;
}

const firstOf = (text: string) => [...text.slice(0, 2)][0] ?? '';
const lastOf = (text: string) => [...text.slice(-2)].at(-1) ?? '';

/** A long value, around what was found in it. */
function excerpt(value: string, text: string): string {
  if (value.length <= LONGEST_SHOWN) return value;
  const at = Math.max(0, value.toLowerCase().indexOf(fold(text)));
  const start = at <= BEFORE ? 0 : at - BEFORE;
  const end = Math.max(start + LONGEST_SHOWN, at + text.length);
  const shown = value.slice(start, end).toWellFormed();
  return `${start > 0 ? '…' : ''}${shown}${end < value.length ? '…' : ''}`;
}

/** The fields of a record that hold the text, shortened, and the best of their ranks. */
export function matchOf(row: Row, fields: readonly string[], text: string) {
  const found = fields.flatMap((field) => {
    const value = row[field];
    const rank = rankOf(value, text);
    return rank === undefined ? [] : [{ field, rank, shown: excerpt(String(value), text) }];
  });
  const best = RANKS.find((rank) => found.some((one) => one.rank === rank));
  return {
    // Caspio may find what we cannot see: letters have more forms than their case.
    rank: best ?? 'contains',
    found: Object.fromEntries(found.map(({ field, shown }) => [field, shown])),
  };
}
