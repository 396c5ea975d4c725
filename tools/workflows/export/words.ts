import { badArgument } from '../../../src/caspio/errors.js';
import { Failure } from '../../../src/caspio/failure.js';

/** What an export says of itself. */

const inFull = (count: number) => count.toLocaleString('en-US');

export const soFar = (records: number, total: number, calls: number) =>
  `${inFull(records)} of ${inFull(total)} records, ${inFull(calls)} ${calls === 1 ? 'call' : 'calls'}`;

/** What goes beyond an estimate: records come, and gaps are met. */
const withRoom = (calls: number) => Math.ceil(calls * 1.1) + 2;

export const tooManyCalls = (calls: number, records: number, most: number) =>
  badArgument(
    'max_calls',
    `this export of ${inFull(records)} records takes about ${inFull(calls)} Caspio calls, each of which is billed; ${inFull(most)} are allowed`,
    `If it is worth that, repeat the same call with max_calls: ${withRoom(calls)}. Or narrow it with q.where.`,
  );

export const noPlace = () =>
  badArgument(
    'save_as',
    'is required here, as this server keeps no files for its clients',
    'Name a new file below --files-dir, or read page by page with list_all_caspio_records and its cursor.',
  );

export const outOfTime = () =>
  new Failure({ kind: 'network', what: 'The time of the call was over', next: 'Do not begin anew.' });

export const goOn = (records: number, cursor: string | undefined) =>
  `${inFull(records)} records are in the file and stay there; to go on behind them, repeat the same call with cursor: ${cursor}`;

export const stoppedNote = (why: 'time' | 'calls', records: number, total: number) =>
  `${why === 'time' ? 'The time of a call is over' : 'max_calls is reached'}: ${inFull(records)} of ${inFull(total)} records are written. Repeat the same call with cursor: next_cursor; it goes on behind them in the same file.`;

export const partNote = (from: number, to: number, total: number) =>
  `This is a part, records ${inFull(from + 1)} to ${inFull(to)} of ${inFull(total)}; the same call with cursor: next_cursor gives the next.`;

export const tooLargeNote = (records: number, bytes: number, most: number) =>
  `Of about ${inMegabytes(bytes)} MB at most ${inMegabytes(most)} MB are kept, so these are only the first ${inFull(records)} records. For one file with all, start the server with --files-dir FOLDER and give save_as; or repeat the same call with cursor: next_cursor for the next part.`;

const inMegabytes = (bytes: number) => inFull(Math.ceil(bytes / 1_000_000));

export const missingNote = (records: number) =>
  `${inFull(records)} records that match now are NOT in the file: Caspio gave shorter pages than asked for, or they came to match meanwhile. Export again under a new name; if it stays, read with list_all_caspio_records and its cursor.`;

interface Counts {
  readonly before: number;
  /** Undefined where nobody counted again. */
  readonly after: number | undefined;
  readonly written: number;
  readonly isShaky: boolean;
}

/** Whether records came or went meanwhile, and what that means. */
export function changesNote({ before, after, written, isShaky }: Counts): string | undefined {
  const meaning = isShaky
    ? 'some may be missing or come twice'
    : 'all that were there the whole time are in, once';
  if (after !== undefined && after !== before)
    return `Meanwhile the matches went from ${inFull(before)} to ${inFull(after)}: ${meaning}.`;
  if (written !== before)
    return `Of ${inFull(before)} matches at the start ${inFull(written)} were written, as records came or went meanwhile: ${meaning}.`;
  return after === undefined && !isShaky ? 'Not counted again at the end.' : undefined;
}
