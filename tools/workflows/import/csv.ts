import { CsvError, parse } from 'csv-parse/sync';
import { badArgument } from '../../../src/caspio/errors.js';
import type { RawRow } from './rows.js';

/** Rows of a CSV file with a header line. Throws a Failure for one that cannot be taken apart. */
export function readCsv(text: string, mostRows: number) {
  const [header = [], ...lines] = cellsOf(text, mostRows);
  const names = namesIn(header, lines);
  const rows = lines.flatMap((cells, index): RawRow[] => {
    const number = index + 2;
    if (cells.every((cell) => cell.trim() === '')) return []; // counted, as a spreadsheet does
    const values = Object.fromEntries(names.map(({ name, at }) => [name, cells[at] ?? ''] as const));
    if (cells.length === header.length) return [{ number, values }];
    return [{ number, values, wrong: `has another number of cells than the header (${header.length})` }];
  });
  return { rows, names: names.map(({ name }) => name) };
}

function cellsOf(text: string, mostRows: number): string[][] {
  try {
    return parse(text, {
      delimiter: delimiterOf(text),
      relax_column_count: true,
      // A row too many, so that it shows.
      to: mostRows + 2,
    });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const line = typeof error.lines === 'number' ? ` (line ${error.lines})` : '';
    throw badArgument(
      'File',
      `is no well-formed CSV: ${said(error.code)}${line}`,
      'Put texts with quotes or separators into double quotes.',
    );
  }
}

const said = (code: string) => code.replace(/^CSV_/, '').replaceAll('_', ' ').toLowerCase();

/** The most frequent of the usual ones in the header, outside of quotes. */
function delimiterOf(text: string): string {
  const header = /^(?:"(?:[^"]|"")*"|[^"\r\n])*/.exec(text.slice(0, 100_000))?.[0] ?? '';
  const plain = header.replace(/"(?:[^"]|"")*"/g, '');
  const counted = [',', ';', '\t'].map((sign) => ({ sign, count: plain.split(sign).length }));
  return counted.reduce((best, one) => (one.count > best.count ? one : best)).sign;
}

/** Trimmed names and where they stand; a column without one is left out if it is empty. */
function namesIn(header: readonly string[], lines: readonly (readonly string[])[]) {
  const names = header.map((cell, at) => ({ name: cell.trim(), at }));
  const nameless = names.find(
    ({ name, at }) => name === '' && lines.some((cells) => (cells[at] ?? '') !== ''),
  );
  if (nameless)
    throw badArgument('File', `column ${nameless.at + 1} has no name`, 'Name the columns in the first line.');
  const named = names.filter(({ name }) => name !== '');
  const known = new Set<string>();
  const twice = named.find(({ name }) => known.size === known.add(name.toLowerCase()).size);
  if (twice) throw badArgument('File', `has the column ${JSON.stringify(twice.name)} twice`, 'Keep one.');
  return named;
}
