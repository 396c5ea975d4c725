import '../support/random.js';
import { setTimeout as wait } from 'node:timers/promises';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { scan } from '../../src/caspio/scan.js';
import { type Connection, connect } from '../support/connect.js';
import { type RawServer, rawServer } from '../support/raw.js';
import { answersFor, EXPORT, exported, openFolder } from './exporting.js';

/** The same in every run: 0 to 1, from a whole number. */
const chance = (key: number) => (((key * 2_654_435_761) >>> 0) % 10_007) / 10_007;
const range = (from: number, count: number) => Array.from({ length: count }, (_, index) => from + index);
const blocks = (count: number, size: number, every: number) =>
  range(0, count).flatMap((block) => range(block * every + 1, size));

/**
 * Tables whose keys lie in all ways, with the most calls per thousand records: some more than they take, since which page
 * comes first decides what is guessed of the next.
 */
const TABLES: readonly (readonly [string, readonly number[], number])[] = [
  ['dense', range(1, 40_000), 1.01],
  ['dense, from a high key on', range(900_000_000_001, 20_000), 1.01],
  ['a tenth deleted here and there', range(1, 40_000).filter((key) => chance(key) > 0.1), 1.3],
  ['two thirds deleted here and there', range(1, 100_000).filter((key) => chance(key) > 0.667), 1.4],
  ['one in a hundred left', range(1, 2_000_000).filter((key) => chance(key) > 0.99), 1.4],
  ['one big gap', [...range(1, 15_000), ...range(50_000_000, 15_000)], 1.6],
  ['a gap at the beginning of all', [1, ...range(70_000_000, 20_000)], 1.6],
  ['blocks of 5,000 with gaps', blocks(8, 5_000, 200_000), 2.3],
  ['blocks of 1,000 with gaps', blocks(40, 1_000, 100_000), 2.3],
  ['blocks of 300 with gaps', blocks(100, 300, 50_000), 2.3],
  ['blocks of 20 with gaps', blocks(1_000, 20, 10_000), 2.3],
  [
    'a dense half, then one in a thousand',
    [...range(1, 20_000), ...range(1, 20_000).map((n) => 20_000 + n * 1_000)],
    1.7,
  ],
  [
    'one in a thousand, then a dense half',
    [...range(1, 20_000).map((n) => n * 1_000), ...range(20_000_001, 20_000)],
    1.7,
  ],
  ['denser and denser', range(1, 30_000).map((n) => Math.floor(Math.sqrt(n) * 1_000_000)), 1.7],
  ['below zero too', range(-5_000, 10_000), 1.4],
];

describe('an export of a table', () => {
  let raw: RawServer;
  let server: Connection;
  let open: Awaited<ReturnType<typeof openFolder>>;
  beforeEach(async () => {
    open = await openFolder();
  });
  afterEach(async () => {
    await server.close();
    await raw.close();
    await open.remove();
  });

  it.each(TABLES)(
    'with keys %s has every record once, in order, and wastes few calls',
    async (_, keys, most) => {
      raw = await rawServer(answersFor(keys));
      server = await connect({ origin: raw.origin, filesDirs: [open.folder] });
      const args = { table_name: 'T', save_as: 'out.csv', max_calls: 1_000 };
      const { records, calls, complete } = exported(await server.call(EXPORT, args));
      const [, ...rows] = await open.csv('out.csv');
      expect(rows.map(([key]) => Number(key))).toEqual(keys);
      expect(complete).toBe(true);
      expect(records).toBe(keys.length);
      expect(calls).toBe(raw.seen.length);
      // Two of them count.
      const perThousand = (calls - 2) / (keys.length / 1_000);
      expect(perThousand).toBeLessThan(most);
    },
  );

  it('does not go by page numbers', async () => {
    raw = await rawServer(answersFor(range(1, 5_000)));
    server = await connect({ origin: raw.origin, filesDirs: [open.folder] });
    exported(await server.call(EXPORT, { table_name: 'T', save_as: 'out.csv' }));
    expect(raw.seen.filter(({ query }) => 'q.pageNumber' in query)).toEqual([]);
  });
});

describe('a scan', () => {
  const keysOf = fc
    .array(fc.tuple(fc.integer({ min: 1, max: 3_000 }), fc.integer({ min: 0, max: 200_000 })), {
      minLength: 1,
      maxLength: 12,
    })
    .map((parts) => {
      const keys: number[] = [];
      let at = 0;
      for (const [count, gap] of parts) {
        at += gap;
        keys.push(...range(at + 1, count));
        at += count;
      }
      return keys;
    });

  it('gives every key once, in order, and holds no more pages than it may, whatever the keys and the answers do', async () => {
    await fc.assert(
      fc.asyncProperty(
        keysOf,
        fc.integer({ min: 1, max: 8 }),
        fc.array(fc.nat(3)),
        async (keys, held, waits) => {
          let calls = 0;
          let got = 0;
          let given = 0;
          const seen: number[] = [];
          const pages = scan({
            after: (keys[0] ?? 0) - 1,
            upTo: keys.at(-1) ?? 0,
            expected: keys.length,
            async read(after, upTo) {
              calls += 1;
              const delay = waits[calls % Math.max(1, waits.length)] ?? 0;
              if (delay > 0) await wait(delay);
              got += 1;
              return keys
                .filter((key) => key > after && key <= upTo)
                .slice(0, 1_000)
                .map((PK_ID) => ({ PK_ID }));
            },
            keyOf: ({ PK_ID }) => Number(PK_ID),
            mayRead: () => true,
            mayWait: () => true,
            mostHeld: () => held,
          });
          for await (const { rows, upTo } of pages) {
            given += 1;
            seen.push(...rows.map(({ PK_ID }) => Number(PK_ID)));
            expect(rows.every(({ PK_ID }) => Number(PK_ID) <= upTo)).toBe(true);
            // And those that were under way when one before them came out fuller than it should.
            expect(got - given).toBeLessThanOrEqual(held + 4);
          }
          expect(seen).toEqual(keys);
          expect(calls).toBeLessThanOrEqual(1.5 * (keys.length / 1_000) + 10);
        },
      ),
      { numRuns: 60 },
    );
  });
});
