/** How a column's values compare and what SQLite stores for them. */
export type Kind =
  | 'text' // TEXT; compares without case and trailing blanks
  | 'integer' // INTEGER
  | 'number' // REAL
  | 'currency' // REAL, four decimals
  | 'date' // TEXT, YYYY-MM-DDTHH:mm:ss, no zone
  | 'boolean' // INTEGER 0 or 1
  | 'list'; // TEXT holding JSON; Caspio refuses it in conditions (caspio facts, section 5.4)

export interface Column {
  readonly name: string;
  readonly kind: Kind;
}

/** A table or view as SQL sees it: `source` is a quoted SQLite table or a parenthesised SELECT. */
export interface Relation {
  readonly name: string;
  readonly source: string;
  readonly columns: readonly Column[];
}

/** Finds a relation by the name used in SQL, ignoring case; views carry the prefix `_v_` there. */
export type Catalogue = (name: string) => Relation | undefined;

/** The T-SQL clauses of one read, as the caller sent them. */
export interface Clauses {
  readonly select?: string | undefined;
  readonly where?: string | undefined;
  readonly groupBy?: string | undefined;
  readonly orderBy?: string | undefined;
}

/** A SQLite statement without LIMIT, and the kind of each column that it yields. */
export interface Compiled {
  readonly sql: string;
  readonly columns: readonly Column[];
}

/** What SQL Server would have answered: the text becomes the Message of a 400 `SqlServerError`. */
export class SqlServerError extends Error {
  override name = 'SqlServerError';
}
