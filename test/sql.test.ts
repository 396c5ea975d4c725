import { describe, expect, it } from 'vitest';
import {
  imbalance,
  isBlank,
  isExactKey,
  orderNames,
  plainNames,
  quoteName,
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
