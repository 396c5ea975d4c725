import * as z from 'zod';
import { checkCondition, checkSendable } from '../../src/caspio/condition.js';
import { type Row, records } from '../../src/caspio/shapes.js';
import { defineTool, type RecordsAnswer, type ToolContext } from '../../src/tool.js';
import * as inputs from '../inputs.js';
import type { Source } from '../source.js';
import { type Asked, clausesOf, statementOf } from './aggregate/clauses.js';
import { namedSource, ONE_SOURCE, oneSource, sourceOf } from './objects.js';
import { inTermsOf } from './words.js';

/** Of one answer; Caspio gives no more in one call. */
const MOST_GROUPS = 1_000;
/** The address holds each item up to three times. */
const MOST_ITEMS = 8;

const list = (example: string) => z.array(z.string(), `must be an array of texts, such as ${example}`);

/** `maxItems` is no keyword that every client takes. */
const atMostItems = [
  (items: readonly string[]) => items.length <= MOST_ITEMS,
  `must have at most ${MOST_ITEMS} items`,
] as const;

/** Counts, sums and the like, by groups, in one Caspio call. */
export const recordsAggregate = defineTool({
  name: 'caspio_records_aggregate',
  title: 'Count and sum records',
  effect: 'read',
  description:
    'Counts, sums, averages, smallest, largest and distinct values of a table or view (give one), by fields and by day, week, month, quarter or year of dates, such as revenue by month or the top 10 customers. One Caspio call, at most 1,000 groups; the note holds the SQL.',
  bounds: ['tables', 'views'],
  input: z
    .strictObject({
      ...namedSource,
      measures: list('["count", "sum(Total)"]')
        .min(1, 'is empty')
        .refine(...atMostItems)
        .default(['count'])
        .describe('count, sum(F), avg(F), min(F), max(F), distinct(F).'),
      group_by: list('["State", "month(Order_Date)"]')
        .refine(...atMostItems)
        .optional()
        .describe('E.g. State, month(Order_Date).'),
      'q.where': inputs.read['q.where'],
      top: z
        .int('must be a whole number')
        .min(1, 'must be at least 1')
        .max(MOST_GROUPS, `must be at most ${MOST_GROUPS}`)
        .optional()
        .describe('Groups with the largest first measure; else all by group.'),
      format: inputs.read.format,
    })
    .refine(oneSource, ONE_SOURCE),
  run: ({ table_name, view_name, format, group_by = [], ...asked }, context) =>
    aggregate(sourceOf({ table_name, view_name }), { ...asked, group_by }, format, context),
});

async function aggregate(
  { records: { path }, name }: Source,
  asked: Asked,
  format: RecordsAnswer['format'],
  { caspio }: ToolContext,
): Promise<RecordsAnswer> {
  checkSendable(asked['q.where'], 'q.where');
  checkCondition(asked['q.where']);
  const clauses = clausesOf(asked);
  const limit = asked.top ?? MOST_GROUPS;
  const { Result } = await caspio
    .request({ method: 'GET', path, query: { ...clauses, 'q.limit': limit }, answer: records })
    .catch((error: unknown) => {
      throw inTermsOf(error, {
        'q.select': heavier(asked),
        'q.groupBy': 'group_by',
        'q.orderBy': 'group_by',
      });
    });
  const rows = Result.map(withoutBlanks);
  return {
    rows,
    format,
    cursorAfter: () => undefined,
    note: [
      clauses['q.groupBy'] !== undefined && asked.top === undefined && rows.length >= MOST_GROUPS && CUT,
      hasTwins(Result) && TWINS,
      `SQL: ${statementOf(clauses, name)}`,
    ]
      .filter(Boolean)
      .join(' '),
  };
}

/** The selection holds both. */
const heavier = ({ group_by, measures }: Asked) =>
  group_by.join().length > measures.join().length ? 'group_by' : 'measures';

const CUT = `There are ${MOST_GROUPS} groups, and probably more that are not shown: give top, or narrow q.where.`;
const TWINS = 'Empty texts and NULL are groups of their own, both shown as null.';

/** Blank texts are often '' and not NULL. Facts: record semantics. */
const withoutBlanks = (row: Row): Row =>
  Object.fromEntries(Object.entries(row).map(([name, value]) => [name, value === '' ? null : value]));

/** Whether a column has both kinds of blanks. */
const hasTwins = (rows: readonly Row[]) =>
  columnsWith(rows, '').some((name) => columnsWith(rows, null).includes(name));

const columnsWith = (rows: readonly Row[], blank: unknown) =>
  rows.flatMap((row) => Object.keys(row).filter((name) => row[name] === blank));
