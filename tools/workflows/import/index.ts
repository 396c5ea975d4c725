import { Failure } from '../../../src/caspio/failure.js';
import { columnsOf, type WriteMode } from '../../../src/schema/columns.js';
import type { Answer, ToolContext } from '../../../src/tool.js';
import { table } from '../../source.js';
import { withinRoom } from './condition.js';
import { type Action, decide } from './decide.js';
import { type Entry, entriesOf } from './entries.js';
import { execute } from './execute.js';
import type { Outcome } from './job.js';
import { createLookups, type Lookups, roomOf } from './lookups.js';
import { reportDone, reportPlan } from './report.js';
import type { Input } from './rows.js';
import { createTally, noteError } from './tally.js';
import { type Place, readToken, writeToken } from './token.js';

interface Order {
  readonly table_name: string;
  readonly mode: WriteMode;
  readonly key: readonly string[];
  readonly dry_run: boolean;
  readonly resume: string | undefined;
  readonly expected_count: number | undefined;
}

const BEGINNING: Place = { rows: 0, open: [], allowed: undefined };

/** Brings the rows into the table, as far as the time of the call allows. Rejects with a Failure. */
export async function importRows(order: Order, input: Input, context: ToolContext): Promise<Answer> {
  const { table_name, mode, expected_count } = order;
  const source = table(table_name);
  const identity = [
    table_name.toLowerCase(),
    mode,
    order.key.map((name) => name.toLowerCase()),
    input.digest,
  ];
  const { place, isOurs } =
    order.resume === undefined
      ? { place: BEGINNING, isOurs: false }
      : readToken(order.resume, identity, context.seal);

  const given = { ...order, names: input.names, argument: input.argument, table: source.label };
  const columns = columnsOf(given, await context.schema.fields('tables', table_name));
  const { entries: all, warnings } = entriesOf(input, columns);
  const sendable = withinRoom(all, columns.key, roomOf(source, columns));
  const picked = [...place.open, ...range(place.rows, sendable.length)];
  const entries = picked.flatMap((index) => sendable[index] ?? []);
  const lookups = createLookups(entries, source, columns, context);
  const report = {
    target: source.target,
    rows: input.rows.length,
    notes: [...notesOn(columns.leftOut, hasPasswords(columns) && mode === 'upsert'), ...warnings],
  };

  if (order.dry_run) {
    await lookups.all();
    const { tally, writes } = planOf(entries, mode, lookups);
    return reportPlan({ ...report, tally, calls: { lookUps: lookups.calls, writes } });
  }

  /** How many records may be changed: asked once for the whole job, which the look-ups of all rows tell. */
  const ask = () =>
    mode === 'insert'
      ? undefined
      : context.confirm({
          action: `Import ${entries.length} rows into ${source.label} by ${columns.key.map(({ Name }) => Name).join(', ')}`,
          expected_count,
          fields: columns.columns.filter(({ updates }) => updates).map(({ field }) => field.Name),
          matches: async () => {
            await lookups.all();
            const { changed } = planOf(entries, mode, lookups);
            return {
              count: changed.length,
              sample: changed.slice(0, 5).flatMap((entry) => lookups.of(entry)),
            };
          },
        });
  const run = (allowed: number | undefined) =>
    execute({ source, mode, columns, entries, lookups, allowed }, context);

  let allowed = isOurs ? place.allowed : await ask();
  let outcome = await run(allowed);
  if (outcome.stop === 'confirm' && outcome.started === 0) {
    allowed = await ask();
    outcome = await run(allowed);
  }
  const { tally, unknown, isLost, stop, backup } = outcome;
  const written = tally.inserted + tally.updated;
  if (stop instanceof Failure && written + unknown.length === 0) throw stop;

  const next = nextPlace(place, picked, outcome, allowed, mode !== 'insert');
  const isOver = next.rows >= input.rows.length && next.open.length === 0;
  return reportDone({
    ...report,
    notes: [backup, ...report.notes],
    tally,
    unknown,
    stop,
    mode,
    isLost,
    rowsDone: next.rows - next.open.length,
    resume: isOver ? undefined : writeToken(next, identity, context.seal),
  });
}

const range = (from: number, to: number) =>
  Array.from({ length: Math.max(0, to - from) }, (_, at) => from + at);

const hasPasswords = ({ columns }: ReturnType<typeof columnsOf>) =>
  columns.some(({ field }) => field.Type.toUpperCase() === 'PASSWORD');

const notesOn = (leftOut: readonly string[], keepsPasswords: boolean) => [
  leftOut.length > 0 ? `Left out, since an import cannot write them: ${leftOut.join(', ')}.` : undefined,
  keepsPasswords ? 'Passwords are set for new records only.' : undefined,
];

/** What would become of each row. */
function planOf(entries: readonly Entry[], mode: WriteMode, lookups: Lookups) {
  const tally = createTally();
  const changed: Entry[] = [];
  for (const entry of entries) {
    const action: Action = decide(entry, mode, lookups.of(entry));
    if (action.kind === 'insert') tally.inserted += 1;
    else if (action.kind === 'unchanged') tally.unchanged += 1;
    else if (action.kind === 'update') {
      tally.updated += 1;
      changed.push(entry);
    } else {
      if (action.kind === 'missing') tally.missing += 1;
      else tally.failed += 1;
      noteError(tally, action.kind === 'missing' ? 'no record has its key' : action.why, entry.number);
    }
  }
  return { tally, changed, writes: tally.inserted + tally.updated };
}

/** A token with more open rows than this would be unwieldy. */
const MOST_OPEN = 200;

/** Where the next call goes on. */
function nextPlace(
  place: Place,
  picked: readonly number[],
  { started, open, changed }: Outcome,
  allowed: number | undefined,
  isRepeatable: boolean,
): Place {
  const rows = place.rows + Math.max(0, started - place.open.length);
  const left = [...open.flatMap((at) => picked[at] ?? []), ...place.open.slice(started)];
  const rest = allowed === undefined ? undefined : Math.max(0, allowed - changed);
  // What was done behind the first of them is found unchanged.
  if (isRepeatable && left.length > MOST_OPEN)
    return { rows: Math.min(rows, ...left), open: [], allowed: rest };
  return { rows, open: left, allowed: rest };
}
