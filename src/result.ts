import { stringify } from 'csv-stringify/sync';
import type { Failure } from './caspio/errors.js';
import type { Row } from './caspio/shapes.js';
import type { Confirmation } from './guard.js';
import type { Answer, Format, RecordsAnswer } from './tool.js';

/** What a call gives its client: one compact JSON object as text, and the same as structured content where declared. */
export interface Rendered {
  readonly content: readonly { readonly type: 'text'; readonly text: string }[];
  readonly structuredContent?: Record<string, unknown>;
  readonly isError?: true;
}

/** Longest cell when whole ones do not fit. */
const LONG_CELL = 1_000;
const SHORTEST_CELL = 40;

/** A success within `maxChars` characters: cut at a record, with a cursor and a note, never in the middle. */
export function render(answer: Answer | RecordsAnswer, maxChars: number, structured: boolean): Rendered {
  const content = 'rows' in answer ? fitRecords(answer, maxChars) : fitAnswer(answer, maxChars);
  return structured
    ? { ...text(JSON.stringify(content)), structuredContent: content }
    : text(JSON.stringify(content));
}

export function renderFailure({ kind, what, caspio, next }: Failure): Rendered {
  const said = caspio && [caspio.code, caspio.message].filter(Boolean).join(': ');
  const lines = [
    `Error (${kind}): ${what}.`,
    said && `Caspio: ${said}`,
    caspio?.requestId && `Request id: ${caspio.requestId}`,
    `Next: ${next}`,
  ];
  return { ...text(lines.filter(Boolean).join('\n')), isError: true };
}

/** The refusal of a wide write. Nothing was changed; the sample is data, shown apart from our own words. */
export function renderConfirmation({ action, where, count, expected_count, sample }: Confirmation): Rendered {
  const reach = `${action}${where === undefined ? '' : ` where ${where}`}: this reaches ${count} record${count === 1 ? '' : 's'}`;
  const lines = [
    `Not done, nothing was changed. ${reach}${expected_count === undefined ? '' : `, not the ${expected_count} of expected_count`}.`,
    `Sample: ${JSON.stringify(sample.map(glimpse))}`,
    `Next: make sure that this is what the person wants, then repeat the same call with expected_count: ${count}.`,
  ];
  return { ...text(lines.join('\n')), isError: true };
}

const text = (content: string) => ({ content: [{ type: 'text' as const, text: content }] });

type Content = { result: unknown; [key: string]: unknown };

function fitRecords(answer: RecordsAnswer, maxChars: number): Content {
  const attempt = (rows: readonly Row[], count: number, shortened: boolean): Content => {
    const next = answer.cursorAfter(count);
    const note = [
      answer.note,
      shortened && SHORTENED,
      count < answer.rows.length && cutNote(count, answer.rows.length, next),
    ];
    return compact({
      result: formatRows(rows.slice(0, count), answer.format),
      records_affected: answer.records_affected,
      total_count: answer.total_count,
      next_cursor: next,
      note: note.filter(Boolean).join(' ') || undefined,
    });
  };
  const fits = (content: Content) => JSON.stringify(content).length <= maxChars;
  const all = answer.rows.length;

  const whole = attempt(answer.rows, all, false);
  if (fits(whole)) return whole;

  let rows = answer.rows.map((row) => shorten(row, LONG_CELL));
  for (let cell = LONG_CELL; !fits(attempt(rows, 1, true)) && cell > SHORTEST_CELL; cell /= 2) {
    rows = answer.rows.map((row) => shorten(row, cell));
  }
  const count = largest(all, (candidate) => fits(attempt(rows, candidate, true)));
  return attempt(
    rows,
    count,
    rows.slice(0, count).some((row, index) => differs(row, answer.rows[index])),
  );
}

function fitAnswer(answer: Answer, maxChars: number): Content {
  const content = compact({ ...answer });
  const list = answer.result;
  if (!Array.isArray(list) || JSON.stringify(content).length <= maxChars) return content;
  const attempt = (count: number): Content => {
    const note = [answer.note, cutNote(count, list.length, undefined)].filter(Boolean).join(' ');
    return compact({ ...answer, result: list.slice(0, count), note });
  };
  return attempt(largest(list.length, (count) => JSON.stringify(attempt(count)).length <= maxChars));
}

/** The largest count up to `all` that fits; at least 1. */
function largest(all: number, fits: (count: number) => boolean): number {
  let low = 1;
  let high = all;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (fits(middle)) low = middle;
    else high = middle - 1;
  }
  return low;
}

const SHORTENED = 'Long values are shortened; read one record with fewer fields to get a value whole.';

const cutNote = (count: number, all: number, cursor: string | undefined) =>
  `Only ${count} of the ${all} items read fit into an answer. ${cursor ? 'Go on with cursor: next_cursor.' : 'Ask for less to see the rest.'}`;

const compact = (content: Content): Content =>
  Object.fromEntries(Object.entries(content).filter(([, value]) => value !== undefined)) as Content;

function shorten(row: Row, limit: number): Row {
  return Object.fromEntries(
    Object.entries(row).map(([name, value]) => [
      name,
      typeof value === 'string' && value.length > limit
        ? `${value.slice(0, limit)}… (${value.length} characters)`
        : value,
    ]),
  );
}

const differs = (row: Row, original: Row | undefined) =>
  Object.entries(row).some(([name, value]) => value !== original?.[name]);

/** A few short cells of a record: enough to recognise it. */
const glimpse = (row: Row): Row => shorten(Object.fromEntries(Object.entries(row).slice(0, 6)), 60);

function formatRows(rows: readonly Row[], format: Format): unknown {
  if (format === 'json') return rows;
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const table = [columns, ...rows.map((row) => columns.map((column) => cell(row[column])))];
  if (format === 'csv') return stringify(table);
  const line = (cells: readonly string[]) =>
    `| ${cells.map((value) => value.replaceAll('|', '\\|').replace(/\r?\n/g, ' ')).join(' | ')} |`;
  return [line(columns), line(columns.map(() => '---')), ...table.slice(1).map(line)].join('\n');
}

/** List fields come as an object of index and value. Facts: data types. */
function cell(value: unknown): string {
  if (value === null || value === undefined) return '';
  return typeof value === 'object' ? Object.values(value).join('; ') : String(value);
}
