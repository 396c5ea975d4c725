const DAY = 86_400_000;

/** The company's "today": the seed ends here, whenever it is loaded. */
const LAST_DAY = Date.UTC(2026, 9, 31);

const days = new Map<number, string>();

/** `YYYY-MM-DDTHH:mm:ss`, so many days before the last day and at this minute of the day. */
export function daysBefore(count: number, minute = 0): string {
  // Tens of thousands of dates are made at every start, on few different days.
  let day = days.get(count);
  if (day === undefined) {
    day = new Date(LAST_DAY - count * DAY).toISOString().slice(0, 10);
    days.set(count, day);
  }
  return `${day}T${twoDigits(Math.floor(minute / 60))}:${twoDigits(minute % 60)}:00`;
}

const twoDigits = (value: number) => (value < 10 ? `0${value}` : String(value));
