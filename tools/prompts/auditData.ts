import type { Field } from '../../src/caspio/shapes.js';
import type { PromptSpec } from '../../src/prompt.js';
import { quoteName } from '../../src/sql/clause.js';
import * as design from './design.js';
import { DATA, example, quoted, READ_ONLY, text } from './words.js';

const READ = 'list_all_caspio_records';

/** Few enough for a query that can be read. */
const MOST_GAPS = 5;
const MOST_RANGES = 3;

export const auditData: PromptSpec = {
  name: 'audit_data',
  title: 'Audit the data of a table',
  description: 'Looks for gaps, odd values, duplicates and broken references in a table, and reports them.',
  arguments: [{ name: 'table', description: 'The table.', required: true, complete: design.completeTable }],
  needs: [READ, 'list_all_caspio_fields'],
  async write({ table = '' }, { schema }, offers) {
    const { name, fields } = await design.tableNamed(table, schema);
    const read = (query: Readonly<Record<string, unknown>>) => example(READ, { table_name: name, ...query });
    const kind = design.kindField(fields);
    const ranges = fields.filter((field) => design.isDate(field) || design.isAmount(field));
    const identity = fields.find(
      ({ Name, Unique, Type }) => !Unique && /^STRING$/.test(Type) && IDENTITY.test(Name),
    );
    return text(
      `Audit the data of the table ${quoted(name)} of this Caspio account, and report what is wrong with it.`,
      ['Its fields (and PK_ID, the number of each record):', ...design.fieldLines(name, fields, offers)],
      'Work with counts, not by reading all rows. Every call is billed. For example:',
      ['Records, and gaps in fields that should be filled:', read({ 'q.select': gaps(fields) })],
      ranges.length > 0 && [
        'Values that cannot be right: too small, too large, in the wrong century or in the future:',
        read({ 'q.select': ranges.slice(0, MOST_RANGES).map(range).join(', ') }),
      ],
      kind && [
        'Spellings and values that differ only a little, or are not in use any more:',
        read(groups(kind)),
      ],
      identity && ['Values that occur twice but should not:', read(groups(identity))],
      [
        'Some records as they are, the newest, to see what counts cannot show:',
        read({ 'q.orderBy': 'PK_ID DESC', 'q.limit': 10 }),
      ],
      offers('caspio_records_aggregate') &&
        'The tool caspio_records_aggregate counts and sums by field as well, with less to write.',
      'Do likewise for the other fields that matter, and compare fields with each other (an end before its begin, a total that does not fit its parts). Where a field names records of another table, count those that are not there.',
      'Report a table: field, what is wrong, how many records of how many, an example by PK_ID, how bad it is, and what to do. Say too what you checked and found in order.',
      READ_ONLY,
      DATA,
    );
  },
};

const IDENTITY = /mail|phone|code|sku|number|name|company|title/i;

/** Counts all records, and those without a value in the first fields that people fill in. */
function gaps(fields: readonly Field[]): string {
  const filled = fields.filter(
    (field) => design.isComparable(field) && field.Editable !== false && field.Type !== 'YES/NO',
  );
  return ['COUNT(*) AS Records', ...filled.slice(0, MOST_GAPS).map(gap)].join(', ');
}

function gap(field: Field): string {
  const name = quoteName(field.Name);
  const isEmpty = design.isText(field) ? `${name} IS NULL OR ${name} = ''` : `${name} IS NULL`;
  return `SUM(CASE WHEN ${isEmpty} THEN 1 ELSE 0 END) AS ${quoteName(`No_${field.Name}`)}`;
}

function range({ Name }: Field): string {
  const name = quoteName(Name);
  return `MIN(${name}) AS ${quoteName(`Least_${Name}`)}, MAX(${name}) AS ${quoteName(`Most_${Name}`)}`;
}

function groups({ Name }: Field) {
  const name = quoteName(Name);
  return {
    'q.select': `${name}, COUNT(*) AS Records`,
    'q.groupBy': name,
    'q.orderBy': 'COUNT(*) DESC',
    'q.limit': 50,
  };
}
