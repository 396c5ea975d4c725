import { stringify } from 'csv-stringify/sync';
import { cellText } from './caspio/cell.js';
import type { Row } from './caspio/shapes.js';
import type { Format } from './tool.js';

/** Records as the caller wants to read them: as they are, or as one text. */
export function formatRows(rows: readonly Row[], format: Format): unknown {
  if (format === 'json') return rows;
  if (rows.length === 0) return '';
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const table = rows.map((row) => columns.map((column) => cellText(row[column])));
  if (format === 'csv') return stringify([columns, ...table]);
  return [columns, columns.map(() => '---'), ...table].map(markdownLine).join('\n');
}

const markdownLine = (cells: readonly string[]) =>
  `| ${cells.map((value) => value.replace(/[\\|]/g, '\\$&').replace(/\r\n|[\r\n]/g, ' ')).join(' | ')} |`;
