import { Failure } from './failure.js';
import { MAX_ROWS } from './pages.js';
import type { Row } from './shapes.js';
import { expectedIn, type Spread, spreadOf, together, widthFor } from './spread.js';

/** All records from behind the stretch before it up to the key `upTo`. */
export interface Stretch {
  readonly rows: readonly Row[];
  readonly upTo: number;
}

export interface ScanParts {
  /** The records above `after`, up to `upTo`. */
  readonly after: number;
  readonly upTo: number;
  /** How many there should be. */
  readonly expected: number;
  /** The first thousand records of a range, by key. One Caspio call. */
  readonly read: (after: number, upTo: number) => Promise<readonly Row[]>;
  readonly keyOf: (row: Row) => number;
  /** Whether another call may be made. */
  readonly mayRead: () => boolean;
  /** Whether calls that were made may be waited for. */
  readonly mayWait: () => boolean;
  /** How many pages may be held that were not taken yet. */
  readonly mostHeld: () => number;
}

/** A range of keys, in its turn. */
interface Range {
  after: number;
  upTo: number;
  state: 'open' | 'reading' | 'read';
  rows: readonly Row[];
  error: unknown;
  /** How many records it should have; undefined where nothing was guessed. */
  expected: number | undefined;
  /** What its page says of the keys behind it; `sparse` where it had far fewer records than were expected. */
  seen: Spread | 'sparse' | undefined;
}

const AT_ONCE = 4;
/** Pages whose spread tells that of the next. */
const NEIGHBOURS = 4;
const TICK_MS = 250;

const open = (after: number, upTo: number): Range => ({
  after,
  upTo,
  state: 'open',
  rows: [],
  error: undefined,
  expected: undefined,
  seen: undefined,
});

/**
 * Reads a table by ranges of its key, several at once, and gives them in order. No two ranges share a key, so no record
 * can come twice; each is read by key to its end, so none is passed over, whatever is added or removed meanwhile.
 *
 * A range is as wide as the pages before it say; where one comes out nearly empty (a gap), the next call asks for all
 * that is behind, which no gap can waste, and guessing starts anew. Guesses may waste half of a call for each full one.
 * Ends early, in order, when no more may be read; rejects where a read did, after all that comes before it.
 */
export async function* scan(parts: ScanParts): AsyncGenerator<Stretch, void, undefined> {
  const { read, keyOf, mayRead, mayWait, mostHeld } = parts;
  const whole: Spread = { rows: parts.expected, keys: parts.upTo - parts.after };
  const ranges: Range[] = parts.upTo > parts.after ? [open(parts.after, parts.upTo)] : [];
  /** What the last ranges that were given have seen. */
  const given: Range[] = [];
  let depth = whole.rows * 2 >= whole.keys ? AT_ONCE : 1;
  let reading = 0;
  let full = 0;
  let wasted = 0;
  let failure: { readonly error: unknown } | undefined;
  let ended = false;
  let wake = () => {};

  /** What is known of the keys from the range at `index` on; undefined behind a gap. */
  function spreadBefore(index: number): Spread | undefined {
    const before = [...given, ...ranges.slice(0, index)].filter(({ seen }) => seen !== undefined);
    const gap = before.findLastIndex(({ seen }) => seen === 'sparse');
    const near = before.slice(Math.max(gap + 1, before.length - NEIGHBOURS)).flatMap(({ seen }) => {
      return seen === undefined || seen === 'sparse' ? [] : [seen];
    });
    if (near.length > 0) return together(near);
    return gap < 0 ? whole : undefined;
  }

  function start(index: number, range: Range): void {
    const spread = wasted > 2 + full / 2 ? undefined : spreadBefore(index);
    const width = spread === undefined ? Number.POSITIVE_INFINITY : widthFor(spread);
    if (spread !== undefined && range.after + width < range.upTo) {
      ranges.splice(index + 1, 0, open(range.after + width, range.upTo));
      range.upTo = range.after + width;
    }
    range.expected = spread && expectedIn(range.upTo - range.after, spread);
    range.state = 'reading';
    reading += 1;
    read(range.after, range.upTo)
      .then((rows) => arrived(range, rows, keysOf(rows, range, keyOf)))
      .catch((error: unknown) => {
        range.error = error;
        failure ??= { error };
      })
      .finally(() => {
        range.state = 'read';
        reading -= 1;
        startMore();
        wake();
      });
  }

  function startMore(): void {
    while (!ended && !failure && mayRead()) {
      const index = ranges.findIndex(({ state }) => state === 'open');
      const range = ranges[index];
      if (range === undefined) return;
      // What comes next is always read: nothing can be given before it.
      if (reading >= (index === 0 ? AT_ONCE : depth) || (index > 0 && index >= mostHeld())) return;
      start(index, range);
    }
  }

  function arrived(range: Range, rows: readonly Row[], keys: readonly number[]): void {
    range.rows = rows;
    const isFull = rows.length >= MAX_ROWS;
    const last = keys.at(-1) ?? range.after;
    const asked = range.upTo - range.after;
    if (isFull && last < range.upTo) leaveRest(range, last);
    full += rows.length / MAX_ROWS;
    wasted += Math.max(0, 1 - rows.length / MAX_ROWS);
    if (range.expected === undefined) {
      range.seen = spreadOf(keys, undefined);
      if (isFull) depth = 2;
    } else if (rows.length < range.expected / 2) {
      range.seen = 'sparse';
      depth = 1;
    } else {
      range.seen = spreadOf(keys, isFull ? undefined : asked);
      depth = Math.min(AT_ONCE, depth * 2);
    }
  }

  /** A full page ends at its last record; what is behind is another range, or the beginning of the next. */
  function leaveRest(range: Range, last: number): void {
    const index = ranges.indexOf(range);
    const next = ranges[index + 1];
    if (next?.state === 'open') next.after = last;
    else ranges.splice(index + 1, 0, open(last, range.upTo));
    range.upTo = last;
  }

  const somethingArrives = () =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, TICK_MS);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });

  try {
    for (;;) {
      startMore();
      const [next] = ranges;
      if (!next) return;
      if (next.state === 'read') {
        if (next.error !== undefined) throw next.error;
        ranges.shift();
        given.push(next);
        if (given.length > NEIGHBOURS) given.shift();
        const { rows, upTo } = next;
        next.rows = [];
        yield { rows, upTo };
      } else {
        if (next.state === 'open' && failure) throw failure.error;
        const isStuck = next.state === 'open' && !mayRead();
        if (isStuck || !mayWait()) return;
        await somethingArrives();
      }
    }
  } finally {
    ended = true;
  }
}

/** The keys of a page. Throws a Failure unless they are what was asked for, in order: all else depends on that. */
function keysOf(
  rows: readonly Row[],
  { after, upTo }: Range,
  keyOf: (row: Row) => number,
): readonly number[] {
  const keys = rows.map(keyOf);
  let before = after;
  for (const key of keys) {
    if (!(key > before && key <= upTo)) throw outOfOrder();
    before = key;
  }
  return keys;
}

const outOfOrder = () =>
  new Failure({
    kind: 'caspio',
    what: 'Caspio gave records that are not in the order or in the range of PK_ID that was asked for',
    next: 'Repeat the call; if it stays, report it.',
  });
