const DAY = 86_400_000;

/** The company's "today": the seed ends here, whenever it is loaded. */
export const LAST_DAY = Date.UTC(2026, 9, 31);

/** `YYYY-MM-DDTHH:mm:ss`, so many days before the last day and at this minute of the day. */
export function daysBefore(days: number, minute = 0): string {
  return new Date(LAST_DAY - days * DAY + minute * 60_000).toISOString().slice(0, 19);
}
