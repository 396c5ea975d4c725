/** Dates as Caspio holds them: `YYYY-MM-DDTHH:mm:ss`, without a zone. Facts: record semantics, P4. */

/** A zone is dropped and the clock kept, as Caspio does with what it is sent. */
const ISO =
  /^(\d{4})(-?)(\d\d)\2(\d\d)(?:[T ](\d\d)(?::?(\d\d)(?::?(\d\d)(?:[.,]\d+)?)?)?)?\s*(?:Z|[+-]\d\d(?::?\d\d)?)?$/i;
const SLASHED = /^(\d\d?)\/(\d\d?)\/(\d{4})(?:,? (\d\d?):(\d\d)(?::(\d\d))?(?: ?([AP])M)?)?$/i;

/** Where SQL Server's calendar begins. */
const FIRST_YEAR = 1753;

/** The canonical form of an ISO date, or of one with slashes, which Caspio reads month first; else undefined. */
export function canonicalDate(given: string): string | undefined {
  const text = given.trim();
  const iso = ISO.exec(text);
  if (iso) return dateTime(iso[1], iso[3], iso[4], iso[5], iso[6], iso[7]);
  const [found, month, day, year, hour, minute, second, half] = SLASHED.exec(text) ?? [];
  if (found === undefined) return undefined;
  if (half === undefined) return dateTime(year, month, day, hour, minute, second);
  const twelve = Number(hour);
  if (twelve < 1 || twelve > 12) return undefined;
  const hour24 = (twelve % 12) + (half.toUpperCase() === 'P' ? 12 : 0);
  return dateTime(year, month, day, String(hour24), minute, second);
}

/** Which part of dates with slashes comes first, as far as one of them shows it. */
export type SlashOrder = 'month' | 'day' | 'both' | undefined;

/** What the dates of one column show together: a 25 can only be a day. */
export function slashOrder(texts: Iterable<unknown>): SlashOrder {
  let order: SlashOrder;
  for (const text of texts) {
    const [, first, second] = (typeof text === 'string' && SLASHED.exec(text.trim())) || [];
    const shows = Number(first) > 12 ? 'day' : Number(second) > 12 ? 'month' : undefined;
    if (shows === undefined) continue;
    if (order !== undefined && order !== shows) return 'both';
    order = shows;
  }
  return order;
}

/** 01/02/2026, in which either part may be the month. */
export function isAmbiguous(text: string): boolean {
  const [, first, second] = SLASHED.exec(text.trim()) ?? [];
  return (
    first !== undefined && Number(first) !== Number(second) && Number(first) <= 12 && Number(second) <= 12
  );
}

function dateTime(year = '', month = '', day = '', hour = '0', minute = '0', second = '0') {
  if (Number(year) < FIRST_YEAR) return undefined;
  const pad = (part: string) => part.padStart(2, '0');
  const text = `${year}-${pad(month)}-${pad(day)}T${pad(hour)}:${pad(minute)}:${pad(second)}`;
  const instant = new Date(`${text}Z`);
  // Dates that roll over, such as 31 June, do not come back as they were written.
  return Number.isNaN(instant.getTime()) || instant.toISOString().slice(0, 19) !== text ? undefined : text;
}
