import { onceAMinute } from '../../once.js';
import { createFolderWriter, writeToStdout } from './append.js';
import { type AuditLine, jsonOf, LOST } from './line.js';

/** Where lines go: to stdout, or to a folder that keeps the files of so many days; 0 keeps all. */
export type AuditDestination =
  | { readonly stdout: true }
  | { readonly stdout?: undefined; readonly folder: string; readonly days: number };

/** Takes lines at once, and writes them in order in the background. */
export interface Audit {
  write(line: AuditLine): void;
  /** Resolves when all that was given has been written, or could not be. */
  close(): Promise<void>;
}

interface Waiting {
  readonly text: string;
  readonly time: string;
}

/** So many wait for a disk that stands still; after that memory is worth more. */
const MOST_WAITING = 100_000;
/** Written at once: a line alone costs an open and a close. */
const MOST_CHARS = 64 * 1024;

/**
 * An audit that breaks no call: what cannot be written is lost, of which `onFault` hears once a minute at most, and
 * the next line is tried anew.
 */
export function createAudit(destination: AuditDestination, onFault: (error: unknown) => void): Audit {
  const fault = onceAMinute(onFault);
  const { append, ready } = destination.stdout
    ? { append: writeToStdout, ready: undefined }
    : createFolderWriter(destination, fault);
  const waiting: Waiting[] = [];
  let lost = 0;
  let work: Promise<void> | undefined = ready?.finally(() => drain());

  async function drain(): Promise<void> {
    while (waiting.length > 0) {
      // What comes in meanwhile waits in a list of its own: taking from the front of a long one is slow.
      for (const { text, time } of together(waiting.splice(0))) await append(text, time).catch(fault);
      if (lost > 0) waiting.push(lostLine(lost));
      lost = 0;
    }
    work = undefined;
  }

  return {
    write(line) {
      if (waiting.length >= MOST_WAITING) {
        lost += 1;
        return fault(new Error('The audit is written too slowly'));
      }
      waiting.push({ text: `${jsonOf(line)}\n`, time: line.time });
      work ??= drain();
    },
    async close() {
      await work;
    },
  };
}

/** Lines of one day in pieces of a size. */
function together(lines: readonly Waiting[]): Waiting[] {
  const pieces: { text: string; readonly time: string }[] = [];
  for (const { text, time } of lines) {
    const last = pieces.at(-1);
    const fits = last && last.time.slice(0, 10) === time.slice(0, 10) && last.text.length < MOST_CHARS;
    if (fits) last.text += text;
    else pieces.push({ text, time });
  }
  return pieces;
}

/** An audit with a gap must not pass for a whole one. */
function lostLine(count: number): Waiting {
  const time = new Date().toISOString();
  const line = { time, connection: '', tool: 'audit', outcome: LOST, rows: count };
  return { text: `${jsonOf({ ...line, ms: 0, upstream: 0, request_ids: [] })}\n`, time };
}
