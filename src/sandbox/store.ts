import { Attachments } from './attachments/attachments.js';
import { Database, type SqlValue } from './database.js';
import { objectNotFound, tableNotFound } from './errors.js';
import type { ChangeListener } from './feed.js';
import type { Page } from './query.js';
import { registerFunctions } from './sql/index.js';
import { type Catalogue, SqlServerError } from './sql/types.js';
import { type Table, tableRelation } from './table.js';
import { type View, viewRelation } from './view.js';

/** The tables and views of one account: definitions here, rows in SQLite tables of the same names. */
export class Store {
  readonly database: Database;
  readonly attachments = new Attachments();
  readonly listeners = new Set<ChangeListener>();
  readonly #tables = new Map<string, Table>();
  readonly #views = new Map<string, View>();
  readonly #queryTimeout: number;
  #deadline = Number.POSITIVE_INFINITY;

  private constructor(database: Database, queryTimeout: number) {
    this.database = database;
    this.#queryTimeout = queryTimeout;
  }

  /** An empty store, whose queries of callers may take `queryTimeout` milliseconds. */
  static async open(queryTimeout: number): Promise<Store> {
    const store = new Store(await Database.open(), queryTimeout);
    registerFunctions(store.database.connection, store.#checkTime);
    return store;
  }

  tables(): Table[] {
    return [...this.#tables.values()];
  }

  views(): View[] {
    return [...this.#views.values()];
  }

  /** Throws 404 `TableNotFound`. */
  readonly table = (name: string): Table => {
    const table = this.#tables.get(name.toLowerCase());
    if (!table) throw tableNotFound(name);
    return table;
  };

  /** Throws 404 `ObjectNotFound`. */
  readonly view = (name: string): View => {
    const view = this.#views.get(name.toLowerCase());
    if (!view) throw objectNotFound();
    return view;
  };

  /** Whether a table or view has this name. */
  has(name: string): boolean {
    return this.#tables.has(name.toLowerCase()) || this.#views.has(name.toLowerCase());
  }

  readonly putTable = (table: Table): void => {
    this.#tables.set(table.name.toLowerCase(), table);
  };

  readonly putView = (view: View): void => {
    this.#views.set(view.name.toLowerCase(), view);
  };

  /** What SQL can name: tables, and views with the prefix `_v_`. */
  readonly catalogue: Catalogue = (name) => {
    const key = name.toLowerCase();
    const table = this.#tables.get(key);
    if (table) return tableRelation(table);
    const view = key.startsWith('_v_') ? this.#views.get(key.slice(3)) : undefined;
    return view && viewRelation(view, this.table, this.catalogue);
  };

  /** Rows of a statement that a caller's SQL went into. Throws `SqlServerError`. */
  query(sql: string): SqlValue[][] {
    return this.#limited(() => this.database.rows(sql));
  }

  /** As `query`, one page of the rows; `total` is the number of all. */
  page(sql: string, page: Page): { rows: SqlValue[][]; total: number } {
    return this.#limited(() => this.database.page(sql, page));
  }

  /** What fails while a caller's SQL runs is the caller's doing. */
  #limited<T>(work: () => T): T {
    this.#deadline = performance.now() + this.#queryTimeout;
    try {
      return work();
    } catch (error) {
      throw new SqlServerError(error instanceof Error ? error.message : String(error));
    } finally {
      this.#deadline = Number.POSITIVE_INFINITY;
    }
  }

  /** Nothing else can end a statement of SQLite than a function that it calls. */
  readonly #checkTime = (): void => {
    if (performance.now() > this.#deadline)
      throw new SqlServerError(
        'Execution Timeout Expired. The timeout period elapsed prior to completion of the operation or the ' +
          'server is not responding.',
      );
  };
}
