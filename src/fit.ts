import type { Row } from './caspio/shapes.js';
import { formatRows } from './format.js';
import { cap, narrow, shorten } from './shorten.js';
import type { Answer, FileAnswer, RecordsAnswer } from './tool.js';

/** The JSON object that an answer becomes. */
type Content = { result: unknown; [key: string]: unknown };

/** The same with its text, which is made once: it is most of what an answer costs us. */
export interface Fitted {
  readonly content: Content;
  readonly text: string;
}

const fitted = (content: Content): Fitted => ({ content, text: JSON.stringify(content) });

/** Longest cell of a list that does not fit whole. */
const LONG_CELL = 1_000;

/**
 * A list of records within `maxChars`: whole if it fits; else with long values shortened, and then cut at a record.
 * A single record keeps as much of its values as fits.
 */
export function fitRecords(answer: RecordsAnswer, maxChars: number): Fitted {
  const all = answer.rows.length;
  const fits = (content: Content) => fitted(content).text.length <= maxChars;
  const attempt = (rows: readonly Row[], count: number): Content => {
    const next = answer.cursorAfter(count);
    const shown = rows.slice(0, count);
    const note = [
      answer.note,
      shown.some((row, index) => row !== answer.rows[index]) && SHORTENED,
      count < all && cutNote(count, all, next),
    ];
    return compact({
      result: formatRows(shown, answer.format),
      records_affected: answer.records_affected,
      total_count: answer.total_count,
      next_cursor: next,
      note: note.filter(Boolean).join(' ') || undefined,
    });
  };

  const whole = fitted(attempt(answer.rows, all));
  if (whole.text.length <= maxChars) return whole;
  const [first = {}] = answer.rows;
  const cell = largest(all === 1 ? maxChars : LONG_CELL, (size) => fits(attempt([shorten(first, size)], 1)));
  const fields = largest(Object.keys(first).length, (count) =>
    fits(attempt([narrow(shorten(first, cell), count)], 1)),
  );
  const rows = answer.rows.map((row) => narrow(shorten(row, cell), fields));
  const count = largest(all, (count) => fits(attempt(rows, count)));
  return fitted(attempt(rows, count));
}

/** Any other answer within `maxChars`: a list is cut at an item, long texts of an object are shortened. */
export function fitAnswer(answer: Answer, maxChars: number): Fitted {
  const fits = (content: Content) => fitted(content).text.length <= maxChars;
  const whole = fitted(compact({ ...answer }));
  if (whole.text.length <= maxChars) return whole;
  const attempt = (result: unknown, note: string): Content =>
    compact({ ...answer, result, note: [answer.note, note].filter(Boolean).join(' ') });
  const { result } = answer;
  if (Array.isArray(result)) {
    const size = largest(maxChars, (limit) =>
      fits(attempt([cap(result[0], limit)], `${SHORTENED} ${cutNote(1, result.length, undefined)}`)),
    );
    const items = fits(attempt(result.slice(0, 1), '')) ? result : result.map((item) => cap(item, size));
    const note = (count: number) =>
      [items !== result && SHORTENED, count < result.length && cutNote(count, result.length, undefined)]
        .filter(Boolean)
        .join(' ');
    const cut = (count: number) => attempt(items.slice(0, count), note(count));
    return fitted(cut(largest(result.length, (count) => fits(cut(count)))));
  }
  if (typeof result === 'string') {
    const cut = (size: number) => attempt(cap(result, size), CUT_TEXT);
    return fitted(cut(largest(maxChars, (size) => fits(cut(size)))));
  }
  if (typeof result !== 'object' || result === null) return whole;
  const isFile = 'sha256' in result;
  const shortened = (size: number) => attempt(cap(result, size), isFile ? CUT_FILE : SHORTENED);
  return fitted(shortened(largest(maxChars, (size) => fits(shortened(size)))));
}

/** A file's content as base64, whole or not at all: a part of it is of no use. */
export function fitBase64({ base64, ...answer }: FileAnswer, maxChars: number): Fitted {
  const whole = fitted(compact({ ...answer, result: { ...Object(answer.result), base64 } }));
  return base64 !== undefined && whole.text.length <= maxChars
    ? whole
    : fitAnswer({ ...answer, note: 'Too large to show. Give save_as to write it to a file.' }, maxChars);
}

/** The largest whole number from 1 to `most` that fits, by halving; 1 if none does. */
function largest(most: number, fits: (candidate: number) => boolean): number {
  let low = 1;
  let high = most;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (fits(middle)) low = middle;
    else high = middle - 1;
  }
  return low;
}

const CUT_TEXT = 'The text is cut; it is too long for an answer.';
const CUT_FILE = 'The text is cut; save_as writes the whole to a file.';

const SHORTENED =
  'Long values are shortened, or fields left out: name fewer in q.select; SUBSTRING(Field, 1001, 20000) AS part reads on in a long text.';

const cutNote = (count: number, all: number, cursor: string | undefined) =>
  `Only ${count} of the ${all} items fit into an answer. ${cursor ? 'Go on with cursor: next_cursor; fewer fields in q.select or format csv fit more.' : 'The rest cannot be shown here.'}`;

const compact = (content: Content): Content =>
  // Dropping undefined values keeps `result`, which is always there.
  Object.fromEntries(Object.entries(content).filter(([, value]) => value !== undefined)) as Content;
