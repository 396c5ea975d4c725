import { describe, expect, test } from 'vitest';
import { SqlServerError } from '../../src/sandbox/sql/index.js';
import type { Clauses } from '../../src/sandbox/sql/types.js';
import { find, read, refusal } from './sql-fixture.js';

describe('no clause reaches beyond its place', () => {
  const near = (text: string) => `Incorrect syntax near '${text}'.`;
  const nearKeyword = (text: string) => `Incorrect syntax near the keyword '${text}'.`;

  test.each<[Clauses, string]>([
    [{ where: '1=1) OR (1=1' }, near(')')],
    [{ where: '(1=1' }, near('1')],
    [{ where: 'PK_ID = 1)', orderBy: '(PK_ID' }, near(')')],
    [{ where: '1=1; DROP TABLE Orders' }, near(';')],
    [{ where: '1=1 GO DROP TABLE Orders' }, nearKeyword('DROP')],
    [{ where: 'DELETE FROM Orders' }, nearKeyword('FROM')],
    [{ where: '1=1) -- ' }, near(')')],
    [{ where: '1=1) OR (1=1 --', orderBy: 'PK_ID' }, near(')')],
    [{ where: '(1=1 -- )' }, near('1')],
    [{ where: '-- PK_ID = 1' }, near('')],
    [{ where: '/* PK_ID = 1 */' }, near('')],
    [{ select: 'PK_ID -- AS', where: "1=1\n) -- 'x'" }, near(')')],
    [{ where: '1=1 /*', orderBy: '*/ PK_ID' }, "Missing end comment mark '*/'."],
    [{ where: "Name = 'x", orderBy: "' + Name" }, "Unclosed quotation mark after the character string 'x'."],
    [{ where: '[Name = 1' }, "Unclosed quotation mark after the character string 'Name = 1'."],
    [{ where: 'Name = "x' }, "Unclosed quotation mark after the character string 'x'."],
    [{ where: '1=1 GROUP BY Name' }, nearKeyword('GROUP')],
    [{ where: '1=1 ORDER BY Name' }, nearKeyword('ORDER')],
    [{ where: '1=1 UNION SELECT 1' }, nearKeyword('UNION')],
    [{ where: 'PK_ID IN (SELECT 1 UNION SELECT 2)' }, nearKeyword('UNION')],
    [{ where: 'PK_ID IN (SELECT PK_ID INTO Copy FROM Orders)' }, nearKeyword('INTO')],
    [{ where: "EXEC('x') = 1" }, nearKeyword('EXEC')],
    [{ where: 'PK_ID = (DELETE FROM Orders)' }, nearKeyword('DELETE')],
    [{ where: 'WITH x AS (SELECT 1 AS a) SELECT a FROM x' }, nearKeyword('WITH')],
    [{ select: 'Name FROM Customers' }, nearKeyword('FROM')],
    [{ select: 'Name INTO Copy' }, nearKeyword('INTO')],
    [{ select: 'TOP 5 Name' }, nearKeyword('TOP')],
    [{ select: 'ALL Name' }, nearKeyword('ALL')],
    [{ select: 'Name, DISTINCT Status' }, nearKeyword('DISTINCT')],
    [{ select: 'SELECT 1' }, nearKeyword('SELECT')],
    [{ select: 'CASE WHEN 1=1 THEN 1', where: '1=1 END' }, nearKeyword('FROM')],
    [{ select: 'DISTINCT' }, nearKeyword('DISTINCT')],
    [{ select: 'Name,' }, near(',')],
    [{ groupBy: 'Name ORDER BY Name' }, nearKeyword('ORDER')],
    [{ groupBy: 'Name WITH ROLLUP', select: 'Name' }, nearKeyword('WITH')],
    [{ orderBy: 'Name OFFSET 5 ROWS' }, near('OFFSET')],
    [{ orderBy: 'Name FOR XML AUTO' }, nearKeyword('FOR')],
    [{ orderBy: 'Name,' }, near(',')],
    [{ orderBy: 'PK_ID LIMIT 5' }, near('LIMIT')],
  ])('%j', (clauses, message) => {
    expect(refusal(() => read(clauses))).toBe(message);
  });
});

describe('syntax errors name the place', () => {
  test.each<[string, string]>([
    ['PK_ID =', "Incorrect syntax near ')'."],
    ['= 1', "Incorrect syntax near '='."],
    ['PK_ID = = 1', "Incorrect syntax near '='."],
    ['PK_ID == 1', "Incorrect syntax near '='."],
    ['PK_ID - * - 1 = 0', "Incorrect syntax near '*'."],
    ['PK_ID * * 1 = 0', "Incorrect syntax near '1'."],
    ['* = 1', "Incorrect syntax near '*'."],
    ['1 = 1 ESCAPE 2', "Incorrect syntax near '2'."],
    ['PK_ID 1', "Incorrect syntax near '1'."],
    ["Name = 'a' 'b'", "Incorrect syntax near 'b'."],
    ["Name = 'O'Neil'", "Unclosed quotation mark after the character string ''."],
    ['PK_ID IN ()', "Incorrect syntax near ')'."],
    ['PK_ID IN (1,)', "Incorrect syntax near ')'."],
    ['PK_ID BETWEEN 1', "Incorrect syntax near ')'."],
    ['Name IS 5', "Incorrect syntax near '5'."],
    ['(PK_ID, Name) IN (SELECT 1, 2)', "Incorrect syntax near ','."],
    ['PK_ID = 1 && Qty = 2', "Incorrect syntax near '&'."],
    ['PK_ID = 1 OR', "Incorrect syntax near ')'."],
    ['user = 1', "Incorrect syntax near the keyword 'user'."],
    ['PK_ID = ANY (SELECT 1)', "Incorrect syntax near the keyword 'ANY'."],
    ['PK_ID = ?', "Incorrect syntax near '?'."],
    ['PK_ID = :id', "Incorrect syntax near ':'."],
    ['PK_ID = @id', 'Must declare the scalar variable "@id".'],
    ['PK_ID = `x`', "Incorrect syntax near '`'."],
    ['PK_ID = {1}', "Incorrect syntax near '{'."],
    ['', "Incorrect syntax near ')'."],
  ])('%s', (where, message) => {
    expect(refusal(() => find(where))).toBe(message);
  });

  test('as SqlServerError', () => {
    expect(() => find('PK_ID = = 1')).toThrow(SqlServerError);
    expect(() => find('Nope = 1')).toThrow(SqlServerError);
  });
});

test('whatever is cut out of a legal clause is refused or runs', () => {
  const where =
    "(Name LIKE N'%[a-c]!_%' ESCAPE '!' OR [Status] IN ('open', 'x''y')) AND NOT (Qty BETWEEN 1 AND 2.5) AND " +
    'EXISTS (SELECT TOP 1 c.PK_ID FROM Customers c WHERE c.PK_ID = Orders.Customer ORDER BY c.Name) /* all */';
  for (let from = 0; from < where.length; from++) {
    for (const length of [1, 5, 40]) {
      const cut = where.slice(0, from) + where.slice(from + length);
      expect(
        refusal(() => find(cut)),
        cut,
      ).not.toMatch(/^a write|undefined|NaN|sqlite|token:|no such|\[@/);
    }
  }
});
