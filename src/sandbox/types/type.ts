import type { SqlValue } from '../database.js';
import type { Kind } from '../sql/types.js';

/** Definition properties that only some types have, in the API's own names. */
export interface FieldOptions {
  OnInsert?: boolean;
  OnUpdate?: boolean;
  TimeZone?: string;
  Format?: string;
  Prefix?: string;
  Length?: number;
  /** Option number → value; the numbers stay with their values when the list changes. */
  ListField?: Readonly<Record<string, string | number>>;
  AttachmentPermittedFileTypes?: readonly string[];
  AttachmentMinFileSize?: number;
  AttachmentMaxFileSize?: number;
  AttachmentSmartResizer?: boolean;
  AttachmentSmartResizerForRetina?: boolean;
  AttachmentAltText?: string;
  AttachmentTitle?: string;
}

/** The last automatic number that a field gave out. */
export interface Counter {
  last: number;
}

/** Reads one definition property of a request body; absent and null are undefined, a wrong type throws. */
export interface Properties {
  text(name: string): string | undefined;
  flag(name: string): boolean | undefined;
  integer(name: string): number | undefined;
  texts(name: string): readonly string[] | undefined;
}

/** What Caspio's field types have to say for themselves (Caspio REST v3 facts, section 5). */
export interface FieldType {
  /** How values compare and are stored. */
  readonly kind: Kind;
  /** The declared SQLite type of the column. */
  readonly column: string;
  readonly unique: 'never' | 'allowed' | 'required';
  /** `insert`: may be set on a new record only, and is never read (passwords). */
  readonly access: 'open' | 'insert' | 'read';
  readonly convertsTo: readonly string[];
  /** What a new record holds when nothing is sent. */
  readonly blank: SqlValue;
  /** The stored form of a value in a request body; undefined when it does not fit the type. */
  parse(value: unknown, options: FieldOptions): SqlValue | undefined;
  /** The type's own properties from a field definition, checked; `current` holds those before an update. */
  options?(given: Properties, current: FieldOptions): FieldOptions;
  /** The value that Caspio itself puts into a new record. */
  onInsert?(options: FieldOptions, counter: Counter): SqlValue;
  /** The value that Caspio itself puts into a changed record; undefined leaves it as it is. */
  onUpdate?(options: FieldOptions): SqlValue | undefined;
}

/** What most types share. */
export const OPEN = { unique: 'allowed', access: 'open', blank: null } as const;

export const TEXT_COLUMN = 'TEXT COLLATE NOCASE';

export const TEXT_TYPES = ['STRING', 'TEXT'] as const;
