import { badArgument } from '../../src/caspio/errors.js';
import type { Field } from '../../src/caspio/shapes.js';
import type { PromptSpec } from '../../src/prompt.js';
import { quoteName } from '../../src/sql/clause.js';
import * as design from './design.js';
import { CONFIRM, COUNTED, DATA, example, quoted, text } from './words.js';

const READ = 'list_all_caspio_records';
const UPDATE = 'update_a_caspio_record_by_id';
const DELETE = 'delete_a_caspio_record_by_id';
/** More make no sense as an identity. */
const MOST_FIELDS = 5;

const COMPARABLE = { wanted: design.isComparable, wrong: 'Caspio cannot group by it' };

export const findDuplicates: PromptSpec = {
  name: 'find_duplicates',
  title: 'Find duplicates',
  description: 'Finds records of a table that are the same in some fields, and proposes which to keep.',
  arguments: [
    { name: 'table', description: 'The table.', required: true, complete: design.completeTable },
    {
      name: 'fields',
      description: 'The fields that should be unlike, with commas: Email or First_Name, Last_Name.',
      required: true,
      complete: design.completeField(design.isComparable),
    },
  ],
  needs: [READ],
  async write({ table = '', fields: given = '' }, { schema }, offers) {
    const { name, fields } = await design.tableNamed(table, schema);
    const keys = namesIn(given).map((one) => design.fieldNamed('fields', one, fields, COMPARABLE));
    const read = (query: Readonly<Record<string, unknown>>) => example(READ, { table_name: name, ...query });
    const list = keys.map(({ Name }) => quoteName(Name)).join(', ');
    const filled = keys.map(isFilled).join(' AND ');
    const spelled = keys.find(design.isText);
    const canMerge = offers(UPDATE) && offers(DELETE);
    return text(
      `Find the records of the table ${quoted(name)} of this Caspio account that are duplicates by ${keys.map(({ Name }) => quoted(Name)).join(' and ')}.`,
      ['Its fields (and PK_ID, the number of each record):', ...design.fieldLines(name, fields, offers)],
      [
        '1. The values that occur most; those with Records 1 are no duplicates, so stop there. Go on with q.pageNumber where the last ones have more:',
        read({
          'q.select': `${list}, COUNT(*) AS Records, MIN(PK_ID) AS Oldest`,
          'q.where': filled,
          'q.groupBy': list,
          'q.orderBy': 'COUNT(*) DESC',
          'q.pageSize': 100,
          'q.pageNumber': 1,
        }),
      ],
      spelled && [
        '2. The same without blanks, dots and hyphens, which finds different spellings (SQL Server ignores case already):',
        read(spellings(spelled)),
      ],
      [
        'Then read the records of a group whole, as this does with the values of the group in place of the sample ones:',
        read({ 'q.where': keys.map(isSample).join(' AND '), 'q.orderBy': 'PK_ID' }),
      ],
      offers('caspio_records_aggregate') &&
        'The tool caspio_records_aggregate groups and counts as well, with less to write.',
      'The same value does not always mean the same thing: two people share an address, a test value or a blank says nothing. Look at the other fields before you call a group duplicates, and say how sure you are.',
      'Report the number of groups and of superfluous records, and the groups as a table: the values, the PK_IDs, how they differ, which record to keep (the fullest, then the one in use elsewhere, then the oldest) and what it should take over from the others.',
      canMerge
        ? `If the person wants a group merged: look first which other tables refer to the records that go; write what is taken over with ${UPDATE}, then remove the others with ${DELETE}, each by q.where PK_ID = its number. Deleting cannot be undone. ${CONFIRM} ${COUNTED}`
        : 'Change nothing: this connection has no tools to merge records. The report is what the person needs.',
      DATA,
    );
  },
};

/** Throws a Failure for none or too many. */
function namesIn(given: string): string[] {
  const names = given.split(',').map((name) => name.trim());
  const filled = [...new Set(names.filter(Boolean))];
  if (filled.length === 0) throw badArgument('fields', 'names no field', 'Give at least one, such as Email.');
  if (filled.length > MOST_FIELDS) {
    throw badArgument('fields', `names ${filled.length} fields`, `Give at most ${MOST_FIELDS}.`);
  }
  return filled;
}

function isFilled(field: Field): string {
  const name = quoteName(field.Name);
  return design.isText(field) ? `${name} <> ''` : `${name} IS NOT NULL`;
}

/** A condition of the right form; the value is only a sample. */
function isSample(field: Field): string {
  const name = quoteName(field.Name);
  if (design.isDate(field)) return `${name} = '2026-01-31T00:00:00'`;
  return `${name} = ${design.isAmount(field) || /^(AUTONUMBER|YES\/NO)$/.test(field.Type) ? '1' : "'sample'"}`;
}

function spellings({ Name }: Field) {
  const name = quoteName(Name);
  const plain = `REPLACE(REPLACE(REPLACE(${name}, ' ', ''), '.', ''), '-', '')`;
  return {
    'q.select': `${plain} AS Spelling, COUNT(*) AS Records, MIN(PK_ID) AS Oldest`,
    'q.where': `${name} <> ''`,
    'q.groupBy': plain,
    'q.orderBy': 'COUNT(*) DESC',
    'q.limit': 100,
  };
}
