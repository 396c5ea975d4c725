import { appendFileSync, mkdirSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Failure } from '../caspio/failure.js';
import { type Period, startOf } from './period.js';

/** Counts what was sent, hour by hour. */
export interface Counter {
  /** How many there were in the period that this hour is in. */
  count(period: Period, hour: string): number | Promise<number>;
  /** Adds one, and gives how many there are in the period with it. */
  add(period: Period, hour: string): number | Promise<number>;
  /** Takes one back that was added and then not sent. */
  takeBack(hour: string): void | Promise<void>;
  /** Whether the numbers outlive the process. */
  readonly isKept: boolean;
  /** Whether each question takes a way over the network. */
  readonly isRemote: boolean;
}

export function createMemoryCounter(): Counter {
  const hours = new Map<string, number>();
  const change = (hour: string, by: number) => void hours.set(hour, (hours.get(hour) ?? 0) + by);
  const count = (period: Period, hour: string) =>
    [...hours].reduce((sum, [key, n]) => (key.startsWith(startOf(period, hour)) ? sum + n : sum), 0);
  return {
    isKept: false,
    isRemote: false,
    count,
    add(period, hour) {
      change(hour, 1);
      return count(period, hour);
    },
    takeBack: (hour) => change(hour, -1),
  };
}

/**
 * A file an hour, which grows by one byte with each request: its size is the count, less the size of the file beside it
 * of those that were taken back. Appending is safe with any number
 * of processes at once, and nothing is lost when one of them dies. Throws when the folder cannot be
 * made, and a Failure when the count cannot be kept.
 */
export function createFileCounter(folder: string): Counter {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  /** Other hours than this one change no more. */
  let closed = { but: '', period: 'total' as Period, count: 0 };

  const size = (file: string) => statSync(join(folder, file), { throwIfNoEntry: false })?.size ?? 0;
  const grow = (file: string) => guarded(() => appendFileSync(join(folder, file), '.', { mode: 0o600 }));
  const of = (hour: string) => size(hour) - size(unsent(hour));

  function others(period: Period, hour: string): number {
    if (closed.but !== hour || closed.period !== period) {
      const start = startOf(period, hour);
      // Later hours too: a clock or a time zone may have been set back.
      const names = readdirSync(folder).filter(
        (name) => isHour(name) && name.startsWith(start) && name !== hour,
      );
      closed = { but: hour, period, count: names.reduce((sum, name) => sum + of(name), 0) };
    }
    return closed.count;
  }

  const count = (period: Period, hour: string) => guarded(() => others(period, hour) + of(hour));
  return {
    isKept: true,
    isRemote: false,
    count,
    add(period, hour) {
      grow(hour);
      return count(period, hour);
    },
    takeBack: (hour) => grow(unsent(hour)),
  };
}

const unsent = (hour: string) => `${hour}-unsent`;

/** Desktops and backups leave files of their own in any folder. */
const isHour = (name: string) => /^\d{4}-\d\d-\d\dT\d\d$/.test(name);

/** What cannot be counted must not be sent: a budget that forgets is none. */
function guarded<T>(access: () => T): T {
  try {
    return access();
  } catch (error) {
    throw new Failure({
      kind: 'account',
      what: `The count of Caspio calls cannot be kept (${error instanceof Error ? error.message : error}); this request was not sent`,
      next: 'Ask the operator of this server to check --data-dir: the folder, its rights, and the space left.',
    });
  }
}
