import { describe, expect, test } from 'vitest';
import { find, refusal } from './sql-fixture.js';

describe('conditions find', () => {
  test.each<[string, number[]]>([
    // comparison of text: without case and trailing blanks
    ["Status = 'OPEN'", [1, 2]],
    ["Status = 'open   '", [1, 2]],
    ["Status <> 'open'", [3, 4, 5]],
    ["Name = N'éLODIE'", [3]],
    ["Name <> 'Élodie'", [1, 2, 4, 5]],
    ["Name IN ('ALPHA', 'élodie')", [1, 3]],
    ["Name NOT IN ('ALPHA', 'Beta')", [3, 4, 5]],
    ["Name > 'b' AND Name < 'f'", [2, 3]],
    ["Name BETWEEN 'A' AND 'BETA'", [1, 2]],
    ["'a' = 'A '", [1, 2, 3, 4, 5]],
    ["Name = 'o''neil'", [4]],
    ["Status = ''", [5]],
    // names
    ["[Name] = 'alpha' AND orders.[pk_id] = 1 AND dbo.Orders.Qty = 3", [1]],
    ['"PK_ID" = 1', [1]],
    ['Date IS NULL AND PK_ID = 2', [2]],
    // numbers
    ["PK_ID = '2'", [2]],
    ["Total > ' 9.5 '", [1, 2]],
    ['Total = 10.50', [1]],
    ["Price = '$19.99'", [1]],
    ['Qty <> 0 AND Total / Qty > 3', [1, 2, 4]],
    ['Qty / 2 = 1', [1, 4]],
    ['Qty % 2 = 0', [2, 4, 5]],
    ['Qty & 1 = 1', [1]],
    ['Qty !> 2', [4, 5]],
    ['Qty !< 3 AND Qty != 4', [1]],
    ['PK_ID = 9007199254740993', []],
    ['-PK_ID + 5 * 2 - 3 = 4', [3]],
    // Yes/No
    ['Active = 1', [1, 3]],
    ['Active = 0', [2, 5]],
    ["Active = 'true'", [1, 3]],
    ['Active <> 1', [2, 5]],
    ['Active = 2', []],
    // dates compare as instants, whatever their form
    ["Created = '2024-02-20'", [2]],
    ["Created = '02/20/2024 12:00 AM'", [2]],
    ["Created = '20240220 00:00:00.000'", [2]],
    ["Created >= '2024-02-20T00:00:00Z'", [2, 3]],
    ["Created > 'Feb 28, 2024'", [3]],
    ["Created BETWEEN '2024-02-01' AND '2024-02-29'", [2]],
    ["Created < '1/15/2024 10:30:01 am'", [1, 5]],
    ['Created > 45339', [2, 3]],
    ["CAST(Created AS date) = '2024-02-29'", [3]],
    ['YEAR(Created) = 2024 AND MONTH(Created) = 2', [2, 3]],
    ['Created < GETDATE() AND CURRENT_TIMESTAMP > Created', [1, 2, 3, 5]],
    ["DATEADD(month, DATEDIFF(month, 0, Created), 0) = '2024-02-01'", [2, 3]],
    // three-valued logic
    ['Total = NULL', []],
    ['NOT (Total = 20)', [1, 4, 5]],
    ['NOT (PK_ID) = 1', [2, 3, 4, 5]],
    ['Total IS NULL OR Qty IS NOT NULL AND PK_ID < 2', [1, 3]],
    ['Qty NOT IN (3, NULL)', []],
    ['Active = 1 OR NOT Active = 1', [1, 2, 3, 5]],
    // LIKE
    ["Name LIKE '[a-c]%'", [1, 2]],
    ["Name LIKE '[^a-z]%'", [3, 5]],
    ["Name LIKE '[z-a]%'", []],
    ["Name LIKE '_lpha'", [1]],
    ["Name LIKE 'É%'", [3]],
    ["Name NOT LIKE '%a%'", [3, 4, 5]],
    ["Name LIKE 'O!''%' ESCAPE '!'", [4]],
    ["'50%' LIKE '50!%' ESCAPE '!' AND PK_ID = 1", [1]],
    ["'50x' LIKE '50' + '!%' ESCAPE '!'", []],
    ["'a.c' LIKE 'abc' OR 'a-c' LIKE 'a[x-]c' AND PK_ID = 2", [2]],
    ["Name LIKE '[%'", []],
    ["Name LIKE '%%L[p]%%_'", [1]],
    ["Name LIKE '[^A-Z]LPHA' OR Name LIKE '[a-z]ETA%'", [2]],
    ["'aXbXc' LIKE '%x[b-b]%x_' AND PK_ID = 1", [1]],
    ["'aab' LIKE '%[a]b' AND 'aab' NOT LIKE '%[a]' AND PK_ID = 1", [1]],
    ["REPLICATE('a', 8000) LIKE '%a%a%a%a%a%a%a%a%[b]%' OR PK_ID = 3", [3]],
    ["REPLICATE(Status, 4000) LIKE '%o%p%e%n%o%p%e%n%o%p%e%n[!]%' OR PK_ID = 3", [3]],
    ["REPLICATE('a', 8000) LIKE '%a%a%a%a%a%a%a%a%b%' OR PK_ID = 3", [3]],
    ["Name LIKE 'alpha - ''ESCAPE'' - x' OR PK_ID = 2", [2]],
    ['Name LIKE NULL', []],
    ["Created LIKE '2024%'", []],
    ["Created LIKE 'Feb 2%'", [2, 3]],
    ["PK_ID LIKE '[12]'", [1, 2]],
    ["CONVERT(varchar(10), Created, 120) LIKE '2024-02%'", [2, 3]],
    // CASE and its relatives
    ["CASE WHEN PK_ID = 1 THEN 'a' ELSE 'b' END = 'A'", [1]],
    ["CASE Status WHEN 'OPEN' THEN 1 WHEN 'closed' THEN 2 END = 2", [3, 4]],
    ['IIF(Total > 8, 1, 0) = 1', [1, 2]],
    ['NULLIF(Total, 20) IS NULL', [2, 3]],
    ['ISNULL(Qty, -1) = -1', [3]],
    ["CHOOSE(PK_ID, 'x', 'y') = 'Y'", [2]],
    // sub-queries
    ['Customer IN (SELECT PK_ID FROM Customers WHERE City IS NOT NULL)', [1, 2, 3, 5]],
    ['Customer IN (SELECT PK_ID FROM _v_Parisians)', [1, 3]],
    ['PK_ID NOT IN (SELECT Customer FROM Orders WHERE Customer IS NOT NULL)', [3, 4, 5]],
    ["EXISTS (SELECT 1 FROM Customers c WHERE c.PK_ID = Orders.Customer AND City = 'PARIS')", [1, 3]],
    ['EXISTS (SELECT 1 FROM Customers WHERE PK_ID = Customer)', [1, 2, 3, 5]],
    ['NOT EXISTS (SELECT * FROM Customers c WHERE c.PK_ID = Customer)', [4]],
    ['Total = (SELECT MAX(Total) FROM Orders o WHERE o.Status = Orders.Status)', [2, 4, 5]],
    ['PK_ID = (SELECT TOP 1 PK_ID FROM Orders ORDER BY Total DESC)', [2]],
    ['(SELECT COUNT(*) FROM Customers) = 3 AND PK_ID = 1', [1]],
    [
      'PK_ID IN (SELECT o.PK_ID FROM Orders o LEFT JOIN Customers c ON c.PK_ID = o.Customer WHERE c.Name IS NULL)',
      [4],
    ],
    [
      "Customer IN (SELECT x.Id FROM (SELECT PK_ID AS Id, City FROM Customers) x WHERE x.City = 'london')",
      [2, 5],
    ],
    // comments and layout
    ['/* a /* b */ c */ PK_ID\n=\t1', [1]],
    ['(PK_ID > 1 -- the rest\n) AND PK_ID < 3', [2]],
    ['PK_ID = 1 -- and the rest', [1]],
    ["PK_ID = 1 --) OR 1=1 /* ' [", [1]],
    ['PK_ID = 2 /* and the rest */', [2]],
    ["Name <> '--' AND [PK_ID]=1--", [1]],
    [Array(400).fill('PK_ID = 2').join(' OR '), [2]],
    [`${'('.repeat(100)}PK_ID = 2${')'.repeat(100)}`, [2]],
  ])('%s', (where, expected) => {
    expect(find(where)).toEqual(expected);
  });
});

describe('conditions are refused', () => {
  const nonBoolean = (near: string) =>
    `An expression of non-boolean type specified in a context where a condition is expected, near '${near}'.`;
  const toInt = (text: string) =>
    `Conversion failed when converting the varchar value '${text}' to data type int.`;
  const noDate = 'Conversion failed when converting date and/or time from character string.';

  test.each<[string, string]>([
    ['Nope = 1', "Invalid column name 'Nope'."],
    ['"Nope" = 1', "Invalid column name 'Nope'."],
    ['Name = "alpha"', "Invalid column name 'alpha'."],
    ['Orders.Nope = 1', "Invalid column name 'Nope'."],
    ['[a]]b] = 1', "Invalid column name 'a]b'."],
    ['Active = true', "Invalid column name 'true'."],
    ['constructor = toString', "Invalid column name 'constructor'."],
    ['rowid = 1', "Invalid column name 'rowid'."],
    ['t0.PK_ID = 1', 'The multi-part identifier "t0.PK_ID" could not be bound.'],
    ['x.dbo.Orders.PK_ID = 1', 'The multi-part identifier "x.dbo.Orders" could not be bound.'],
    ['PK_ID IN (SELECT PK_ID FROM Nope)', "Invalid object name 'Nope'."],
    ['PK_ID IN (SELECT PK_ID FROM other.dbo.Orders)', "Invalid object name 'other.dbo.Orders'."],
    ['PK_ID IN (SELECT name FROM sqlite_master)', "Invalid object name 'sqlite_master'."],
    ['PK_ID', nonBoolean('PK_ID')],
    ['Active', nonBoolean('Active')],
    ['1', nonBoolean('1')],
    ['PK_ID = 1 AND Name', nonBoolean('Name')],
    ['LEN(Name)', nonBoolean(')')],
    ['(PK_ID = 1) = 1', "Incorrect syntax near '='."],
    ["Name = 'x' IS NULL", "Incorrect syntax near the keyword 'IS'."],
    ['PK_ID IN (1) = 1', "Incorrect syntax near '='."],
    ['Name = 5', toInt('Alpha')],
    ["PK_ID = 'abc'", toInt('abc')],
    ["PK_ID = '1.5'", toInt('1.5')],
    ["Qty IN (1, 'x')", toInt('x')],
    ['Name + 1 = 2', toInt('Alpha')],
    ["Total > 'abc'", 'Error converting data type varchar to float.'],
    ["Price > 'abc'", 'Cannot convert a char value to money. The char value has incorrect syntax.'],
    ["Active = 'maybe'", "Conversion failed when converting the varchar value 'maybe' to data type bit."],
    ["Created > 'soon'", noDate],
    ['Created > Name', noDate],
    [
      "Created > '2024-02-30'",
      'The conversion of a varchar data type to a datetime data type resulted in an out-of-range value.',
    ],
    ['CAST(Created AS date) > 5', 'Operand type clash: int is incompatible with date'],
    ['CAST(GETDATE() AS date) - 30 < Created', 'Operand type clash: date is incompatible with int'],
    ['10 / Qty > 1', 'Divide by zero error encountered.'],
    ['10 % 0 = 1', 'Divide by zero error encountered.'],
    ['Total / 0.0 = 1', 'Divide by zero error encountered.'],
    ["Name - 'x' = ''", 'Operand data type varchar is invalid for subtract operator.'],
    ['Created * 2 = 1', 'Operand data type datetime is invalid for multiply operator.'],
    ["Tags = 'a'", 'The data types list and varchar are incompatible in the equal to operator.'],
    ["'a' <> Tags", 'The data types varchar and list are incompatible in the not equal to operator.'],
    ["Tags IN ('a')", 'The data types list and varchar are incompatible in the equal to operator.'],
    ["Tags LIKE '%a%'", 'Argument data type list is invalid for argument 1 of like function.'],
    ['Tags IS NULL', 'The data type list is incompatible with the is null operator.'],
    ['LEN(Tags) > 0', 'Argument data type list is invalid for argument 1 of len function.'],
    [
      'COUNT(*) > 1',
      'An aggregate may not appear in the WHERE clause unless it is in a subquery contained in a HAVING clause or a ' +
        'select list, and the column being aggregated is an outer reference.',
    ],
    [
      'ROW_NUMBER() OVER (ORDER BY PK_ID) = 1',
      'Windowed functions can only appear in the SELECT or ORDER BY clauses.',
    ],
    [
      'Name IN (SELECT PK_ID, Name FROM Customers)',
      'Only one expression can be specified in the select list when the subquery is not introduced with EXISTS.',
    ],
    [
      'Customer = (SELECT PK_ID FROM Customers)',
      'Subquery returned more than 1 value. This is not permitted when the subquery follows =, !=, <, <= , >, >= or ' +
        'when the subquery is used as an expression.',
    ],
    [
      'PK_ID IN (SELECT PK_ID FROM Customers ORDER BY PK_ID)',
      'The ORDER BY clause is invalid in views, inline functions, derived tables, subqueries, and common table ' +
        'expressions, unless TOP, OFFSET or FOR XML is also specified.',
    ],
    [
      "PK_ID IN (SELECT c.PK_ID FROM Customers c, Orders o WHERE Name = 'x')",
      "Ambiguous column name 'Name'.",
    ],
    ['PK_ID IN (1, 2 OR 3)', "Incorrect syntax near the keyword 'OR'."],
    ['COALESCE(Qty, PK_ID OR 1) = 1', "Incorrect syntax near the keyword 'OR'."],
    ['IIF(Qty > 1, PK_ID, 1 AND Qty) = 1', "Incorrect syntax near the keyword 'AND'."],
    [
      'PK_ID < 1e400',
      "The floating point value '1e400' is out of the range of computer representation (8 bytes).",
    ],
    ["FORMAT(1.5, '0.' + REPLICATE('0', 500)) = '1'", 'minimumFractionDigits value is out of range.'],
    ["Name LIKE 'a' ESCAPE 'ab'", 'The invalid escape character "ab" was specified in a LIKE predicate.'],
    [
      'CASE WHEN PK_ID = 1 THEN NULL END = 1',
      'At least one of the result expressions in a CASE specification must be an expression other than the NULL constant.',
    ],
  ])('%s', (where, message) => {
    expect(refusal(() => find(where))).toBe(message);
  });
});

/** Random conditions over two columns, with the truth of each as JavaScript works it out. */
test('AND, OR, NOT and comparisons agree with three-valued logic', () => {
  type Truth = boolean | null;
  const qty = [3, 4, null, 2, 0];
  const status = ['open', 'open', 'closed', 'closed', ''];
  let seed = 20_240_229;
  const random = (below: number): number => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((seed / 2_147_483_648) * below);
  };
  const not = (a: Truth): Truth => (a === null ? null : !a);
  const and = (a: Truth, b: Truth): Truth =>
    a === false || b === false ? false : a === null || b === null ? null : true;

  function condition(depth: number): { sql: string; truth: Truth[] } {
    const kind = random(depth > 0 ? 7 : 4);
    const n = random(5);
    const text = ['Open', 'CLOSED ', 'x'][random(3)] ?? '';
    if (kind === 0) return { sql: `Qty > ${n}`, truth: qty.map((q) => (q === null ? null : q > n)) };
    if (kind === 1) return { sql: `Qty <> '${n}'`, truth: qty.map((q) => (q === null ? null : q !== n)) };
    if (kind === 2)
      return { sql: `Status = '${text}'`, truth: status.map((s) => s === text.trim().toLowerCase()) };
    if (kind === 3) return { sql: 'Qty IS NULL', truth: qty.map((q) => q === null) };
    const a = condition(depth - 1);
    if (kind === 4) return { sql: `NOT (${a.sql})`, truth: a.truth.map(not) };
    const b = condition(depth - 1);
    const pairs = a.truth.map((left, at) => [left, b.truth[at] ?? null] as const);
    if (kind === 5) return { sql: `(${a.sql} AND ${b.sql})`, truth: pairs.map(([x, y]) => and(x, y)) };
    return { sql: `(${a.sql} OR ${b.sql})`, truth: pairs.map(([x, y]) => not(and(not(x), not(y)))) };
  }

  for (let round = 0; round < 300; round++) {
    const { sql, truth } = condition(4);
    const expected = truth.flatMap((value, at) => (value === true ? [at + 1] : []));
    expect(find(sql), sql).toEqual(expected);
  }
});
