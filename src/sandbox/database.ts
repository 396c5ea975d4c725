import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import initSqlJs from 'sql.js';

export type SqlValue = string | number | null;

type SqliteConnection = InstanceType<Awaited<ReturnType<typeof initSqlJs>>['Database']>;

/** Double-quotes a name for SQLite. */
export const quoted = (name: string) => `"${name.replaceAll('"', '""')}"`;

/** An empty SQLite database in memory, with the few calls that the sandbox needs. All calls are synchronous. */
export class Database {
  readonly connection: SqliteConnection;

  private constructor(connection: SqliteConnection) {
    this.connection = connection;
  }

  static async open(): Promise<Database> {
    const sqlite = await initSqlJs({ locateFile: wasmPath });
    return new Database(new sqlite.Database());
  }

  /** All rows of a query, each in the order of its columns. */
  rows(sql: string, values: readonly SqlValue[] = []): SqlValue[][] {
    const statement = this.connection.prepare(sql);
    try {
      statement.bind([...values]);
      const rows: SqlValue[][] = [];
      while (statement.step()) rows.push(statement.get() as SqlValue[]); // the sandbox stores no blobs in rows
      return rows;
    } finally {
      statement.free();
    }
  }

  /** One page of a query's rows, counted from 1, and the number of all, from one run of it. */
  page(sql: string, { number, size }: { readonly number: number; readonly size: number }) {
    const statement = this.connection.prepare(sql);
    try {
      const rows: SqlValue[][] = [];
      let total = 0;
      for (; statement.step(); total += 1) {
        if (Math.floor(total / size) === number - 1) rows.push(statement.get() as SqlValue[]);
      }
      return { rows, total };
    } finally {
      statement.free();
    }
  }

  run(sql: string, values: readonly SqlValue[] = []): void {
    this.connection.run(sql, [...values]);
  }

  /** Runs one statement once per list of values; prepared once, for bulk work. */
  runEach(sql: string, lists: Iterable<SqlValue[]>): void {
    const statement = this.connection.prepare(sql);
    try {
      for (const values of lists) statement.run(values);
    } finally {
      statement.free();
    }
  }

  /** Everything in `work`, or nothing of it. */
  transaction<T>(work: () => T): T {
    this.run('BEGIN');
    try {
      const result = work();
      this.run('COMMIT');
      return result;
    } catch (error) {
      this.run('ROLLBACK');
      throw error;
    }
  }

  close(): void {
    this.connection.close();
  }
}

/** The WASM lies beside the bundle in a release, and in the package when the sources run. */
function wasmPath(file: string): string {
  const beside = fileURLToPath(new URL(file, import.meta.url));
  return existsSync(beside) ? beside : createRequire(import.meta.url).resolve(`sql.js/dist/${file}`);
}
