import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Failure } from '../../src/caspio/failure.js';
import { path } from '../../src/caspio/path.js';
import { address, MAX_URI_CHARS } from '../../src/caspio/query.js';
import { anyText } from '../support/random.js';

const BASE = 'https://c0abc123.caspio.com/integrations/rest/v3';

/** What `make` gives, or the Failure that it throws; any other error is one of ours. */
function failureOr<T>(make: () => T): T | Failure {
  try {
    return make();
  } catch (error) {
    if (error instanceof Failure) return error;
    throw error;
  }
}

const fitsPath = (value: string) => !['', '.', '..'].includes(value) && value.isWellFormed();

const nearlyTooLong = fc
  .integer({ min: MAX_URI_CHARS - 200, max: MAX_URI_CHARS })
  .map((length) => 'x'.repeat(length));

describe('an address', () => {
  it('keeps every path value in its segment, or refuses it', () => {
    fc.assert(
      fc.property(anyText, anyText, (table, field) => {
        const made = failureOr(() => path`/tables/${table}/fields/${field}`);
        if (made instanceof Failure) {
          const refused = fitsPath(table) ? field : table;
          expect(fitsPath(refused)).toBe(false);
          expect(made).toMatchObject({ kind: 'arguments', argument: 'name or id' });
          expect(made.what).toContain(JSON.stringify(refused));
          return;
        }
        const url = new URL(BASE + made);
        expect(url.href).toBe(BASE + made);
        expect([url.search, url.hash]).toEqual(['', '']);
        const segments = url.pathname.split('/').slice(4);
        expect(segments.map(decodeURIComponent)).toEqual(['tables', table, 'fields', field]);
      }),
      {
        numRuns: 3_000,
        examples: [
          ['..', 'a'],
          ['%2e%2e', '..%2F'],
          ['a', '\ud835'],
          ['a;b', '.%00.'],
        ],
      },
    );
  });

  it('keeps every query value in its parameter, or names it', () => {
    fc.assert(
      fc.property(fc.oneof(anyText, nearlyTooLong), anyText, fc.nat(99), (where, Where, room) => {
        const at = path`/directories/${1}/users`;
        const made = failureOr(() => address(BASE, at, { 'q.where': where, Where, 'q.limit': 5 }, room));
        if (made instanceof Failure) {
          expect(made.kind).toBe('arguments');
          const isLong = where.isWellFormed() && Where.isWellFormed();
          const isWorse = isLong
            ? encodeURIComponent(where).length + 2 >= encodeURIComponent(Where).length
            : !where.isWellFormed();
          if (isLong) expect(made.what).toContain('is too long');
          expect(made.argument).toBe(isWorse ? 'q.where' : 'Where');
          return;
        }
        expect(made.length + room).toBeLessThanOrEqual(MAX_URI_CHARS);
        const url = new URL(made);
        expect(url.pathname).toBe('/integrations/rest/v3/directories/1/users');
        expect(url.hash).toBe('');
        expect([...url.searchParams]).toEqual([
          ['q.where', where],
          ['Where', Where],
          ['q.limit', '5'],
        ]);
      }),
      { numRuns: 3_000 },
    );
  });
});
