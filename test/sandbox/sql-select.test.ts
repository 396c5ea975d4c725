import { describe, expect, test } from 'vitest';
import type { Clauses } from '../../src/sandbox/sql/types.js';
import { read, refusal } from './sql-fixture.js';

const all = [
  'PK_ID:integer',
  'Name:text',
  'Status:text',
  'Total:number',
  'Qty:integer',
  'Price:currency',
  'Created:date',
  'Active:boolean',
  'Tags:list',
  'Customer:integer',
  'Date:date',
];

describe('columns', () => {
  test.each<[string | undefined, string[]]>([
    [undefined, all],
    [' ', all],
    ['*', all],
    ['Orders.*', all],
    ['*, PK_ID + 1 AS Next', [...all, 'Next:integer']],
    ['name, [STATUS], orders.total', ['Name:text', 'Status:text', 'Total:number']],
    [
      'Name AS n, Name m, Name "two words", Name \'single\'',
      ['n:text', 'm:text', 'two words:text', 'single:text'],
    ],
    ['N = Name, Twice = Qty * 2', ['N:text', 'Twice:integer']],
    ['COUNT(*) AS Count, MAX(Created) AS Date', ['Count:integer', 'Date:date']],
    ['Name, Qty + 1, (Status), 1', ['Name:text', 'Column2:integer', 'Status:text', 'Column4:integer']],
    ['date, [Date]', ['Date:date', 'Date:date']],
  ])('%s', (select, columns) => {
    expect(read({ select }).columns).toEqual(columns);
  });

  test('a boolean comes as 0 or 1, an empty text as it is, NULL as null', () => {
    const { rows } = read({ select: 'Active, Status, Total', orderBy: 'PK_ID' });
    expect(rows).toEqual([
      [1, 'Open', 10.5],
      [0, 'open ', 20],
      [1, 'Closed', null],
      [null, 'CLOSED', 7.25],
      [0, '', 0],
    ]);
  });
});

describe('rows', () => {
  test.each<[string, Clauses, unknown[][]]>([
    [
      'aggregates skip NULLs and keep to their kind',
      {
        select: 'COUNT(*), COUNT(Total), COUNT(DISTINCT Status), SUM(Qty), AVG(Qty), AVG(Total), SUM(Price)',
      },
      [[5, 4, 3, 9, 2, 9.4375, 28.59]],
    ],
    [
      'aggregates of nothing',
      { select: "COUNT(*), SUM(Qty), AVG(Total), MAX(Name), STRING_AGG(Name, ',')", where: 'PK_ID < 0' },
      [[0, null, null, null, null]],
    ],
    [
      'smallest and largest text go by collation',
      { select: 'MIN(Name), MAX(Name), MAX(DISTINCT Status)', where: "Name <> '12'" },
      [['Alpha', "O'Neil", 'open ']],
    ],
    [
      'distinct aggregates',
      { select: 'SUM(DISTINCT Active + 0), COUNT(DISTINCT Customer), AVG(DISTINCT Qty)' },
      [[1, 2, 2]],
    ],
    [
      'statistics',
      { select: 'VARP(Qty), VAR(Qty), ROUND(STDEV(Qty), 4), ROUND(STDEVP(Qty), 4)' },
      [[2.1875, 2.9166666666666665, 1.7078, 1.479]],
    ],
    [
      'text groups without case and trailing blanks',
      {
        select: 'UPPER(RTRIM(Status)) AS S, COUNT(*) AS N, SUM(Total)',
        groupBy: 'UPPER(RTRIM(Status))',
        orderBy: 'COUNT(*) DESC, S',
      },
      [
        ['CLOSED', 2, 7.25],
        ['OPEN', 2, 30.5],
        ['', 1, 0],
      ],
    ],
    [
      'groups of a text column',
      { select: 'COUNT(*)', groupBy: 'Status', orderBy: 'Status' },
      [[1], [2], [2]],
    ],
    [
      'groups by month',
      {
        select: 'YEAR(Created) AS Y, MONTH(Created) AS M, COUNT(*) AS N',
        where: 'Created IS NOT NULL',
        groupBy: 'YEAR(Created), MONTH(Created)',
        orderBy: 'YEAR(Created), M DESC',
      },
      [
        [2023, 12, 1],
        [2024, 2, 2],
        [2024, 1, 1],
      ],
    ],
    [
      'groups by month as text',
      {
        select: "CONVERT(varchar(7), Created, 120) + '!', SUM(Price)",
        groupBy: 'CONVERT(varchar(7), Created, 120)',
        orderBy: '1',
      },
      [
        [null, 1.1],
        ['2023-12!', 0],
        ['2024-01!', 19.99],
        ['2024-02!', 7.5],
      ],
    ],
    [
      'groups by a case',
      {
        select: "CASE WHEN Qty > 2 THEN 'many' ELSE 'few' END AS Size, COUNT(*)",
        groupBy: "CASE WHEN Qty > 2 THEN 'many' ELSE 'few' END",
        orderBy: 'Size',
      },
      [
        ['few', 3],
        ['many', 2],
      ],
    ],
    [
      'HAVING behind GROUP BY',
      {
        select: 'Customer, COUNT(*)',
        groupBy: 'Customer HAVING COUNT(*) > 1 AND Customer > 1',
        orderBy: 'Customer',
      },
      [[2, 2]],
    ],
    [
      'HAVING with comments, on what the select list lacks',
      { select: 'Customer -- c', groupBy: 'Customer /* g */ HAVING SUM(Qty) > 3 -- h', orderBy: '1 -- o' },
      [[2]],
    ],
    [
      'DISTINCT text',
      { select: 'DISTINCT LEFT(Status, 1)', orderBy: 'LEFT(Status, 1) DESC' },
      [['O'], ['C'], ['']],
    ],
    [
      'DISTINCT by alias',
      { select: 'DISTINCT YEAR(Created) AS Y', orderBy: 'Y DESC' },
      [[2024], [2023], [null]],
    ],
    [
      'DISTINCT by position',
      { select: 'DISTINCT Active, Customer', where: 'Customer = 2', orderBy: '2, 1' },
      [[0, 2]],
    ],
    [
      'text is ordered without case, accents behind their letter, NULL first',
      { select: 'Name', orderBy: 'Name' },
      [['12'], ['Alpha'], ['beta  '], ['Élodie'], ["O'Neil"]],
    ],
    ['NULL last when descending', { select: 'PK_ID', orderBy: 'Total DESC' }, [[2], [1], [4], [5], [3]]],
    [
      'order by an alias before a column',
      { select: '-PK_ID AS Qty', orderBy: 'Qty' },
      [[-5], [-4], [-3], [-2], [-1]],
    ],
    [
      'order by expressions and qualified names',
      { select: 'PK_ID', orderBy: 'CASE WHEN Active = 1 THEN 0 ELSE 1 END, Orders.PK_ID DESC' },
      [[3], [1], [5], [4], [2]],
    ],
    [
      'order by a constant alias',
      { select: '5 AS X, PK_ID', orderBy: 'X, PK_ID DESC', where: 'PK_ID < 3' },
      [
        [5, 2],
        [5, 1],
      ],
    ],
    [
      'order by no value at all',
      { select: 'PK_ID', orderBy: 'GETDATE(), PK_ID', where: 'PK_ID < 3' },
      [[1], [2]],
    ],
    [
      'window functions',
      {
        select:
          'ROW_NUMBER() OVER (PARTITION BY Status ORDER BY PK_ID DESC), COUNT(*) OVER (PARTITION BY Status), ' +
          'SUM(Qty) OVER (ORDER BY PK_ID ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW), ' +
          "LAG(Name, 1, '-') OVER (ORDER BY PK_ID)",
        orderBy: 'PK_ID',
      },
      [
        [2, 2, 3, '-'],
        [1, 2, 7, 'Alpha'],
        [2, 2, 7, 'beta  '],
        [1, 2, 9, 'Élodie'],
        [1, 1, 9, "O'Neil"],
      ],
    ],
    [
      'windows over groups',
      {
        select: 'Customer, RANK() OVER (ORDER BY COUNT(*) DESC), SUM(COUNT(*)) OVER ()',
        groupBy: 'Customer',
        orderBy: 'Customer',
      },
      [
        [null, 3, 5],
        [1, 1, 5],
        [2, 1, 5],
      ],
    ],
    [
      'window frames by number',
      {
        select: 'SUM(PK_ID) OVER (ORDER BY PK_ID ROWS BETWEEN 1 PRECEDING AND 1 FOLLOWING)',
        orderBy: 'PK_ID',
      },
      [[3], [6], [9], [12], [9]],
    ],
    [
      'STRING_AGG in order',
      {
        select: "Customer, STRING_AGG(CAST(PK_ID AS varchar(5)), ';') WITHIN GROUP (ORDER BY PK_ID DESC)",
        groupBy: 'Customer',
        orderBy: 'Customer',
      },
      [
        [null, '4'],
        [1, '3;1'],
        [2, '5;2'],
      ],
    ],
    [
      'sub-queries in the select list',
      {
        select:
          'PK_ID, (SELECT Name FROM Customers c WHERE c.PK_ID = Customer), (SELECT COUNT(*) FROM _v_Parisians), ' +
          '(SELECT TOP 1 PK_ID FROM Customers ORDER BY PK_ID DESC)',
        where: 'PK_ID > 2',
        orderBy: 'PK_ID',
      },
      [
        [3, 'Ann', 1, 3],
        [4, null, 1, 3],
        [5, 'Bob', 1, 3],
      ],
    ],
    [
      'a sub-query on a grouped column',
      {
        select: 'Customer, (SELECT Name FROM Customers c WHERE c.PK_ID = Orders.Customer)',
        groupBy: 'Customer',
        orderBy: 'Customer DESC',
      },
      [
        [2, 'Bob'],
        [1, 'Ann'],
        [null, null],
      ],
    ],
  ])('%s', (_, clauses, rows) => {
    expect(read(clauses).rows).toEqual(rows);
  });

  test('one of several spellings stands for a distinct text', () => {
    const { rows } = read({ select: 'DISTINCT Status', orderBy: 'Status' });
    expect(rows.map(([status]) => String(status).trim().toLowerCase())).toEqual(['', 'closed', 'open']);
  });
});

describe('reads are refused', () => {
  const ungrouped = (column: string, place = 'the select list') =>
    `Column '${column}' is invalid in ${place} because it is not contained in either an aggregate function or the ` +
    'GROUP BY clause.';

  test.each<[Clauses, string]>([
    [{ select: 'Nope' }, "Invalid column name 'Nope'."],
    [
      { select: 'Nope.*' },
      "The column prefix 'Nope' does not match with a table name or alias name used in the query.",
    ],
    [{ select: 'Name AS n', where: "n = 'x'" }, "Invalid column name 'n'."],
    [{ select: 'YEAR(Created) AS y', groupBy: 'y' }, "Invalid column name 'y'."],
    [{ select: 'Name AS n', orderBy: 'LEN(n)' }, "Invalid column name 'n'."],
    [{ select: 'Status, Name', groupBy: 'Status' }, ungrouped('Orders.Name')],
    [{ groupBy: 'Status' }, ungrouped('Orders.PK_ID')],
    [{ select: 'Status', groupBy: 'ROLLUP(Status)' }, "'ROLLUP' is not a recognized built-in function name."],
    [{ select: 'Status', groupBy: 'CUBE(Status)' }, "'CUBE' is not a recognized built-in function name."],
    [{ select: 'COUNT(*), Name' }, ungrouped('Orders.Name')],
    [{ select: 'YEAR(Created), MONTH(Created)', groupBy: 'YEAR(Created)' }, ungrouped('Orders.Created')],
    [{ select: 'SUM(Qty) OVER (), COUNT(*)' }, ungrouped('Orders.Qty')],
    [
      { select: 'Status', groupBy: "Status HAVING Name = 'x'" },
      ungrouped('Orders.Name', 'the HAVING clause'),
    ],
    [
      { select: 'Status', groupBy: 'Status', orderBy: 'Name' },
      ungrouped('X', 'the ORDER BY clause').replace("'X'", '"Orders.Name"'),
    ],
    [{ select: 'Name', orderBy: 'COUNT(*)' }, ungrouped('Orders.Name')],
    [
      { select: '(SELECT COUNT(*) FROM Customers c WHERE c.PK_ID = Customer), Status', groupBy: 'Status' },
      ungrouped('Orders.Customer'),
    ],
    [
      { select: 'Name', groupBy: '1' },
      'Each GROUP BY expression must contain at least one column that is not an outer reference.',
    ],
    [
      { select: 'COUNT(*)', groupBy: 'COUNT(*)' },
      'Cannot use an aggregate or a subquery in an expression used for the group by list of a GROUP BY clause.',
    ],
    [
      { select: 'DISTINCT Status', orderBy: 'PK_ID' },
      'ORDER BY items must appear in the select list if SELECT DISTINCT is specified.',
    ],
    [
      { orderBy: 'Name, name DESC' },
      'A column has been specified more than once in the order by list. Columns in the order by list must be unique.',
    ],
    [
      { select: 'Name', orderBy: '1, Name' },
      'A column has been specified more than once in the order by list. Columns in the order by list must be unique.',
    ],
    [
      { select: 'Name', orderBy: '2' },
      'The ORDER BY position number 2 is out of range of the number of items in the select list.',
    ],
    [
      { select: 'Name', orderBy: "PK_ID, 'x'" },
      'A constant expression was encountered in the ORDER BY list, position 2.',
    ],
    [{ select: 'Name, Status AS Name', orderBy: 'Name' }, "Ambiguous column name 'Name'."],
    [{ select: 'SUM(Name)' }, 'Operand data type varchar is invalid for sum operator.'],
    [{ select: 'AVG(Created)' }, 'Operand data type datetime is invalid for avg operator.'],
    [{ select: 'MAX(Active)' }, 'Operand data type bit is invalid for max operator.'],
    [{ select: 'MIN(Tags)' }, 'Operand data type list is invalid for min operator.'],
    [
      { select: 'SUM(COUNT(*))' },
      'Cannot perform an aggregate function on an expression containing an aggregate or a subquery.',
    ],
    [
      { select: 'MAX((SELECT 1))' },
      'Cannot perform an aggregate function on an expression containing an aggregate or a subquery.',
    ],
    [
      { select: 'SUM(RANK() OVER (ORDER BY PK_ID))' },
      'Windowed functions cannot be used in the context of another windowed function or aggregate.',
    ],
    [{ select: 'COUNT()' }, 'The COUNT function requires 1 argument(s).'],
    [{ select: 'COUNT(DISTINCT Name) OVER ()' }, 'Use of DISTINCT is not allowed with the OVER clause.'],
    [{ select: 'STDEV(DISTINCT Qty)' }, "Incorrect syntax near 'DISTINCT'."],
    [
      { select: 'Status, (SELECT SUM(c.PK_ID * Qty) FROM Customers c)', groupBy: 'Status' },
      ungrouped('Orders.Qty'),
    ],
    [{ select: 'SUM(*)' }, "Incorrect syntax near '*'."],
    [{ select: 'STRING_AGG(Name)' }, 'The STRING_AGG function requires 2 argument(s).'],
    [{ select: 'RANK()' }, "The function 'RANK' must have an OVER clause."],
    [
      { select: 'RANK() OVER (PARTITION BY Name)' },
      "The function 'RANK' must have an OVER clause with ORDER BY.",
    ],
    [{ select: "(Name = 'x')" }, "Incorrect syntax near '='."],
    [{ select: 'Name IS NULL' }, "Incorrect syntax near the keyword 'IS'."],
    [
      { select: '(SELECT Name FROM Customers)' },
      'Subquery returned more than 1 value. This is not permitted when the subquery follows =, !=, <, <= , >, >= or ' +
        'when the subquery is used as an expression.',
    ],
    [
      { select: '(SELECT COUNT(*) FROM (SELECT PK_ID + 1 FROM Customers) x)' },
      "No column name was specified for column 1 of 'x'.",
    ],
    [
      { select: '(SELECT COUNT(*) FROM (SELECT PK_ID, pk_id FROM Customers) x)' },
      "The column 'PK_ID' was specified multiple times for 'x'.",
    ],
  ])('%j', (clauses, message) => {
    expect(refusal(() => read(clauses))).toBe(message);
  });
});
