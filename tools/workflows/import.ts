import * as z from 'zod';
import { defineTool } from '../../src/tool.js';
import * as inputs from '../inputs.js';
import { file } from '../transfer.js';

const MOST_KEY_FIELDS = 5;

/** Many records into one table, in as few Caspio calls as they take. */
export const recordsImport = defineTool({
  name: 'caspio_records_import',
  title: 'Import records',
  effect: 'update',
  description:
    'Writes many records into a table, given here or in a CSV or JSON file: one Caspio call a row, none for unchanged ones, so that an upsert can be repeated. Converts by field type, blanks clear; wrong rows are told by number, the others go on. Use dry_run first. Changes to existing records need expected_count. While an answer has resume, repeat the call with it.',
  input: z
    .strictObject({
      table_name: inputs.tableName,
      mode: z
        .enum(['insert', 'update', 'upsert'], 'must be insert, update or upsert')
        .default('insert')
        .describe('upsert updates what the key finds and inserts the rest.'),
      key: z
        .array(z.string().trim().min(1, 'holds a blank name'))
        .optional()
        .describe('Fields that identify a record, for update and upsert; insert refuses those that exist.'),
      records: z
        .array(z.record(z.string(), z.unknown(), 'must be objects of field names and values'))
        .min(1, 'is empty')
        .optional()
        .describe('Values by field name; or give File.'),
      File: file.optional().describe('CSV, JSON or JSON lines: exactly one of path, url, text, base64.'),
      dry_run: z.boolean('must be true or false').default(false).describe('Only say what would happen.'),
      resume: z
        .string()
        .min(1, 'is blank')
        .optional()
        .describe('From the last answer; same other arguments.'),
      expected_count: inputs.expectedCount,
    })
    .superRefine(({ mode, key = [], records, File }, context) => {
      const issue = (argument: string, message: string) =>
        context.addIssue({ code: 'custom', path: [argument], message });
      if (records === undefined && File === undefined) issue('records', 'is required, unless File is given');
      if (records !== undefined && File !== undefined)
        issue('records', 'cannot go with File: give one of them');
      if (mode !== 'insert' && key.length === 0) issue('key', `is required for mode ${mode}`);
      if (key.length > MOST_KEY_FIELDS) issue('key', `must have at most ${MOST_KEY_FIELDS} fields`);
      const lower = key.map((name) => name.toLowerCase());
      if (new Set(lower).size < lower.length) issue('key', 'names a field twice');
    }),
  async run({ records, File, key = [], resume, expected_count, ...order }, context) {
    const { importRows } = await import('./import/index.js'); // starts are felt
    const { inputIn, inputOf, MOST_BYTES } = await import('./import/rows.js');
    // Less than one row: progress must not go back afterwards.
    const fetched = (bytes: number) => context.progress(bytes / 1e12, undefined, `${bytes} bytes fetched`);
    const input = File
      ? inputIn(await context.files.read(File, 'File', MOST_BYTES, fetched))
      : inputOf(records ?? []);
    return importRows({ ...order, key, resume, expected_count }, input, context);
  },
});
