import { setTimeout as sleep } from 'node:timers/promises';
import { isTimeout } from '../../../src/caspio/call.js';
import { Failure } from '../../../src/caspio/failure.js';
import type { ToolContext } from '../../../src/tool.js';
import { createKeeper } from '../../backup.js';
import { SIDE_BY_SIDE, sideBySide } from '../pool.js';
import { type Action, decide } from './decide.js';
import type { Entry } from './entries.js';
import type { Job, Outcome, Stop } from './job.js';
import { createTally, noteError } from './tally.js';
import { insertRecord, updateRecord, type Write, wordsOf } from './write.js';

/** No row is begun with less time than this: what is under way has to end, and what is doubtful to be looked up. */
const RESERVE_MS = 5_000;
const SETTLE_MS = 1_500;
/** Reads may lag writes. Facts: record semantics. */
const LAG_MS = 2_000;
const ROUNDS = 3;
/** So many refusals without one success, and the rest is not tried: every call is billed. */
const HOPELESS = 25;

const DELETED = 'the record was deleted meanwhile';

interface Doubt {
  readonly index: number;
  readonly action: Write;
  /** What a repetition was refused with. */
  readonly refusal?: string;
}

/** Writes the rows, so many side by side and begun in their order. Ends early rather than be cut. */
export async function execute(job: Job, context: ToolContext): Promise<Outcome> {
  const { mode, columns, entries, lookups, allowed, source } = job;
  const tally = createTally();
  const open: number[] = [];
  let doubts: Doubt[] = [];
  let at = 0;
  let changes = 0;
  let refusals = 0;
  let stop: Stop | undefined;
  const keeper = createKeeper(`import into ${source.label}`, context);
  const kept = new Set<Entry>();
  const isUnique = columns.key.some(({ Unique }) => Unique === true);

  const entryAt = (index: number) => entries[index] as Entry; // only indices of entries are kept
  const fail = (index: number, error: string) => {
    tally.failed += 1;
    noteError(tally, error, entryAt(index).number);
  };
  const done = ({ kind }: Write, pk: unknown) => {
    if (kind === 'update') tally.updated += 1;
    else {
      tally.inserted += 1;
      if (pk !== undefined) tally.keys.push(pk);
    }
  };
  const tell = () => {
    const { inserted, updated, unchanged, failed } = tally;
    const message = `${at} of ${entries.length} rows: ${inserted} inserted, ${updated} updated, ${unchanged} unchanged, ${failed} failed`;
    context.progress(lookups.calls + at, lookups.calls + entries.length, message);
  };

  async function attempt(index: number, action: Write, isRepeated = false): Promise<void> {
    const entry = entryAt(index);
    try {
      if (action.kind === 'insert') done(action, await insertRecord(source, entry, context));
      else if (await update(entry, action)) done(action, undefined);
      else fail(index, DELETED);
    } catch (error) {
      const isMissed = isTimeout(error); // nothing was under way
      if (!(error instanceof Failure) && !isMissed) {
        stop ??= 'time'; // the others begin nothing more
        throw error;
      }
      if (isMissed || !(error instanceof Failure)) leave(index, action, 'time');
      else if (error.outcome === 'done') done(action, undefined);
      else if (error.outcome === 'unknown') doubts.push({ index, action });
      else if (error.kind !== 'arguments') leave(index, action, error);
      else if (isRepeated) doubts.push({ index, action, refusal: wordsOf(error) });
      else {
        refusals += 1;
        fail(index, wordsOf(error));
        if (refusals >= HOPELESS && tally.inserted + tally.updated === 0) stop ??= 'refused';
      }
    }
  }
  async function update(entry: Entry, action: Extract<Write, { kind: 'update' }>): Promise<boolean> {
    if (!kept.has(entry)) await keeper.keep(lookups.of(entry));
    kept.add(entry); // what a second try finds may be changed already
    return (await updateRecord(source, entry, action, context)) > 0;
  }
  function leave(index: number, action: Write, why: Stop): void {
    putBack(index, action);
    stop ??= why;
  }
  function putBack(index: number, { kind }: Write): void {
    if (kind === 'update') changes -= 1;
    open.push(index);
  }

  /** Begins the next entry. Nothing is awaited between the look at it and that it counts as begun. */
  async function step(): Promise<void> {
    const index = at;
    const entry = entryAt(index);
    const action: Action = decide(entry, mode, lookups.of(entry));
    if (action.kind === 'update') {
      if (allowed !== undefined && changes >= allowed) {
        stop ??= 'confirm';
        return;
      }
      changes += 1;
    }
    at += 1;
    tell();
    if (action.kind === 'insert' || action.kind === 'update') return attempt(index, action);
    if (action.kind === 'unchanged') tally.unchanged += 1;
    else if (action.kind === 'missing') {
      tally.missing += 1;
      noteError(tally, 'no record has its key', entry.number);
    } else fail(index, action.why);
  }

  async function work(): Promise<void> {
    while (stop === undefined && at < entries.length) {
      if (context.leftMs() < RESERVE_MS) stop = 'time';
      else if (lookups.covers(at)) await step();
      else await lookups.more().catch(halt);
    }
  }
  function halt(error: unknown): void {
    stop ??= error instanceof Failure ? error : 'time';
    if (!(error instanceof Failure) && !isTimeout(error)) throw error;
  }

  /** Looks what is there for the rows in doubt, and repeats what is missing. */
  async function settle(): Promise<void> {
    for (let round = 0; round <= ROUNDS && doubts.length > 0; round += 1) {
      // A repeated change does no harm; a repeated insert would, unless Caspio refuses the second, as it then has.
      const waits = doubts.some(
        ({ action, refusal }) => refusal !== undefined || (!isUnique && action.kind === 'insert'),
      );
      if (context.leftMs() < SETTLE_MS + (waits ? LAG_MS : 0)) return;
      if (waits) await sleep(LAG_MS);
      const asked = doubts;
      const isSeen = await lookups.again(asked.map(({ index }) => entryAt(index))).then(() => true, halt);
      if (!isSeen) return;
      doubts = [];
      await sideBySide(asked, (doubt) => settleOne(doubt, round < ROUNDS));
    }
  }
  async function settleOne(doubt: Doubt, mayRepeat: boolean): Promise<void> {
    const { index, action } = doubt;
    const entry = entryAt(index);
    const found = lookups.of(entry);
    if (action.kind === 'insert') {
      if (found.length > 0) return done(action, found.at(-1)?.PK_ID);
      // What is not there yet may still come: only where Caspio would refuse a second one may it be sent.
      return isUnique && mayRepeat && doubt.refusal === undefined
        ? attempt(index, action, true)
        : void doubts.push(doubt);
    }
    const now = decide(entry, 'update', found);
    if (now.kind === 'unchanged') return done(action, undefined);
    if (now.kind === 'update') return mayRepeat ? attempt(index, now, true) : void doubts.push(doubt);
    return fail(index, now.kind === 'wrong' ? now.why : DELETED);
  }

  let backup: string | undefined;
  try {
    const ended = await Promise.allSettled(Array.from({ length: SIDE_BY_SIDE }, work));
    for (const one of ended) if (one.status === 'rejected') throw one.reason;
    if (columns.key.length > 0) await settle();
  } finally {
    backup = await keeper.end();
  }

  const refused = doubts.filter(({ refusal }) => refusal !== undefined);
  for (const { index, refusal = '' } of refused) fail(index, refusal);
  const unknown = doubts.filter(({ refusal }) => refusal === undefined);
  // A change may be repeated by the next call, and so may what Caspio refuses to take twice; others must never be sent again.
  const repeatable = unknown.filter(({ action }) => action.kind === 'update' || isUnique);
  for (const { index, action } of repeatable) putBack(index, action);
  return {
    tally,
    started: at,
    open,
    unknown: unknown.map(({ index }) => entryAt(index).number),
    isLost: repeatable.length < unknown.length,
    changed: changes,
    stop,
    backup,
  };
}
