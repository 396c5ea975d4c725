import { quoted } from '../database.js';
import { fieldNotFound, fileNotFound, objectNotFound, readOnly } from '../errors.js';
import type { RecordSource } from '../source.js';
import { compileWhere } from '../sql/index.js';
import type { Store } from '../store.js';
import type { Field, Table } from '../table.js';
import type { Attachment } from './attachments.js';

/** An ATTACHMENT field as a table or view has it. */
export interface AttachmentPlace {
  readonly field: Field;
  /** The table that the field belongs to. */
  readonly table: Table;
  /** The column of the relation that holds this table's PK_ID. */
  readonly key: string;
}

/** A record that a condition matches; `key` is missing where a joined view has no record of the table. */
interface Match {
  /** The record's own PK_ID: a number in tables, text in views. */
  readonly id: number | string;
  readonly key: number | undefined;
}

/** Throws 404 `FieldNotFound`, also for a field of another type (our choice). */
export function attachmentPlace(source: RecordSource, name: string): AttachmentPlace {
  const origin = source.origin(name);
  if (origin?.field.type !== 'ATTACHMENT') throw fieldNotFound([name]);
  return origin;
}

/** As `attachmentPlace`; throws 400 `AlterReadOnlyData` where the view does not take writes to the field. */
export function writablePlace(source: RecordSource, name: string): AttachmentPlace {
  const place = attachmentPlace(source, name);
  if (source.target().field(name) !== place.field) throw readOnly([name]);
  return place;
}

/** The table's PK_ID of one record. Throws 404 `ObjectNotFound`. */
export function recordKey(
  store: Store,
  { relation }: RecordSource,
  place: AttachmentPlace,
  id: string,
): number {
  const [row] = store.database.rows(
    `SELECT ${quoted(place.key)} FROM ${relation.source} WHERE CAST("PK_ID" AS TEXT) = ?`,
    [id],
  );
  const key = row?.[0];
  if (typeof key !== 'number') throw objectNotFound();
  return key;
}

/** Throws 404, `ObjectNotFound` for a missing record and `FileNotFound` for one without a file. */
export function attachmentOf(
  store: Store,
  source: RecordSource,
  place: AttachmentPlace,
  id: string,
): Attachment {
  const attachment = store.attachments.get(place.field, recordKey(store, source, place, id));
  if (!attachment) throw fileNotFound();
  return attachment;
}

/** The records that a condition matches, or all of them, in the order of their table. */
export function matches(
  store: Store,
  { relation }: RecordSource,
  { key }: AttachmentPlace,
  where: string | undefined,
): Match[] {
  const condition = where === undefined ? '1' : compileWhere(relation, where, store.catalogue);
  const rows = store.query(
    `SELECT "PK_ID", ${quoted(key)} FROM ${relation.source} AS ${quoted(relation.name)}
     WHERE ${condition} ORDER BY ${quoted(key)}`,
  );
  return rows.map(([id, value]) => ({ id: id ?? '', key: typeof value === 'number' ? value : undefined }));
}

/** The table's PK_IDs of the matching records that hold a file, each once. */
export function keysWithFile(
  store: Store,
  source: RecordSource,
  place: AttachmentPlace,
  where: string,
): number[] {
  const keys = matches(store, source, place, where).flatMap(({ key }) => (key === undefined ? [] : [key]));
  return [...new Set(keys)].filter((key) => store.attachments.get(place.field, key) !== undefined);
}
