import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { quoteName } from '../../src/sql/clause.js';
import { unconfined } from '../../src/sql/confined.js';
import { tokens } from '../../src/sql/lexer.js';
import { anyText } from '../support/random.js';

const about = (clause: string) => unconfined(clause, 'Orders');

describe('ordinary clauses pass', () => {
  it.each([
    'PK_ID = 42',
    "State = 'CA' AND (Total > 100.50 OR Total < -3)",
    "Last_Name = 'O''Brien'",
    "Note LIKE '%select * from x; -- y /* z */ \"quoted\" %' ESCAPE '\\'",
    "Name LIKE N'Übergröße 見積書 🎉 O’Brien %'",
    "Status IN ('Open', 'Held') AND Paid = 0",
    'Status NOT IN (1,2,3)',
    "Order_Date BETWEEN '2024-01-01' AND '2024-12-31'",
    'Order_Date >= DATEADD(month, -3, GETDATE())',
    "YEAR(Order_Date) = 2026 AND ISNULL(Note, '') <> ''",
    "(Note IS NULL OR Note = '')",
    "CASE WHEN Total > 1e3 THEN 'big' ELSE 'small' END = 'big'",
    'CAST(Total AS DECIMAL(10,2)) > .5',
    'CONVERT(VARCHAR(20), Order_Date, 120) > 0x1F',
    '[Odd name (2)] = 1 AND [Größe/№] > 2',
    'Orders.State = 1 AND [orders].[State] = 2 AND ORDERS . State = 3',
    '(PK_ID > 5\n) AND PK_ID > 100',
    'State, COUNT(*) AS n, COUNT(DISTINCT City) [Number of cities], SUM(Total) total',
    'DISTINCT State',
    'TOP 5 *, Orders.*',
    'TOP (5) PERCENT Total',
    'YEAR(Order_Date), MONTH(Order_Date) HAVING COUNT(*) > 1',
    'Order_Date DESC, PK_ID\n, State ASC',
    'ROW_NUMBER() OVER (PARTITION BY State ORDER BY Total DESC) AS rank_in_state',
    "STRING_AGG(City, ', ') WITHIN GROUP (ORDER BY City)",
    'GROUPING SETS ((State), ())',
    'Total % 2 = 1 AND ~Flags & 3 <> 1 | 2 AND NOT(Paid = 1)',
    "Name COLLATE Latin1_General_CI_AS = 'x'",
    "'two\nlines' = Note",
    'From_Date > 1 AND Selected = 1 AND Union_Id = 2 AND updated = 3',
    'COALESCE(NULLIF(a, 0), 1) = IIF(b = 1, 2, 3)',
    'x = -1e-5 + 1.5E+3',
    "LEFT(Name, 3) = 'abc' AND LEN(RIGHT(Name, 2)) = 2",
    '_status = 1',
    '',
  ])('%s', (clause) => {
    expect(about(clause)).toBeUndefined();
  });
});

describe('what could reach further is refused', () => {
  it.each<[string, string]>([
    ['PK_ID IN (SELECT PK_ID FROM Salaries)', 'SELECT'],
    ['EXISTS(\tsElEcT\n1)', 'SELECT'],
    ['1 = 1 UNION ALL (x)', 'UNION'],
    ['1 = 1)UNION(1', 'UNION'],
    ['PK_ID, Name FROM Salaries', 'FROM'],
    ['1 = 1 EXEC sp_who', 'EXEC'],
    ["1 = 1 execute('x')", 'EXECUTE'],
    ['1 = 1 DROP TABLE x', 'DROP'],
    ['WITH c AS (x)', 'WITH'],
    ["1 = 1 WAITFOR DELAY '0:0:9'", 'WAITFOR'],
    ["1 IN (OPENROWSET('a', 'b', 'c'))", 'OPENROWSET'],
    ['1 = 1 SHUTDOWN', 'SHUTDOWN'],
    ['1 = 1 SET x = 1', 'SET'],
    ['* INTO x', 'INTO'],
    ['x = USER', 'USER'],
    ['x = NEXT VALUE FOR s', 'FOR'],
    ['1 = 1 -- x', 'comment'],
    ['1 = 1 /* x */', 'comment'],
    ['1 = 1 /* /* x */ ', 'never closed'],
    ['SEL/**/ECT', 'comment'],
    ['1 = 1; x', 'semicolon'],
    ['"x" = 1', 'double quote'],
    ["Name = 'x", 'never closed'],
    ['[Name = 1', 'never closed'],
    ['(1 = 1', 'never closed'],
    ['1 = 1) OR (1 = 1', 'closing parenthesis'],
    ['1 = 1) OR (1 = 1)) OR ((1 = 1', 'closing parenthesis'],
    ['a.b.c = 1', 'three or more parts'],
    ['[a].[b].[c] = 1', 'three or more parts'],
    ['a . b . c = 1', 'three or more parts'],
    ['srv.db.dbo.Salaries = 1', 'three or more parts'],
    ['db..Salaries = 1', 'three or more parts'],
    ['.Name = 1', 'loose dot'],
    ['Salaries.Pay = 1', 'qualified'],
    ['[Salaries].Pay = 1', 'qualified'],
    ['Salaries.*', 'qualified'],
    ['dbo.f(x) = 1', 'qualified name'],
    ['[dbo].[f] (x) = 1', 'qualified name'],
    ['Orders.f(x) = 1', 'qualified name'],
    ["OBJECT_ID('Salaries') > 0", 'OBJECT_ID'],
    ["object_definition (1) LIKE 'x'", 'OBJECT_DEFINITION'],
    ['COL_NAME(1, 2) = 1', 'COL_NAME'],
    ['[OBJECT_ID](1) = 1', 'name in brackets'],
    ["IDENT_CURRENT('Salaries') = 1", 'IDENT_CURRENT'],
    ["HAS_PERMS_BY_NAME('a', 'b', 'c') = 1", 'HAS_PERMS_BY_NAME'],
    ['SUSER_SNAME() = 1', 'SUSER_SNAME'],
    ['DB_NAME() = 1', 'DB_NAME'],
    ["DECRYPTBYPASSPHRASE('a', b) = 1", 'DECRYPTBYPASSPHRASE'],
    ['@@VERSION LIKE 1', 'variable'],
    ['@p0 = 1', 'variable'],
    ['#t = 1', 'variable'],
    ['a$b = 1', 'variable'],
    ['$PARTITION = 1', 'a $'],
    ['geography::x = 1', 'a :'],
    ['{fn NOW()} = 1', 'a {'],
    ['a\\b', 'a \\'],
    ['] = 1', 'a ]'],
    ['PK_ID\u00a0= 1', 'U+00A0'],
    ['PK_ID\u2003= 1', 'U+2003'],
    ['PK_ID\u200b= 1', 'U+200B'],
    ['PK_ID\ufeff= 1', 'U+FEFF'],
    ['PK_ID\v= 1', 'U+000B'],
    ['PK_ID\f= 1', 'U+000C'],
    ['PK_ID\0= 1', 'U+0000'],
    ['PK_ID\u0085= 1', 'U+0085'],
    ['PK_ID = 1\u00a0', 'U+00A0'],
    ['\u00a0PK_ID = 1', 'U+00A0'],
    ['ＳＥＬＥＣＴ x', 'U+FF33'],
    ['\u017felect x', 'U+017F'],
    ['un\u0131on x', 'U+0131'],
    ['PK_ID ＝ 1', 'U+FF1D'],
    ['größe = 1', 'U+00F6'],
    ["Name = 'x\u02bc OR 1=1'", 'U+02BC'],
    ["Name = 'x\uff07 OR 1=1'", 'U+FF07'],
    ["Name = 'x\u2032'", 'U+2032'],
    ["Name = 'x\0'", 'U+0000'],
    ['[x\uff3d] = 1', 'U+FF3D'],
    ['[x]]] = 1', 'within [brackets]'],
    ["[x'] = 1", 'within [brackets]'],
    ['[x--] = 1', 'within [brackets]'],
    ['[@field:x] = 1', 'parameter'],
    ['0xAUNION', 'number that runs'],
    ['1 = 0x1SELECT', 'number that runs'],
    ['1e5UNION', 'number that runs'],
    ['.5e3UNION', 'number that runs'],
    ['1.e5UNION', 'loose dot'],
    ['1FROM x', 'FROM'],
    ["'a'UNION", 'UNION'],
    ['[a]UNION', 'UNION'],
    ['x = \ud835', 'character pair'],
  ])('%j', (clause, found) => {
    expect(about(clause)).toContain(found);
  });

  it('takes no clause that is longer than any that Caspio takes', () => {
    expect(about(' '.repeat(9_000))).toContain('more than');
  });

  it('takes no qualified name where the source has none', () => {
    expect(unconfined('Users.Email = 1')).toContain('qualified');
    expect(unconfined('Email = 1')).toBeUndefined();
  });
});

describe('whatever the clause', () => {
  it('lets nothing through that holds a word, sign or character it must not', () => {
    const pieces = fc.oneof(
      anyText,
      anyText.map((text) => `'${text.replaceAll("'", "''")}'`),
      anyText.map(quoteName),
      fc.constantFrom('SELECT', 'FROM x', 'a.b', 'Orders.b', '(', ')', ' ', '1', '0x', 'e5', 'COUNT(*)', '.'),
    );
    const clauses = fc.array(pieces, { maxLength: 6 }).map((parts) => parts.join(''));
    fc.assert(
      fc.property(clauses, (clause) => {
        if (about(clause) !== undefined) return;
        const outside = tokens(clause).filter(({ kind }) => kind !== 'text' && kind !== 'name');
        for (const { text } of outside) {
          expect(text).toMatch(/^[\x21-\x7e]+$/);
          expect(text).not.toMatch(/^(SELECT|FROM|UNION|EXEC)$|[;"'@#$[\]\\{}:]|--|\/\*/i);
        }
        expect(clause.replace(/N?'(?:[^']|'')*'|\[[^\]]*\]/gi, '')).not.toMatch(/[^\t\r\n\x20-\x7e]/);
      }),
      { numRuns: 5_000 },
    );
  });

  it('passes wrapped in parentheses of ours exactly when it passes alone', () => {
    fc.assert(
      fc.property(anyText, (clause) => {
        expect(about(`(${clause}\n) AND PK_ID > 5`) === undefined).toBe(about(clause) === undefined);
      }),
      { numRuns: 2_000 },
    );
  });

  it('any text is fine as a literal, but for signs that a code page folds to a quote', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        fc.pre(!/[\u02b9\u02bc\u02c8\u2032\u201b\uff07]/.test(text) && !/[^\P{Cc}\t\r\n]/u.test(text));
        expect(about(`Name = '${text.replaceAll("'", "''")}'`)).toBeUndefined();
      }),
      { numRuns: 1_000 },
    );
  });
});
