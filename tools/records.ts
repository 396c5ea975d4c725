import * as z from 'zod';
import { path } from '../src/caspio/path.js';
import { affected } from '../src/caspio/shapes.js';
import { defineTool, type Toolset } from '../src/tool.js';
import * as inputs from './inputs.js';
import { probeRecords } from './probes.js';
import { readAll } from './requests.js';
import { listRecords, table } from './source.js';
import { createRecord, deleteRecords, guardedWrite, updateRecords } from './writes.js';

const listAllRecords = defineTool({
  name: 'list_all_caspio_records',
  title: 'List records',
  effect: 'read',
  description:
    'Reads records of a table: 100 a page by PK_ID, with total_count at first and next_cursor while more follow. Count and sum with q.select and q.groupBy, not by reading rows.',
  input: z
    .strictObject({ table_name: inputs.tableName, ...inputs.read })
    .refine(inputs.limitOrPages, inputs.LIMIT_OR_PAGES),
  run: ({ table_name, ...args }, context) => listRecords(table(table_name), args, context),
});

const createARecord = defineTool({
  name: 'create_a_caspio_record',
  title: 'Create a record',
  effect: 'create',
  description:
    'Inserts one record into a table and gives it back with its PK_ID. Autonumber, GUID, timestamp and formula fields fill themselves.',
  input: z.strictObject({
    table_name: inputs.tableName,
    values: inputs.values,
    response: inputs.response('rows'),
  }),
  run: ({ table_name, ...args }, context) => createRecord(table(table_name), args, context),
});

const updateRecord = defineTool({
  name: 'update_a_caspio_record_by_id',
  title: 'Update records',
  effect: 'update',
  description:
    'Writes the same values into every record that q.where matches. Several matches need expected_count. Password fields have their own tool.',
  input: z.strictObject({
    table_name: inputs.tableName,
    'q.where': inputs.where,
    values: inputs.values,
    response: inputs.response('none'),
    expected_count: inputs.expectedCount,
  }),
  run: ({ table_name, ...args }, context) => updateRecords(table(table_name), args, context),
});

const deleteRecord = defineTool({
  name: 'delete_a_caspio_record_by_id',
  title: 'Delete records',
  effect: 'delete',
  description:
    'Deletes every record that q.where matches. Cannot be undone. Several matches need expected_count.',
  input: z.strictObject({
    table_name: inputs.tableName,
    'q.where': inputs.where,
    expected_count: inputs.expectedCount,
  }),
  output: inputs.echo,
  run: ({ table_name, ...args }, context) => deleteRecords(table(table_name), args, context),
});

const listPasswordFields = defineTool({
  name: 'list_all_caspio_password_fields',
  title: 'List password fields',
  effect: 'read',
  description: 'Names of the password fields of a table. Their values can never be read.',
  input: z.strictObject({ table_name: inputs.tableName }),
  run: ({ table_name }, context) => readAll(path`/tables/${table_name}/passwordFields`, context),
});

const updatePasswordField = defineTool({
  name: 'update_a_caspio_password_field_by_id',
  title: 'Set a password field',
  effect: 'update',
  description:
    'Sets a password field (id is its name) in every record that q.where matches. Several matches need expected_count.',
  input: z.strictObject({
    table_name: inputs.tableName,
    id: inputs.fieldName,
    'q.where': inputs.where,
    Value: z
      .string()
      .min(1, 'is empty: use delete_a_caspio_password_field_by_id to clear')
      .describe('The new password.'),
    expected_count: inputs.expectedCount,
  }),
  output: inputs.echo,
  async run({ table_name, id, Value, ...condition }, context) {
    const source = table(table_name);
    const action = `Set the password field ${id} in table ${table_name}`;
    const { rows: _, ...outcome } = await guardedWrite(source, condition, { action }, context, (where) =>
      context.caspio.request({
        method: 'PUT',
        path: path`/tables/${table_name}/passwordFields/${id}`,
        query: { 'q.where': where },
        body: { Value },
        secrets: [Value],
        answer: affected,
      }),
    );
    return { result: { ...source.target, id }, ...outcome };
  },
});

const deletePasswordField = defineTool({
  name: 'delete_a_caspio_password_field_by_id',
  title: 'Clear a password field',
  effect: 'delete',
  description:
    'Empties a password field (id is its name) in every record that q.where matches. Several matches need expected_count.',
  input: z.strictObject({
    table_name: inputs.tableName,
    id: inputs.fieldName,
    'q.where': inputs.where,
    expected_count: inputs.expectedCount,
  }),
  output: inputs.echo,
  async run({ table_name, id, ...condition }, context) {
    const source = table(table_name);
    const action = `Empty the password field ${id} in table ${table_name}`;
    const { rows: _, ...outcome } = await guardedWrite(source, condition, { action }, context, (where) =>
      context.caspio.request({
        method: 'DELETE',
        path: path`/tables/${table_name}/passwordFields/${id}`,
        query: { 'q.where': where },
        answer: affected,
      }),
    );
    return { result: { ...source.target, id }, ...outcome };
  },
});

export const records: Toolset = {
  name: 'records',
  title: 'Records of tables',
  tools: [
    listAllRecords,
    createARecord,
    updateRecord,
    deleteRecord,
    listPasswordFields,
    updatePasswordField,
    deletePasswordField,
  ],
  probe: probeRecords(table, 'tables'),
  bounds: ['tables'],
};
