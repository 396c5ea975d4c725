import { adviceOn } from '../../../src/caspio/condition.js';
import type { Failure } from '../../../src/caspio/failure.js';
import type { Row } from '../../../src/caspio/shapes.js';
import type { Answer, LinkAnswer } from '../../../src/tool.js';
import type { Course, Query } from './course.js';
import type { Progress } from './cursor.js';
import type { ExportFormat } from './formats.js';
import type { Sink } from './sink.js';
import { changesNote, missingNote, partNote, stoppedNote, tooLargeNote } from './words.js';

/** What an export came to. */
export interface Outcome {
  readonly query: Query;
  readonly format: ExportFormat;
  readonly from: Progress | undefined;
  readonly course: Course;
  readonly sink: Sink;
  /** Records of this call, and the first few of them. */
  readonly rows: number;
  readonly shown: readonly Row[];
  readonly calls: number;
  readonly cursor: string | undefined;
  /** Why it is not at the end; undefined where it is. */
  readonly stopped: 'time' | 'calls' | 'size' | Failure | undefined;
  /** Matches at the end, if they were counted. */
  readonly count: number | undefined;
  /** Records that are there, and were passed over. */
  readonly missing: number;
}

export function answerOf(outcome: Outcome): Answer | LinkAnswer {
  const { format, from, course, sink, rows, shown, calls, cursor, stopped, missing } = outcome;
  const { size, sha256 } = sink.grown();
  const isFile = sink.left() !== undefined;
  const { result, link } = isFile || rows > 0 ? sink.told() : { result: {}, link: undefined };
  const answer = {
    result: {
      ...result,
      format,
      records: rows + (isFile ? (from?.rows ?? 0) : 0),
      calls,
      complete: stopped === undefined && missing === 0,
      size,
      sha256,
      ...(!isFile && { first: shown }),
    },
    total_count: course.total,
    ...(stopped !== undefined && cursor !== undefined && { next_cursor: cursor }),
    note: noteOf(outcome, isFile),
  };
  return link ? { ...answer, link } : answer;
}

function noteOf({ query, from, course, sink, rows, stopped, count, missing }: Outcome, isFile: boolean) {
  const { total, isShaky } = course;
  const before = from?.rows ?? 0;
  if (stopped === undefined) {
    if (total === 0)
      return ['No record matches.', adviceOn(query['q.where'] ?? '')].filter(Boolean).join(' ');
    if (missing > 0) return missingNote(missing);
    return changesNote({ before: total, after: count, written: before + rows, isShaky });
  }
  if (typeof stopped === 'object')
    return `${stopped.what}. ${stopped.next} ${partNote(before, before + rows, total)}`;
  if (stopped === 'size' && from === undefined)
    return tooLargeNote(rows, (sink.size() / rows) * total, sink.most);
  if (stopped === 'size' || !isFile) return partNote(before, before + rows, total);
  return stoppedNote(stopped, before + rows, total);
}
