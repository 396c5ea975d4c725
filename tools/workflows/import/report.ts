import { Failure } from '../../../src/caspio/failure.js';
import type { Answer } from '../../../src/tool.js';
import type { Stop } from './job.js';
import { errorsIn, rangesOf, type Tally } from './tally.js';

interface Report {
  readonly target: Readonly<Record<string, string>>;
  /** Of the whole input. */
  readonly rows: number;
  readonly tally: Tally;
  readonly notes: readonly (string | undefined)[];
}

interface Done extends Report {
  readonly rowsDone: number;
  readonly unknown: readonly number[];
  readonly resume: string | undefined;
  readonly stop: Stop | undefined;
  readonly mode: string;
  /** Whether unknown rows may come twice when they are sent again. */
  readonly isLost: boolean;
}

interface Planned extends Report {
  readonly calls: { readonly lookUps: number; readonly writes: number };
}

/** New keys beyond these are counted only. */
const MOST_KEY_RANGES = 60;
const MANY_ROWS = 1_000;
/** Facts: P1 (12). */
const IMPORT_TASK =
  'Above some 1,000 rows an import task of Caspio costs no API calls: it has its own meter. Its key is set in Caspio, and a wrong one writes wrong data.';

/** What was done. */
export function reportDone(report: Done): Answer {
  const { target, rows, rowsDone, tally, unknown, resume, stop, mode, isLost } = report;
  const { inserted, updated, unchanged, missing, failed } = tally;
  const result = {
    ...target,
    rows,
    ...(rowsDone < rows && { rows_done: rowsDone }),
    inserted,
    updated,
    unchanged,
    ...(missing > 0 && { missing }),
    failed,
    ...(unknown.length > 0 && { unknown: unknown.length, unknown_rows: rangesOf(unknown, MOST_KEY_RANGES) }),
    ...(tally.errors.size > 0 && { errors: errorsIn(tally) }),
    ...(tally.keys.length > 0 && { new_keys: keysIn(tally.keys) }),
    ...(resume !== undefined && { resume }),
  };
  const notes = [
    stop !== undefined && whyStopped(stop),
    resume !== undefined && 'Go on with the same call and this resume.',
    isLost && LOST,
    mode === 'upsert' &&
      resume !== undefined &&
      !isLost &&
      'A repetition without it is harmless: unchanged rows cost no write.',
    ...common(report),
  ];
  return { result, records_affected: inserted + updated, note: joined(notes) };
}

/** What would be done. */
export function reportPlan(report: Planned): Answer {
  const { target, rows, tally, calls } = report;
  const { inserted, updated, unchanged, missing, failed } = tally;
  const result = {
    ...target,
    dry_run: true,
    rows,
    would_insert: inserted,
    would_update: updated,
    unchanged,
    ...(missing > 0 && { missing }),
    wrong: failed,
    ...(tally.errors.size > 0 && { errors: errorsIn(tally) }),
    calls: calls.lookUps + calls.writes,
  };
  const note = `Nothing was written. The import takes ${calls.lookUps} call${calls.lookUps === 1 ? '' : 's'} to look up and ${calls.writes} to write.`;
  const confirm = updated > 0 && `It changes ${updated} existing record${updated === 1 ? '' : 's'}.`;
  return { result, note: joined([note, confirm, ...common(report)]) };
}

const common = ({ notes, rows }: Report) => [...notes, rows > MANY_ROWS && IMPORT_TASK];

const joined = (notes: readonly (string | false | undefined)[]) =>
  notes.filter(Boolean).join(' ') || undefined;

const LOST =
  'The unknown rows may have been inserted, or may be there in a moment, and no Unique key would refuse a second one: look before you send them again.';

function whyStopped(stop: Stop): string {
  if (stop instanceof Failure) return `Stopped: ${stop.what}. ${stop.next}`;
  return {
    time: 'Stopped before the time of the call was over.',
    confirm: 'Stopped: more records would be changed than were confirmed.',
    refused: 'Stopped: everything so far was refused.',
  }[stop];
}

function keysIn(keys: readonly unknown[]): string {
  const numbers = keys.filter((key) => typeof key === 'number');
  const others = keys.filter((key) => typeof key !== 'number').slice(0, MOST_KEY_RANGES);
  return [rangesOf(numbers, MOST_KEY_RANGES), ...others].filter(Boolean).join(', ');
}
