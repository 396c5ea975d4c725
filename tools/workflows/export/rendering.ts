import { stringify } from 'csv-stringify/sync';
import { cellText } from '../../../src/caspio/cell.js';
import { Failure } from '../../../src/caspio/failure.js';
import type { Row } from '../../../src/caspio/shapes.js';
import { digest } from './cursor.js';
import type { ExportFormat } from './formats.js';

/** Makes text of records, portion by portion. */
export interface Rendering {
  /** Throws a Failure where records do not have the fields that those before them had. */
  text(rows: readonly Row[]): string;
  /** A digest of the fields, once they are known; another call must find the same. */
  columns(): string | undefined;
}

/** `known` is what an earlier call found; its text is there already, `isNew` says whether a header is needed all the same. */
export function rendering(format: ExportFormat, known: string | undefined, isNew: boolean): Rendering {
  if (format === 'jsonl')
    return {
      text: (rows) => rows.map((row) => `${JSON.stringify(row)}\n`).join(''),
      columns: () => undefined,
    };
  let columns: readonly string[] | undefined;
  let header = isNew || known === undefined;
  return {
    text(rows) {
      const [first] = rows;
      if (first === undefined) return '';
      const names = columns ?? Object.keys(first);
      if (columns === undefined && known !== undefined && digest(names) !== known) throw otherFields();
      columns = names;
      const table = rows.map((row) => {
        const cells = names.map((name) => cellText(row[name]));
        if (Object.keys(row).length !== names.length || names.some((name) => !(name in row)))
          throw otherFields();
        return cells;
      });
      const text = stringify(header ? [[...names], ...table] : table);
      header = false;
      return text;
    },
    columns: () => (columns ? digest(columns) : known),
  };
}

const otherFields = () =>
  new Failure({
    kind: 'caspio',
    what: 'The fields of the records are no longer those that the export began with',
    next: 'Start again without cursor, with a new name; q.select keeps the fields as they are named there.',
  });
