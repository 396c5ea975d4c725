import * as z from 'zod';
import type { Caspio } from '../src/caspio/client.js';
import { badArgument } from '../src/caspio/errors.js';
import { countMatches } from '../src/caspio/pages.js';
import { path } from '../src/caspio/path.js';
import type { Field } from '../src/caspio/shapes.js';
import { quoteName } from '../src/sql/clause.js';
import { defineTool, type ToolContext, type Toolset } from '../src/tool.js';
import { keepBefore } from './backup.js';
import * as definitions from './fieldDefinition.js';
import * as inputs from './inputs.js';
import { probeList } from './probes.js';
import { readAll } from './requests.js';
import { getDefinition, getField, listFields, table } from './source.js';

const listAllTables = defineTool({
  name: 'list_all_caspio_tables',
  title: 'List tables',
  effect: 'read',
  description: 'Names of all tables that this profile may see.',
  input: z.strictObject({}),
  run: (_, context) => readAll(path`/tables`, context),
});

const createTable = defineTool({
  name: 'create_a_caspio_table',
  title: 'Create a table',
  effect: 'create',
  description:
    'Creates a table with its fields (PK_ID comes by itself). It can be renamed or deleted in Caspio only. Fields take every property of create_a_caspio_field.',
  input: z.strictObject({
    Name: inputs.tableName.describe('Name of the new table: letters, digits and _.'),
    Fields: definitions.fieldsOfNewTable,
  }),
  output: inputs.echo,
  async run({ Name, Fields }, { caspio, schema }) {
    await caspio.request({ method: 'POST', path: path`/tables`, body: { Name, Fields } });
    schema.changed();
    return { result: { Name, Fields: Fields.map((field) => field.Name) }, note: 'Created.' };
  },
});

const getTable = defineTool({
  name: 'get_single_caspio_table_by_id',
  title: 'Get a table',
  effect: 'read',
  description: 'Name and note of one table (id is its name). For its fields use list_all_caspio_fields.',
  input: z.strictObject({ id: inputs.tableName }),
  output: inputs.definition,
  run: ({ id }, context) => getDefinition(table(id), context),
});

const listAllFields = defineTool({
  name: 'list_all_caspio_fields',
  title: 'List fields of a table',
  effect: 'read',
  description:
    'Fields of a table with type, list options, uniqueness, and Editable (false: Caspio fills it). PK_ID is not listed but always there.',
  input: z.strictObject({ table_name: inputs.tableName }),
  run: ({ table_name }, context) => listFields(table(table_name), context),
});

const createField = defineTool({
  name: 'create_a_caspio_field',
  title: 'Create a field',
  effect: 'create',
  description: 'Adds a field to a table.',
  input: z
    .strictObject({ table_name: inputs.tableName, ...definitions.newField })
    .superRefine(definitions.checkNewField),
  output: inputs.echo,
  async run({ table_name, ...field }, { caspio, schema }) {
    await caspio.request({ method: 'POST', path: path`/tables/${table_name}/fields`, body: field });
    schema.changed();
    return { result: { table_name, Name: field.Name }, note: 'Created.' };
  },
});

const updateField = defineTool({
  name: 'update_a_caspio_field_by_id',
  title: 'Change a field',
  effect: 'update',
  description:
    'Changes the given properties of a field (id is its name). Another Type converts stored values, and a ListField that lacks an option removes it from records: with several records both need expected_count.',
  input: z.strictObject({
    table_name: inputs.tableName,
    id: inputs.fieldName,
    Name: definitions.newFieldName.optional().describe('New name.'),
    Type: definitions.knownType.optional().describe('New type, see create_a_caspio_field.'),
    ...definitions.fieldProperties,
    expected_count: inputs.expectedCount,
  }),
  output: inputs.echo,
  async run({ table_name, id, expected_count, ...change }, context) {
    const { caspio, schema, confirm } = context;
    const at = path`/tables/${table_name}/fields/${id}`;
    let kept: string | undefined;
    if (Object.keys(change).length === 0) {
      throw badArgument(
        'Name',
        'no property to change is given',
        'Give at least one property, such as Name or Label.',
      );
    }
    if (change.Type !== undefined || change.ListField !== undefined) {
      const { result: field } = await getField(table(table_name), id, context);
      const loss = lossOf(field, change);
      const matches = () => countValues(caspio, table_name, field);
      if (loss)
        await confirm({ action: `${loss} in table ${table_name}`, fields: [id], expected_count, matches });
      if (loss) kept = await keepValues(table_name, field, context);
    }
    await caspio.request({ method: 'PUT', path: at, body: change });
    schema.changed();
    const note = ['Changed.', kept].filter(Boolean).join(' ');
    return { result: { table_name, id, changed: Object.keys(change) }, note };
  },
});

const deleteField = defineTool({
  name: 'delete_a_caspio_field_by_id',
  title: 'Delete a field',
  effect: 'delete',
  description:
    'Deletes a field (id is its name) with all its values. Cannot be undone. With values in several records it needs expected_count.',
  input: z.strictObject({
    table_name: inputs.tableName,
    id: inputs.fieldName,
    expected_count: inputs.expectedCount,
  }),
  output: inputs.echo,
  async run({ table_name, id, expected_count }, context) {
    const { caspio, schema, confirm } = context;
    const field = async () => (await getField(table(table_name), id, context)).result;
    await confirm({
      action: `Delete the field ${id} of table ${table_name} with its values`,
      fields: [id],
      expected_count,
      matches: async () => countValues(caspio, table_name, await field()),
    });
    const kept = context.backup && (await keepValues(table_name, await field(), context));
    await caspio.request({ method: 'DELETE', path: path`/tables/${table_name}/fields/${id}` });
    schema.changed();
    return { result: { table_name, id }, note: ['Deleted.', kept].filter(Boolean).join(' ') };
  },
});

const getSingleField = defineTool({
  name: 'get_single_caspio_field_by_id',
  title: 'Get a field',
  effect: 'read',
  description: 'All properties of one field of a table (id is its name).',
  input: z.strictObject({ table_name: inputs.tableName, id: inputs.fieldName }),
  output: inputs.definition,
  run: ({ table_name, id }, context) => getField(table(table_name), id, context),
});

/** What a change of a field does to stored values, in words; undefined if nothing. */
function lossOf(
  field: Field,
  change: { readonly Type?: string | undefined; readonly ListField?: readonly string[] | undefined },
): string | undefined {
  if (change.Type !== undefined && change.Type !== field.Type) {
    return `Convert the field ${field.Name} from ${field.Type} to ${change.Type}`;
  }
  const kept = new Set(change.ListField?.map((option) => option.toLowerCase()));
  const options = Object.values(field.ListField ?? {}).map(String);
  const gone = change.ListField ? options.filter((option) => !kept.has(option.toLowerCase())) : [];
  return gone.length > 0 ? `Remove the options ${gone.join(', ')} of the field ${field.Name}` : undefined;
}

/** What a field held, with the key of each record; what Caspio never shows (passwords, files) cannot be kept. */
async function keepValues(tableName: string, { Name, Type }: Field, context: ToolContext) {
  if (/^(PASSWORD|ATTACHMENT)$/.test(Type)) return undefined;
  const { label, records } = table(tableName);
  return keepBefore(`field ${Name} of ${label}`, records, undefined, context, `PK_ID, ${quoteName(Name)}`);
}

/** Records that hold a value in the field; every record where Caspio takes no condition on its type. */
function countValues(caspio: Caspio, tableName: string, { Name, Type }: Field) {
  const name = quoteName(Name);
  const uncountable = /^(LIST-|PASSWORD|ATTACHMENT)/.test(Type);
  const isText = /^(STRING|TEXT|FILE)$/.test(Type);
  const holdsValue = isText ? `${name} IS NOT NULL AND ${name} <> ''` : `${name} IS NOT NULL`;
  return countMatches(caspio, table(tableName).records, uncountable ? undefined : holdsValue);
}

export const tables: Toolset = {
  name: 'tables',
  title: 'Tables and their fields',
  tools: [
    listAllTables,
    createTable,
    getTable,
    listAllFields,
    createField,
    updateField,
    deleteField,
    getSingleField,
  ],
  probe: probeList(path`/tables`, 'table'),
  bounds: ['tables'],
};
