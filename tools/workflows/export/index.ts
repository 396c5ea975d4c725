import { isTimeout } from '../../../src/caspio/call.js';
import { Failure } from '../../../src/caspio/failure.js';
import { MAX_ROWS } from '../../../src/caspio/pages.js';
import type { Row } from '../../../src/caspio/shapes.js';
import type { Answer, LinkAnswer, ToolContext } from '../../../src/tool.js';
import type { Source } from '../../source.js';
import { answerOf, type Outcome } from './answer.js';
import { counting } from './counting.js';
import { type Course, checkQuery, courseOf, type Query } from './course.js';
import { type Progress, readCursor, writeCursor } from './cursor.js';
import { type ExportFormat, MIME_TYPES } from './formats.js';
import { rendering } from './rendering.js';
import { fileSink, keptSink, type Sink } from './sink.js';
import { goOn, noPlace, outOfTime, soFar, tooManyCalls } from './words.js';

export interface Order extends Query {
  readonly format: ExportFormat;
  readonly save_as?: string | undefined;
  readonly max_calls: number;
  readonly cursor?: string | undefined;
}

/** Before the call must end: time for what is under way, and for the last words. */
const STOP_MS = 5_000;
const LEAVE_MS = 2_000;
/** Pages that wait for the writer, at most, and what they may hold together. */
const MOST_HELD = 8;
const MOST_HELD_BYTES = 16_000_000;
/** Records that an answer shows. */
const SHOWN = 5;

/** Writes all records of a query away, in order; what one call cannot do the next goes on with. */
export async function exportRecords(source: Source, order: Order, context: ToolContext) {
  const { format, save_as, max_calls: _, cursor, ...query } = order;
  const identity = [source.records.path, query, format, save_as ?? null];
  const from = cursor === undefined ? undefined : readCursor(cursor, identity);
  checkQuery(query);
  const sink = await sinkFor(source, order, from, context);
  try {
    return await run(source, { ...order, query, identity, from, sink }, context);
  } finally {
    await sink.close();
  }
}

async function sinkFor(
  { name }: Source,
  { format, save_as }: Order,
  from: Progress | undefined,
  { files, publish }: ToolContext,
): Promise<Sink> {
  if (save_as !== undefined) return fileSink(files, save_as, from?.file);
  if (!publish) throw noPlace();
  return keptSink(publish, `${name}.${format}`, MIME_TYPES[format]);
}

interface Job extends Order {
  readonly query: Query;
  readonly identity: unknown;
  readonly from: Progress | undefined;
  readonly sink: Sink;
}

async function run(source: Source, job: Job, context: ToolContext): Promise<Answer | LinkAnswer> {
  const { query, identity, from, sink, format, max_calls } = job;
  const { caspio, calls } = counting(context.caspio);
  const render = rendering(format, from?.columns, sink.left() === undefined);
  const course = await courseOf(caspio, source.records, query, from);
  const { total } = course;
  const needed = calls() + course.calls;
  if (needed > max_calls) throw tooManyCalls(needed, total - (from?.rows ?? 0), max_calls);

  const shown: Row[] = [];
  const sizeBefore = sink.size();
  let rows = 0;
  let at = from?.at;
  let ended = total === 0;
  let stopped: Outcome['stopped'];
  const written = () => (from?.rows ?? 0) + rows;
  const allCalls = () => (from?.calls ?? 0) + calls();
  const cursor = () => {
    const state = { rows: written(), calls: allCalls(), total, columns: render.columns(), file: sink.left() };
    return at && writeCursor({ at, ...state }, identity);
  };
  const tell = () => context.progress(written(), total, soFar(written(), total, allCalls()));
  const hasCalls = () => calls() < max_calls - (course.recount ? 1 : 0);

  tell();
  try {
    const pace = {
      // Every call comes further.
      mayRead: () => rows === 0 || (context.leftMs() > STOP_MS && hasCalls()),
      mayWait: () => rows === 0 || context.leftMs() > LEAVE_MS,
      mostHeld: () => heldBy(sink, rows, sink.size() - sizeBefore),
    };
    for await (const portion of course.portions(pace)) {
      await sink.write(render.text(portion.rows));
      rows += portion.rows.length;
      at = portion.next;
      ended = at === undefined;
      shown.push(...portion.rows.slice(0, SHOWN - shown.length));
      tell();
      if (!ended && isFull(sink, rows, from ? 0 : total)) {
        stopped = 'size';
        break;
      }
    }
  } catch (error) {
    const failure = error instanceof Failure ? error : isTimeout(error) ? outOfTime() : undefined;
    if (rows === 0 || !failure) {
      sink.abandon();
      throw error;
    }
    // A file is there for the next call; a text in memory is lost unless it is given now.
    if (sink.left() !== undefined) throw failure.advise(`${failure.next} ${goOn(written(), cursor())}`);
    stopped = failure;
  }
  if (!ended) stopped ??= hasCalls() ? 'time' : 'calls';
  if (ended && rows === 0) await sink.write('');
  const count = ended ? await countedBy(course.recount, context, course.lastTotal()) : undefined;
  // Fewer than were there both times can be by chance; that some are there and not in the file cannot.
  const isShort = count !== undefined && written() < Math.min(count, total) && calls() < max_calls;
  const own = isShort ? await countedBy(course.countOwn, context, undefined) : undefined;
  await sink.check();
  return answerOf({
    query,
    format,
    from,
    course,
    sink,
    rows,
    shown,
    calls: allCalls(),
    cursor: cursor(),
    stopped,
    count,
    missing: Math.max(0, (own ?? 0) - written()),
  });
}

/** How many pages may wait for the writer. Before the first nothing is known; a text may turn out to be too large. */
function heldBy(sink: Sink, rows: number, bytes: number): number {
  if (rows === 0) return sink.left() ? MOST_HELD : 1;
  const pageBytes = (bytes / rows) * MAX_ROWS;
  return Math.max(1, Math.min(MOST_HELD, Math.floor(MOST_HELD_BYTES / pageBytes)));
}

/** Whether that is all that the sink takes, or it is plain by now that it will not take `total` records. */
const isFull = (sink: Sink, rows: number, total: number) =>
  sink.size() >= sink.most || (rows > 0 && (sink.size() / rows) * total > sink.most);

/** What is written is worth more than the count. */
async function countedBy(
  count: Course['recount'],
  { leftMs }: ToolContext,
  otherwise: number | undefined,
): Promise<number | undefined> {
  if (!count) return otherwise;
  if (leftMs() < LEAVE_MS) return undefined;
  return count().catch((error: unknown) => {
    if (error instanceof Failure) return undefined;
    throw error;
  });
}
