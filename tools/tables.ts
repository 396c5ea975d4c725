import { z } from 'zod';
import { path } from '../src/caspio/path.js';
import { names } from '../src/caspio/shapes.js';
import { defineTool, type Toolset } from '../src/tool.js';
import * as inputs from './inputs.js';
import { getDefinition, table } from './source.js';

const listAllTables = defineTool({
  name: 'list_all_caspio_tables',
  title: 'List tables',
  effect: 'read',
  description: 'Names of all tables that this profile may see.',
  input: z.strictObject({}),
  async run(_, { caspio }) {
    const { Result } = await caspio.request({ method: 'GET', path: path`/tables`, answer: names });
    return { result: Result };
  },
});

const getTable = defineTool({
  name: 'get_single_caspio_table_by_id',
  title: 'Get a table',
  effect: 'read',
  description: 'Name and note of one table (id is its name). Its fields: list_all_caspio_fields.',
  input: z.strictObject({ id: inputs.tableName }),
  output: inputs.definition,
  run: ({ id }, context) => getDefinition(table(id), context),
});

export const tables: Toolset = {
  name: 'tables',
  title: 'Tables and their fields',
  tools: [listAllTables, getTable],
};
