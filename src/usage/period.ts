/** What a budget is for; `total` never begins anew. */
export type Period = 'hour' | 'day' | 'total';

/** Hours of one zone, as `2026-11-22T10`: they sort, and a day is the beginning of its hours. */
export interface Calendar {
  /** The hour of a moment (epoch milliseconds). */
  hour(at: number): string;
  /** Seconds from a moment to the next full hour or midnight. On a day with a change of the clock it may be an hour off. */
  secondsLeft(at: number, period: 'hour' | 'day'): number;
}

/** `timeZone` is an IANA name. Facts: usage days are cut on the account's time zone. */
export function createCalendar(timeZone: string): Calendar {
  let format: Intl.DateTimeFormat | undefined;
  const read = (at: number) => {
    format ??= hours(timeZone);
    const parts = new Map(format.formatToParts(at).map(({ type, value }) => [type, value]));
    return (part: Intl.DateTimeFormatPartTypes) => parts.get(part) ?? '';
  };
  let last = { minute: Number.NaN, hour: '' };
  return {
    hour(at) {
      const minute = Math.floor(at / 60_000);
      if (minute === last.minute) return last.hour; // asked with every request
      const part = read(at);
      last = { minute, hour: `${part('year')}-${part('month')}-${part('day')}T${part('hour')}` };
      return last.hour;
    },
    secondsLeft(at, period) {
      const part = read(at);
      const ofHour = Number(part('minute')) * 60 + Number(part('second'));
      return period === 'hour' ? 3_600 - ofHour : 86_400 - Number(part('hour')) * 3_600 - ofHour;
    },
  };
}

/** Made with the first request: the first of a process takes 20 ms, and starts are felt. */
const hours = (timeZone: string) =>
  new Intl.DateTimeFormat('en-CA', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
  });

/** Whether this is a zone that the machine knows. */
export function isTimeZone(name: string): boolean {
  try {
    return Boolean(new Intl.DateTimeFormat('en', { timeZone: name }));
  } catch {
    return false;
  }
}

/** The beginning of the hours that a period takes in. */
export const startOf = (period: Period, hour: string) =>
  period === 'hour' ? hour : period === 'day' ? hour.slice(0, 10) : '';
