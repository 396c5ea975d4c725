import * as z from 'zod';

/** A point of time as options name it: so far from now, or fixed. */
export type Moment = { readonly seconds: number } | { readonly at: number };

/** What an option says that is no moment. */
export const MOMENT = 'must be a time such as 12h, 30d or 8w, or a date such as 2027-01-31';

const SECONDS: Readonly<Record<string, number>> = { s: 1, h: 3_600, d: 86_400, w: 604_800 };
const fixed = z.union([z.iso.date(), z.iso.datetime({ offset: true })]);

/**
 * `m` is no unit: half of those who write it mean minutes, the others months. A date is its midnight in UTC; a time
 * says its zone.
 */
export function momentOf(text: string): Moment | undefined {
  const [, count, unit = ''] = /^(\d{1,5})([shdw])$/.exec(text) ?? [];
  if (count) return { seconds: Number(count) * (SECONDS[unit] ?? 0) };
  return fixed.safeParse(text).success ? { at: Date.parse(text) } : undefined;
}

/** Epoch milliseconds of a moment that lies ahead. */
export const later = (moment: Moment, now: number) =>
  'at' in moment ? moment.at : now + moment.seconds * 1_000;

/** Epoch milliseconds of a moment that lies behind. */
export const earlier = (moment: Moment, now: number) =>
  'at' in moment ? moment.at : now - moment.seconds * 1_000;
