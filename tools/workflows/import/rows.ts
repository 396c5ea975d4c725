import { createHash } from 'node:crypto';
import { badArgument } from '../../../src/caspio/errors.js';
import type { WholeFile } from '../../../src/files/index.js';
import { readCsv } from './csv.js';
import { readJson } from './json.js';

/** One row as it was given. */
export interface RawRow {
  /** Of the file, whose header is row 1; of the list, from 1. */
  readonly number: number;
  readonly values: Readonly<Record<string, unknown>>;
  /** Why it cannot be read. */
  readonly wrong?: string | undefined;
}

export interface Input {
  readonly argument: 'records' | 'File';
  readonly rows: readonly RawRow[];
  /** Of all rows together. */
  readonly names: readonly string[];
  /** Tells this input from any other. */
  readonly digest: string;
}

/** Our choice: more would take days, one call a row. */
const MOST_ROWS = 100_000;
export const MOST_BYTES = 50_000_000;

export function inputOf(records: readonly Readonly<Record<string, unknown>>[]): Input {
  const rows = records.map((values, index) => ({ number: index + 1, values }));
  return checked({ argument: 'records', rows, digest: digestOf(JSON.stringify(records)) });
}

/** Reads CSV, JSON or JSON lines, whichever the name, the type or else the content says. Throws a Failure. */
export function inputIn({ name, type, bytes }: WholeFile): Input {
  const text = textOf(bytes);
  const told = `${name} ${type}`;
  const isCsv = /\.(csv|tsv|tab)\b|\/(csv|tab-separated-values)/i.test(told);
  const isJson = /\.(json|jsonl|ndjson)\b|json/i.test(told) || /^\s*[[{]/.test(text);
  const { rows, names } = !isCsv && isJson ? readJson(text, MOST_ROWS) : readCsv(text, MOST_ROWS);
  return checked({ argument: 'File', rows, names, digest: digestOf(bytes) });
}

function checked(input: Omit<Input, 'names'> & { readonly names?: readonly string[] }): Input {
  const { argument, rows } = input;
  const names = input.names ?? [...new Set(rows.flatMap(({ values }) => Object.keys(values)))];
  if (rows.length === 0) throw badArgument(argument, 'holds no row', 'Give at least one.');
  if (names.length === 0)
    throw badArgument(argument, 'holds no values', 'Give objects of field names and values.');
  if (rows.length > MOST_ROWS)
    throw badArgument(
      argument,
      `has more than ${MOST_ROWS} rows`,
      'Split it, or use an import task of Caspio.',
    );
  return { ...input, names };
}

const digestOf = (content: string | Buffer) => createHash('sha256').update(content).digest('base64url');

/** Spreadsheets write UTF-8 with a mark, or UTF-16. */
function textOf(bytes: Buffer): string {
  const encoding = bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : 'utf-8';
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes); // without its mark
  } catch {
    throw badArgument('File', 'is no text in UTF-8', 'Save it as CSV UTF-8.');
  }
}
