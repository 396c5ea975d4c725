import { quoted } from '../database.js';
import type { Store } from '../store.js';
import { findField } from '../table.js';
import { blocksImage, type Medium, pdfDocument } from './media/index.js';

/** Puts the files into the records that have the name of one. */
export function seedAttachments(store: Store): void {
  attach(store, 'Employees', 'Photo', 'Hired', blocksImage);
  attach(store, 'Tickets', 'Photo', 'Opened_At', blocksImage);
  attach(store, 'Vendors', 'W9_Form', 'Applied_On', (name) =>
    pdfDocument('Form W-9', ['Request for Taxpayer Identification Number', '', name.replace(/\.pdf$/, '')]),
  );
}

/** `dated` is the field that says when a file came. */
function attach(
  store: Store,
  tableName: string,
  fieldName: string,
  dated: string,
  medium: (name: string) => Medium,
): void {
  const table = store.table(tableName);
  const field = findField(table, fieldName);
  if (!field) throw new Error(`${tableName} has no field ${fieldName}`);
  const name = quoted(field.name);
  const rows = store.database.rows(
    `SELECT "PK_ID", ${name}, ${quoted(dated)} FROM ${quoted(table.name)} WHERE ${name} IS NOT NULL`,
  );
  for (const [key, value, date] of rows) {
    store.attachments.put(
      field,
      Number(key),
      { name: String(value), ...medium(String(value)) },
      String(date),
    );
  }
}
