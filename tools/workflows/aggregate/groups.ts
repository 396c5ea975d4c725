import { badArgument } from '../../../src/caspio/errors.js';
import { suggestion } from '../../../src/nearest.js';
import { quoteName } from '../../../src/sql/clause.js';
import { type Item, partsOf } from './item.js';

/**
 * Buckets of dates as texts that sort as the dates do. Each stays NULL where the date is: `+` keeps NULL, CONCAT would
 * not. Weeks begin on Monday whatever DATEFIRST says: 1753-01-01, the first day of DATETIME, was one.
 */
const BUCKETS: Readonly<Record<string, (date: string) => string>> = {
  day: (date) => `CONVERT(VARCHAR(10), ${date}, 120)`,
  week: (date) =>
    `CONVERT(VARCHAR(10), DATEADD(day, -(DATEDIFF(day, '1753-01-01', ${date}) % 7), ${date}), 120)`,
  month: (date) => `CONVERT(VARCHAR(7), ${date}, 120)`,
  quarter: (date) => `CONVERT(VARCHAR(4), ${date}, 120) + '-Q' + DATENAME(quarter, ${date})`,
  year: (date) => `CONVERT(VARCHAR(4), ${date}, 120)`,
};

/** `State`, `month(Order_Date)`. Throws a Failure for another bucket, with the nearest. */
export function groupOf(text: string): Item {
  const { word, field } = partsOf(text, 'group_by');
  if (field === undefined) return plain(word);
  const bucket = word.toLowerCase();
  const of = Object.hasOwn(BUCKETS, bucket) ? BUCKETS[bucket] : undefined;
  if (!of) {
    // An odd name, such as Total (USD).
    if (/^\w+\s/.test(text.trim())) return plain(text.trim());
    const wrong = `${JSON.stringify(text)} is neither a field nor a bucket of dates`;
    const next = `${suggestion(word, Object.keys(BUCKETS))} A name with parentheses goes into [brackets].`;
    throw badArgument('group_by', wrong, next);
  }
  return { sql: of(quoteName(field)), name: `${bucket}_${field}` };
}

const plain = (name: string): Item => ({ sql: quoteName(name), name, plain: true });
