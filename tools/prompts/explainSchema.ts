import type { PromptSpec } from '../../src/prompt.js';
import * as design from './design.js';
import { DATA, example, lines, quoted, text } from './words.js';

const TABLES = 'list_all_caspio_tables';
const FIELDS = 'list_all_caspio_fields';
const VIEWS = 'list_all_caspio_views';
const VIEW_FIELDS = 'list_all_caspio_view_fields';
const MOST_NAMES = 40;

export const explainSchema: PromptSpec = {
  name: 'explain_schema',
  title: 'Explain the design',
  description: 'Explains what the tables of the account, or one of them, are for and how they hang together.',
  arguments: [
    {
      name: 'table',
      description: 'Only this table and what it refers to.',
      required: false,
      complete: design.completeTable,
    },
  ],
  needs: [TABLES, FIELDS],
  async write({ table = '' }, { schema }, offers) {
    const one = table.trim() === '' ? undefined : await design.tableNamed(table, schema);
    const tables = await schema.names('tables');
    const views = offers(VIEWS) ? await schema.names('views') : [];
    const [first] = tables;
    const [firstView] = views;
    return text(
      one
        ? `Explain the table ${quoted(one.name)} of this Caspio account: what it is for, and how it hangs together with the others.`
        : 'Explain the design of this Caspio account to somebody who is new to it: what its tables are for, and how they hang together.',
      one && [
        'Its fields (and PK_ID, the number of each record):',
        ...design.fieldLines(one.name, one.fields, offers),
      ],
      tables.length === 0
        ? 'There are no tables that this profile may see: say so, and stop.'
        : [one ? 'All tables:' : 'Tables:', ...lines(tables, MOST_NAMES, quoted, TABLES)],
      views.length > 0 && ['Views:', ...lines(views, MOST_NAMES, quoted, VIEWS)],
      offers('caspio_schema_describe')
        ? 'Read the fields with caspio_schema_describe, which describes many tables in one call.'
        : first !== undefined && [
            'Read the fields of each table that matters, one call a table:',
            example(FIELDS, { table_name: one?.name ?? first }),
          ],
      firstView !== undefined &&
        offers(VIEW_FIELDS) && [
          'The fields of a view name the table and field behind each (TableFieldName), which shows relations:',
          example(VIEW_FIELDS, { view_name: firstView }),
        ],
      'Caspio does not tell relations. Infer them: a field that bears the name of another table or of its key, a view that joins two tables, values that occur in both. Say of each whether the design shows it or you guess it from a name; where it matters, check a guess with a count over a few values. Every call is billed.',
      'Explain in this order: what the account is about, in two sentences; the tables in groups, each with its purpose, its key and what a record is; the relations, as a list or a Mermaid erDiagram; fields that need care (list options, fields that Caspio fills, password fields, unclear names); open questions for the person. No field-by-field listing that only repeats the names.',
      'Change nothing: this task only reads.',
      DATA,
    );
  },
};
