import type { Database } from 'sql.js';
import { combine, constant, type Printed, type Type, type Value } from './printed.js';
import { SqlServerError } from './types.js';

/**
 * A function that SQLite calls, of fixed arity and never with NULL. The method form lets implementations name
 * the argument types, to which the compiler has converted before the call.
 */
export type Runtime = { run(...args: Value[]): Value }['run'];

/** Keeps SQLite's own functions, which differ in detail, from answering by accident. */
const prefix = 'tsql_';

const functions = new Map<string, Runtime>();

/** Makes functions known to `call` and `registerFunctions`. */
export function define(added: Readonly<Record<string, Runtime>>): void {
  for (const [name, run] of Object.entries(added)) functions.set(name.toLowerCase(), run);
}

/** NULL in, NULL out. Whatever JavaScript itself refuses, such as too many decimals, is the caller's doing. */
function safely(run: Runtime, values: readonly Value[]): Value {
  if (values.includes(null)) return null;
  try {
    const value = run(...values);
    if (typeof value !== 'number' || Number.isFinite(value)) return value;
  } catch (error) {
    throw error instanceof RangeError ? new SqlServerError(error.message) : error;
  }
  throw new SqlServerError('Arithmetic overflow error converting expression to data type float.');
}

/** A call of a defined function; made at once when its arguments are known. */
export function call(name: string, args: readonly Printed[], type: Type): Printed {
  const run = functions.get(name.toLowerCase());
  if (!run) throw new Error(`${name} is not defined`);
  const whole = type === 'integer' || type === 'boolean';
  const values = args.flatMap((arg) => (arg.constant === undefined ? [] : [arg.constant]));
  if (values.length === args.length) {
    const value = safely(run, values);
    return constant(whole && typeof value === 'number' ? Math.trunc(value) : value, type);
  }
  const sql = `${prefix}${name.toLowerCase()}(${args.map((arg) => arg.sql).join(', ')})`;
  // sql.js returns every number as REAL.
  return combine(whole ? `CAST(${sql} AS INTEGER)` : sql, type, args);
}

/**
 * Registers what SQLite lacks of T-SQL on a connection. What compileSelect and compileWhere return runs on such
 * connections only; an Error thrown while it runs carries SQL Server's message. `checkTime`, called again and again
 * meanwhile, ends a query by throwing.
 */
export function registerFunctions(db: Database, checkTime: () => void = () => undefined): void {
  for (const [name, run] of functions) {
    const nullSafe = (...args: Value[]): Value => {
      checkTime();
      return safely(run, args);
    };
    // sql.js takes the arity from `length`, which a rest parameter does not give.
    db.create_function(prefix + name, Object.defineProperty(nullSafe, 'length', { value: run.length }));
  }
}
