import initSqlJs from 'sql.js';
import { compileSelect, compileWhere, registerFunctions } from '../../src/sandbox/sql/index.js';
import type { Catalogue, Clauses, Column, Relation } from '../../src/sandbox/sql/types.js';

const orders: Relation = {
  name: 'Orders',
  source: '"Orders"',
  columns: columns(
    'PK_ID integer, Name text, Status text, Total number, Qty integer, Price currency, Created date, ' +
      'Active boolean, Tags list, Customer integer, Date date',
  ),
};

const customers: Relation = {
  name: 'Customers',
  source: '"Customers"',
  columns: columns('PK_ID integer, Name text, City text'),
};

/** A view: its source is a SELECT, its name in SQL has the prefix. */
const parisians: Relation = {
  ...customers,
  name: '_v_Parisians',
  source: `(SELECT * FROM "Customers" WHERE "City" = 'Paris')`,
};

const catalogue: Catalogue = (name) =>
  [orders, customers, parisians].find((relation) => relation.name.toLowerCase() === name.toLowerCase());

function columns(list: string): Column[] {
  return list.split(', ').map((entry) => {
    const [name = '', kind = 'text'] = entry.split(' ');
    return { name, kind: kind as Column['kind'] };
  });
}

const { Database } = await initSqlJs();
const db = new Database();
registerFunctions(db);
db.run(`
  CREATE TABLE Orders (PK_ID INTEGER PRIMARY KEY, Name TEXT, Status TEXT, Total REAL, Qty INTEGER, Price REAL,
    Created TEXT, Active INTEGER, Tags TEXT, Customer INTEGER, Date TEXT);
  INSERT INTO Orders VALUES
    (1, 'Alpha',  'Open',   10.5, 3,    19.99, '2024-01-15T10:30:00', 1,    '{"1":"a"}', 1,    NULL),
    (2, 'beta  ', 'open ',  20,   4,    5,     '2024-02-20T00:00:00', 0,    NULL,        2,    NULL),
    (3, 'Élodie', 'Closed', NULL, NULL, 2.5,   '2024-02-29T23:59:59', 1,    NULL,        1,    NULL),
    (4, 'O''Neil', 'CLOSED', 7.25, 2,   1.1,   NULL,                  NULL, NULL,        NULL, NULL),
    (5, '12',     '',       0,    0,    0,     '2023-12-31T23:59:59', 0,    NULL,        2,    NULL);
  CREATE TABLE Customers (PK_ID INTEGER PRIMARY KEY, Name TEXT, City TEXT);
  INSERT INTO Customers VALUES (1, 'Ann', 'Paris'), (2, 'Bob', 'London'), (3, 'Cy', NULL);
`);

/** The rows that a read of Orders gives, with the columns as `Name:kind`. */
export function read(clauses: Clauses): { columns: string[]; rows: unknown[][] } {
  const compiled = compileSelect(orders, clauses, catalogue);
  const rows = db.exec(`${compiled.sql} LIMIT 100 OFFSET 0`)[0]?.values ?? [];
  return { columns: compiled.columns.map(({ name, kind }) => `${name}:${kind}`), rows };
}

/** The one value of an expression. */
export function evaluate(expression: string): unknown {
  return read({ select: expression, where: 'PK_ID = 1' }).rows[0]?.[0];
}

/** The keys of the orders that a condition finds, which must be the same for reads and for writes. */
export function find(where: string): unknown[] {
  const byWrite = db.exec(`SELECT PK_ID FROM "Orders" WHERE ${compileWhere(orders, where, catalogue)}`)[0];
  const keys = byWrite?.values.flat() ?? [];
  const byRead = read({ select: 'PK_ID', where }).rows.flat();
  if (String(keys) !== String(byRead)) throw new Error(`a write finds ${keys}, a read ${byRead}`);
  return keys;
}

/** The message with which something is refused, at compile time or while it runs. */
export function refusal(work: () => unknown): string {
  try {
    return `accepted: ${JSON.stringify(work())}`;
  } catch (error) {
    return (error as Error).message;
  }
}
