import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Position, readCursor, writeCursor } from '../../src/caspio/cursor.js';
import { Failure } from '../../src/caspio/failure.js';
import { sharedServer } from '../support/fresh.js';
import { anyText } from '../support/random.js';

const position: fc.Arbitrary<Position> = fc.oneof(
  fc.record({ key: fc.maxSafeInteger() }),
  fc.record(
    {
      page: fc.integer({ min: 1 }),
      skip: fc.nat(),
      last: anyText.map((text) => text.slice(0, 50)),
      total: fc.nat(),
    },
    { requiredKeys: ['page', 'skip'] },
  ),
);

/** What identifies a read: its path and its arguments, those left out as null. */
const query = fc.array(fc.option(fc.oneof(anyText, fc.integer(), fc.boolean())), { maxLength: 9 });

/** Ways to change a cursor: one bit, cuts at both ends, an addition, another text in its place, another position. */
const CHANGES = {
  flip: (cursor: string, at: number) => {
    const index = (at >> 3) % cursor.length;
    const flipped = String.fromCharCode(cursor.charCodeAt(index) ^ (1 << (at % 7)));
    return cursor.slice(0, index) + flipped + cursor.slice(index + 1);
  },
  cutEnd: (cursor: string, at: number) => cursor.slice(0, at % cursor.length),
  cutStart: (cursor: string, at: number) => cursor.slice((at % cursor.length) + 1),
  add: (cursor: string, _: number, text: string) => cursor + text,
  replace: (_cursor: string, _: number, text: string) => text,
  move: (cursor: string, at: number) => moved(cursor, at + 1),
};

const damage = fc.tuple(
  fc.constantFrom(...(Object.keys(CHANGES) as (keyof typeof CHANGES)[])),
  fc.nat(),
  anyText,
);
const changed = (cursor: string, [way, at, text]: readonly [keyof typeof CHANGES, number, string]) =>
  CHANGES[way](cursor, at, text);

/** The same cursor, but further on. */
function moved(cursor: string, by: number): string {
  const content = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  const further = 'k' in content ? { ...content, k: content.k + by } : { ...content, p: content.p + by };
  return Buffer.from(JSON.stringify(further)).toString('base64url');
}

function refusal(cursor: string, of: unknown): Failure {
  try {
    throw new Error(`taken as ${JSON.stringify(readCursor(cursor, of))}`);
  } catch (error) {
    if (error instanceof Failure) return error;
    throw error;
  }
}

describe('a cursor', () => {
  it('comes back as the position it was made of', () => {
    fc.assert(
      fc.property(position, query, (at, of) => {
        const cursor = writeCursor(at, of);
        expect(cursor).toMatch(/^[\w-]+$/);
        expect(readCursor(cursor, of)).toEqual(at);
      }),
      { numRuns: 1_000 },
    );
  });

  it('is refused by every other query', () => {
    fc.assert(
      fc.property(position, query, query, (at, of, other) => {
        fc.pre(JSON.stringify(of) !== JSON.stringify(other));
        expect(refusal(writeCursor(at, of), other)).toMatchObject({ kind: 'arguments', argument: 'cursor' });
      }),
      { numRuns: 1_000 },
    );
  });

  it('is refused when anything in it was changed', () => {
    fc.assert(
      fc.property(position, query, damage, (at, of, change) => {
        const cursor = writeCursor(at, of);
        const other = changed(cursor, change);
        fc.pre(other !== cursor);
        expect(refusal(other, of)).toMatchObject({ kind: 'arguments', argument: 'cursor' });
      }),
      {
        numRuns: 3_000,
        examples: [
          [{ key: 5 }, [], ['move', 1, '']],
          [{ key: 5 }, [], ['add', 0, '=']],
        ],
      },
    );
  });
});

describe('a cursor of a table', () => {
  const { server } = sharedServer();
  const read = (args: Record<string, unknown>) => server.call('list_all_caspio_records', args);

  const args = fc.record(
    {
      table_name: fc.constantFrom('Orders', 'Tickets'),
      'q.select': fc.constantFrom('PK_ID', 'PK_ID, Status'),
      'q.where': fc.constantFrom('PK_ID > 3', 'PK_ID < 300', "PK_ID <> 5 AND 'a' = 'a' -- all"),
      'q.orderBy': fc.constantFrom('PK_ID DESC', 'Status'),
      'q.pageSize': fc.integer({ min: 5, max: 9 }),
      'q.getPaginationInfo': fc.constant(true),
    },
    { requiredKeys: ['table_name', 'q.pageSize'] },
  );
  /** Each makes another query of any of those. */
  const change = fc.constantFrom(
    { table_name: 'Customers' },
    { 'q.select': 'PK_ID, PK_ID AS n' },
    { 'q.where': 'PK_ID > 2' },
    { 'q.orderBy': 'PK_ID' },
    { 'q.pageSize': 10 },
    { 'q.getPaginationInfo': false },
  );

  it('goes on where the first page ended, in its own query only, and is never believed when changed', async () => {
    await fc.assert(
      fc.asyncProperty(args, change, damage, async (given, other, harm) => {
        const first = await read(given);
        const cursor = String(first.json.next_cursor);
        expect(first.json.next_cursor, first.text).toBeDefined();
        const next = await read({ ...given, cursor });
        const rows = [first, next].flatMap(({ json }) => (json.result as { PK_ID: number }[]) ?? []);
        expect(new Set(rows.map(({ PK_ID }) => PK_ID)).size, next.text).toBe(2 * given['q.pageSize']);

        const elsewhere = await read({ ...given, ...other, cursor });
        expect(elsewhere.text).toMatch(/^Error \(arguments\): cursor: /);
        const worse = changed(cursor, harm);
        if (worse !== cursor) {
          expect((await read({ ...given, cursor: worse })).text).toMatch(/^Error \(arguments\): cursor: /);
        }
      }),
      { numRuns: 60 },
    );
  });
});
