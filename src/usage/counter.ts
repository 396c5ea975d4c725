import { appendFileSync, mkdirSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Failure } from '../caspio/errors.js';
import { type Period, startOf } from './period.js';

/** Counts what was sent, hour by hour. */
export interface Counter {
  /** How many there were in the period that this hour is in. */
  count(period: Period, hour: string): number;
  add(hour: string): void;
  /** Whether the numbers outlive the process. */
  readonly isKept: boolean;
}

export function createMemoryCounter(): Counter {
  const hours = new Map<string, number>();
  return {
    isKept: false,
    count: (period, hour) =>
      [...hours].reduce((sum, [key, n]) => (key.startsWith(startOf(period, hour)) ? sum + n : sum), 0),
    add: (hour) => void hours.set(hour, (hours.get(hour) ?? 0) + 1),
  };
}

/**
 * A file an hour, which grows by one byte with each request: its size is the count. Appending is safe with any number
 * of processes at once, and nothing is lost when one of them dies. Throws a Failure when the folder cannot be used.
 */
export function createFileCounter(folder: string): Counter {
  guarded(() => mkdirSync(folder, { recursive: true, mode: 0o700 }));
  /** Hours that are over change no more. */
  let closed = { until: '', period: 'total' as Period, count: 0 };

  const size = (hour: string) => statSync(join(folder, hour), { throwIfNoEntry: false })?.size ?? 0;

  function before(period: Period, hour: string): number {
    if (closed.until !== hour || closed.period !== period) {
      const start = startOf(period, hour);
      const earlier = readdirSync(folder).filter((name) => name.startsWith(start) && name < hour);
      closed = { until: hour, period, count: earlier.reduce((sum, name) => sum + size(name), 0) };
    }
    return closed.count;
  }

  return {
    isKept: true,
    count: (period, hour) => guarded(() => before(period, hour) + size(hour)),
    add: (hour) => guarded(() => appendFileSync(join(folder, hour), '.', { mode: 0o600 })),
  };
}

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
