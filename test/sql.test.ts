import { describe, expect, it } from 'vitest';
import {
  imbalance,
  isExactKey,
  mentions,
  nakedDate,
  quoteName,
  volatileFunction,
  withoutEnd,
} from '../src/sql/clause.js';
import { groupedOrder, isDistinct, isPerRecord, keyedOrder, shows } from '../src/sql/list.js';

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

  it.each(['', ' \n\t', '-- A = 1', '/* all */ ;', ';;'])('%j is blank', (clause) => {
    expect(withoutEnd(clause)).toBeUndefined();
  });

  it('loses the semicolons that end it', () => {
    expect(withoutEnd("A = ';' ; ;\n")).toBe("A = ';'");
    expect(withoutEnd(' ; ')).toBeUndefined();
    expect(withoutEnd(undefined)).toBeUndefined();
  });
});

describe('an order', () => {
  it.each([
    ['Name -- by name', 'Name -- by name\n, PK_ID'],
    ['pk_id DESC', 'pk_id DESC'],
    ['[Name] ASC, T.[PK_ID] desc', '[Name] ASC, T.[PK_ID] desc'],
    ['LEN(PK_ID)', 'LEN(PK_ID)\n, PK_ID'],
  ])('%j becomes unique as %j', (own, order) => {
    expect(keyedOrder(own, 'PK_ID')).toBe(order);
  });

  it.each<[string, string | undefined, string, string | undefined]>([
    ['A', undefined, 'A, COUNT(*) AS n', 'A'],
    ['A, YEAR(D)', undefined, '', 'A\n, YEAR ( D )'],
    ['A, YEAR(D)', 'COUNT(*) DESC', '', 'COUNT(*) DESC\n, A\n, YEAR ( D )'],
    ['A, YEAR(D)', 'year( [d] ) DESC, T.a', '', 'year( [d] ) DESC, T.a'],
    ['YEAR(D)', 'y DESC', 'YEAR(D) AS y, COUNT(*) n', 'y DESC'],
    ['YEAR(D), A', 'n', 'YEAR(D) AS y, COUNT(*) n', 'n\n, YEAR ( D )\n, A'],
    ['A HAVING COUNT(*) > 3', undefined, '', 'A'],
    ['A, B HAVING COUNT(*) > 3', 'B', '', 'B\n, A'],
    ['ROLLUP(A, B)', undefined, '', undefined],
    ['GROUPING SETS ((A), (B))', 'A', '', undefined],
  ])('of groups by %j, ordered by %j, selecting %j, is %j', (groupBy, own, select, order) => {
    expect(groupedOrder(groupBy, own, select)).toBe(order);
  });

  it('knows what changes every time', () => {
    expect(volatileFunction('LEFT(newid(), 4)')).toBe('NEWID');
    expect(volatileFunction("A = 'NEWID()' -- RAND()")).toBeUndefined();
  });

  it('knows DISTINCT at the beginning only', () => {
    expect(isDistinct('/* x */ distinct A')).toBe(true);
    expect(isDistinct('COUNT(DISTINCT A)')).toBe(false);
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
    '"PK_ID" = 5',
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
