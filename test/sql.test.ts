import { describe, expect, it } from 'vitest';
import {
  imbalance,
  isBlank,
  isExactKey,
  isPerRecord,
  mentions,
  nakedDate,
  orderNames,
  plainNames,
  quoteName,
  shows,
  startsWithWord,
  withoutEnd,
} from '../src/sql.js';

describe('a clause', () => {
  it.each([
    "A = 'it''s (open' AND [a (b] = 1",
    'A = 1 -- (',
    'A = 1 /* ( /* nested ( */ ( */',
    "N'x' LIKE '%[a-c]%'",
    "A = '--' AND (B = 2)",
    'A - -1 / 2 > 0',
    '[a]]b] = 1 OR "c""d" = 2',
    '',
  ])('%j is balanced', (clause) => {
    expect(imbalance(clause)).toBeUndefined();
  });

  it.each([
    ["A = 'open", "' that is opened"],
    ["A = 'it''s", "' that is opened"],
    ['[A = 1', '[ that is opened'],
    ['"A = 1', '" that is opened'],
    ['(A = 1', 'a parenthesis'],
    ['A = 1)', 'a closing parenthesis'],
    ['1=1) OR (1=1', 'a closing parenthesis'],
    ['A = 1 /* and', 'a comment'],
    ['A = 1 /* /* */', 'a comment'],
    ["A = '(' -- ')\n)", 'a closing parenthesis'],
  ])('%j is not: %s', (clause, problem) => {
    expect(imbalance(clause)).toContain(problem);
  });

  it.each([
    ['', true],
    [' \n\t', true],
    ['-- A = 1', true],
    ['/* all */ ;', true],
    ['A', false],
    ["''", false],
  ])('%j is blank: %s', (clause, blank) => {
    expect(isBlank(clause)).toBe(blank);
  });

  it('loses the semicolons that end it', () => {
    expect(withoutEnd("A = ';' ; ;\n")).toBe("A = ';'");
    expect(withoutEnd(' ; ')).toBeUndefined();
    expect(withoutEnd(undefined)).toBeUndefined();
  });
});

describe('a list', () => {
  it.each([
    ['A', ['A']],
    ['A, [B C] , Orders.D, "E"', ['A', 'B C', 'D', 'E']],
    ['[a]]b]', ['a]b']],
    ['A /* first */, B -- second', ['A', 'B']],
  ])('%j has the names %j', (list, names) => {
    expect(plainNames(list)).toEqual(names);
  });

  it.each(['*', 'A AS B', 'COUNT(*)', 'DISTINCT A', 'A B', 'A, ', "'A'", '1', 'A.B.C', 'A + B', ''])(
    '%j is no plain one',
    (list) => {
      expect(plainNames(list)).toBeUndefined();
    },
  );

  it('tells the names that an order goes by', () => {
    expect(orderNames('A DESC, T.[B] asc, LEN(C), [D E], SUM(F) DESC')).toEqual(['A', 'B', 'D E']);
  });

  it('tells its first word', () => {
    expect(startsWithWord('/* x */ distinct A', 'DISTINCT')).toBe(true);
    expect(startsWithWord('COUNT(DISTINCT A)', 'DISTINCT')).toBe(false);
    expect(startsWithWord('[DISTINCT]', 'DISTINCT')).toBe(false);
  });
});

describe('a key', () => {
  it.each(['PK_ID = 5', 'pk_id=5', '[PK_ID] = 5', "PK_ID = '12,7'", " PK_ID\n=\n'5' "])(
    '%j is exact',
    (where) => {
      expect(isExactKey(where)).toBe(true);
    },
  );

  it.each([
    'PK_ID = 5 OR 1=1',
    'PK_ID > 5',
    'PK_ID = PK_ID',
    '"PK_ID" = \'PK_ID\'',
    "PK_ID = 'abc'",
    'PK_ID = 5.5',
    'PK_ID = -1',
    'PK_ID = 5 -- and more',
    'Other = 5',
    'T.PK_ID = 5',
    '',
  ])('%j is not', (where) => {
    expect(isExactKey(where)).toBe(false);
  });

  it('is quoted whatever it holds', () => {
    expect(quoteName('a]b')).toBe('[a]]b]');
  });
});

describe('a selection', () => {
  it.each(['A', '*', 'A AS B', 'UPPER(A) AS a', 'Price * 2 AS p', '[COUNT]', "'COUNT(' AS c", 'A -- SUM(B)'])(
    '%j has one row a record',
    (select) => {
      expect(isPerRecord(select)).toBe(true);
    },
  );

  it.each([
    'COUNT(*)',
    'A, sum (B) AS s',
    'DISTINCT A',
    'TOP 5 A',
    '(SELECT MAX(B) FROM T)',
    'SUM(A) OVER ()',
  ])('%j may not', (select) => {
    expect(isPerRecord(select)).toBe(false);
  });

  it('shows a name by itself or among all', () => {
    expect(['PK_ID', 'A, pk_id', 'T.[PK_ID]', '*', 'A, T.*'].map((select) => shows(select, 'PK_ID'))).toEqual(
      Array(5).fill(true),
    );
    expect(['A', 'PK_ID AS k', 'A * B AS c', 'PK_ID + 1'].map((select) => shows(select, 'PK_ID'))).toEqual(
      Array(4).fill(false),
    );
  });

  it('mentions a name outside texts', () => {
    expect(mentions("[_status] = 'x'", '_status')).toBe(true);
    expect(mentions("A = '_status' -- _status", '_status')).toBe(false);
  });
});

it.each([
  ['Since > 2024-01-31', '2024-01-31'],
  ['A BETWEEN 2024-1-1 AND B', '2024-1-1'],
  ["Since > '2024-01-31'", undefined],
  ['A - 2024 - 1', undefined],
  ['A = 2024-B-1', undefined],
  ['A > 12024-01-31', undefined],
])('%j has the naked date %j', (clause, date) => {
  expect(nakedDate(clause)).toBe(date);
});
