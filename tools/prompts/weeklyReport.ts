import type { Field } from '../../src/caspio/shapes.js';
import type { PromptSpec } from '../../src/prompt.js';
import { quoteName } from '../../src/sql/clause.js';
import * as design from './design.js';
import { DATA, example, quoted, text } from './words.js';

const READ = 'list_all_caspio_records';
const DAY_MS = 86_400_000;
const MOST_SUMS = 3;

const DATES = { wanted: design.isDate, wrong: 'a date field is needed' };

export const weeklyReport: PromptSpec = {
  name: 'weekly_report',
  title: 'Weekly report',
  description: 'Compares the last whole week of a table with the week before, by a date field.',
  arguments: [
    { name: 'table', description: 'The table.', required: true, complete: design.completeTable },
    {
      name: 'date_field',
      description: 'The date by which records belong to a week.',
      required: true,
      complete: design.completeField(design.isDate),
    },
  ],
  needs: [READ],
  async write({ table = '', date_field = '' }, { schema }, offers) {
    const { name, fields } = await design.tableNamed(table, schema);
    const date = design.fieldNamed('date_field', date_field, fields, DATES);
    const read = (query: Readonly<Record<string, unknown>>) => example(READ, { table_name: name, ...query });
    const monday = lastMonday(Date.now());
    const [before, from, to] = [monday - 14 * DAY_MS, monday - 7 * DAY_MS, monday].map(day);
    const at = quoteName(date.Name);
    const within = (first = '', end = '') => `${at} >= '${first}' AND ${at} < '${end}'`;
    const figures = [
      'COUNT(*) AS Records',
      ...fields.filter(design.isAmount).slice(0, MOST_SUMS).map(sum),
    ].join(', ');
    const kind = design.kindField(fields);
    return text(
      `Write the weekly report of the table ${quoted(name)} of this Caspio account for the week from ${from} up to ${to} (a Monday, no longer in it), by the field ${quoted(date.Name)}.`,
      ['Its fields (and PK_ID, the number of each record):', ...design.fieldLines(name, fields, offers)],
      [
        '1. The figures of the week:',
        read({ 'q.select': figures, 'q.where': within(from, to) }),
        'and of the week before, to compare:',
        read({ 'q.select': figures, 'q.where': within(before, from) }),
      ],
      kind && [
        '2. The week by kind; the same for the week before:',
        read({
          'q.select': `${quoteName(kind.Name)}, COUNT(*) AS Records`,
          'q.where': within(from, to),
          'q.groupBy': quoteName(kind.Name),
          'q.orderBy': 'COUNT(*) DESC',
          'q.limit': 20,
        }),
      ],
      [
        'Then single records that a reader should know of, such as the latest:',
        read({ 'q.where': within(from, to), 'q.orderBy': `${at} DESC`, 'q.limit': 10 }),
      ],
      offers('caspio_records_aggregate') &&
        'The tool caspio_records_aggregate counts and sums by field as well, with less to write.',
      'Drop a sum that says nothing (of rates, or of numbers that are names), and add what does. Dates have no time zone in Caspio: they mean the clock of the account. Let the server count; do not add up rows yourself. Every call is billed.',
      'The report has: one sentence that says what matters; a table of figures with this week, the week before and the change in per cent; what stands out by kind; what needs attention, by PK_ID. Half a page. Say so if a week has no records, and never fill a gap with a guess.',
      'Change nothing: this task only reads.',
      DATA,
    );
  },
};

const sum = ({ Name }: Field) => `SUM(${quoteName(Name)}) AS ${quoteName(`Sum_${Name}`)}`;

/** The beginning of this week, in UTC. */
function lastMonday(now: number): number {
  const today = Math.floor(now / DAY_MS) * DAY_MS;
  return today - ((new Date(today).getUTCDay() + 6) % 7) * DAY_MS;
}

const day = (ms: number) => new Date(ms).toISOString().slice(0, 10);
