import { Attachments } from './attachments/attachments.js';
import { Database, type SqlValue } from './database.js';
import { objectNotFound, tableNotFound } from './errors.js';
import type { ChangeListener } from './feed.js';
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

  private constructor(database: Database) {
    this.database = database;
  }

  static async open(): Promise<Store> {
    const database = await Database.open();
    registerFunctions(database.connection);
    return new Store(database);
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

  /** Rows of a statement that a caller's SQL went into: what fails then is the caller's doing. */
  query(sql: string, values: readonly SqlValue[] = []): SqlValue[][] {
    try {
      return this.database.rows(sql, values);
    } catch (error) {
      throw new SqlServerError(error instanceof Error ? error.message : String(error));
    }
  }
}
