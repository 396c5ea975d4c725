import { onceAMinute } from '../../once.js';
import { createFolderWriter, writeToStdout } from './append.js';
import { type AuditLine, jsonOf } from './line.js';

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

/** So many wait for a disk that stands still; after that memory is worth more. */
const MOST_WAITING = 10_000;

/**
 * An audit that breaks no call: what cannot be written is lost, of which `onFault` hears once a minute at most, and
 * the next line is tried anew.
 */
export function createAudit(destination: AuditDestination, onFault: (error: unknown) => void): Audit {
  const fault = onceAMinute(onFault);
  const { append, ready } = destination.stdout
    ? { append: writeToStdout, ready: undefined }
    : createFolderWriter(destination, fault);
  const waiting: { readonly text: string; readonly time: string }[] = [];
  let work: Promise<void> | undefined = ready?.finally(() => drain());

  async function drain(): Promise<void> {
    while (waiting.length > 0) {
      // What comes in meanwhile waits in a list of its own: taking from the front of a long one is slow.
      for (const { text, time } of waiting.splice(0)) await append(text, time).catch(fault);
    }
    work = undefined;
  }

  return {
    write(line) {
      if (waiting.length >= MOST_WAITING) return fault(new Error('The audit is written too slowly'));
      waiting.push({ text: `${jsonOf(line)}\n`, time: line.time });
      work ??= drain();
    },
    async close() {
      await work;
    },
  };
}
