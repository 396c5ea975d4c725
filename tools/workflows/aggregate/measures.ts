import { badArgument } from '../../../src/caspio/errors.js';
import { suggestion } from '../../../src/nearest.js';
import { quoteName } from '../../../src/sql/clause.js';
import { type Item, partsOf } from './item.js';

/** What each measure is in T-SQL, of a field in brackets. */
const MEASURES: Readonly<Record<string, (field: string) => string>> = {
  count: (field) => `COUNT(${field})`,
  sum: (field) => `SUM(${field})`,
  // The average of whole numbers would be cut to a whole number, and Yes/No has none.
  avg: (field) => `AVG(1.0 * ${field})`,
  min: (field) => `MIN(${field})`,
  max: (field) => `MAX(${field})`,
  distinct: (field) => `COUNT(DISTINCT ${field})`,
};

/** `count`, `sum(Total)`. Throws a Failure for another measure, with the nearest. */
export function measureOf(text: string): Item {
  const { word, field } = partsOf(text, 'measures');
  const measure = word.toLowerCase();
  if (!Object.hasOwn(MEASURES, measure)) {
    const wrong = `${JSON.stringify(text)} is no measure`;
    throw badArgument('measures', wrong, suggestion(word, Object.keys(MEASURES)));
  }
  if (measure === 'count' && (field === undefined || field === '*'))
    return { sql: 'COUNT(*)', name: 'count' };
  if (field === undefined) {
    const next = `Write ${measure}(Total), with the name of a field.`;
    throw badArgument('measures', `${JSON.stringify(text)} names no field`, next);
  }
  const distinct = measure === 'count' ? /^distinct\s+(.+)$/is.exec(field)?.[1] : undefined;
  const [kind, of] =
    distinct === undefined ? [measure, field] : ['distinct', partsOf(distinct, 'measures').word];
  return { sql: MEASURES[kind]?.(quoteName(of)) ?? '', name: `${kind}_${of}` };
}
