import * as z from 'zod';
import { SQL_DIALECT } from '../../src/caspio/advice.js';
import { defineTool } from '../../src/tool.js';
import * as inputs from '../inputs.js';
import { FORMATS } from './export/formats.js';
import { namedSource, ONE_SOURCE, oneSource, sourceOf } from './objects.js';

/** All records of a query, in a file. */
export const recordsExport = defineTool({
  name: 'caspio_records_export',
  title: 'Export records',
  effect: 'read',
  description:
    'Writes all records of a table or view that match, in order, to a CSV or JSON lines file: save_as, below --files-dir, or without it a small one as a resource. About one Caspio call per 1,000 records; over max_calls it only says how many. While an answer has next_cursor, repeat the call with it: it goes on in the same file.',
  bounds: ['tables', 'views'],
  input: z
    .strictObject({
      ...namedSource,
      'q.select': z.string().optional().describe('Fields; all if absent.'),
      'q.where': z.string().optional().describe(`Condition. ${SQL_DIALECT}.`),
      'q.orderBy': z.string().optional().describe('Slower than by PK_ID, the default.'),
      format: z.enum(FORMATS, 'must be csv or jsonl').default('csv').describe('jsonl: a record a line.'),
      save_as: z.string().min(1, 'is blank').optional().describe('New local file, below --files-dir.'),
      max_calls: z
        .int('must be a whole number')
        .min(1, 'must be at least 1')
        .max(inputs.LARGEST_INT, inputs.TOO_LARGE)
        .default(50)
        .describe('Most Caspio calls, repeated tries aside; each is billed.'),
      cursor: inputs.cursor,
    })
    .refine(oneSource, ONE_SOURCE),
  async run({ table_name, view_name, ...order }, context) {
    const { exportRecords } = await import('./export/index.js'); // starts are felt
    return exportRecords(sourceOf({ table_name, view_name }), order, context);
  },
});
