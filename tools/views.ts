import * as z from 'zod';
import { path } from '../src/caspio/path.js';
import { defineTool, type Toolset } from '../src/tool.js';
import * as inputs from './inputs.js';
import { probeRecords } from './probes.js';
import { readAll } from './requests.js';
import { getDefinition, getField, listFields, listRecords, view } from './source.js';
import { createRecord, deleteRecords, updateRecords } from './writes.js';

const listAllViews = defineTool({
  name: 'list_all_caspio_views',
  title: 'List views',
  effect: 'read',
  description: 'Names of all views that this profile may see.',
  input: z.strictObject({}),
  run: (_, context) => readAll(path`/views`, context),
});

const getView = defineTool({
  name: 'get_single_caspio_view_by_id',
  title: 'Get a view',
  effect: 'read',
  description: 'Name and note of one view (id is its name). For its fields use list_all_caspio_view_fields.',
  input: z.strictObject({ id: inputs.viewName }),
  output: inputs.definition,
  run: ({ id }, context) => getDefinition(view(id), context),
});

const listViewFields = defineTool({
  name: 'list_all_caspio_view_fields',
  title: 'List fields of a view',
  effect: 'read',
  description:
    'Fields of a view with type, the table field behind each (TableFieldName), and Editable (false: not writable through this view).',
  input: z.strictObject({ view_name: inputs.viewName }),
  run: ({ view_name }, context) => listFields(view(view_name), context),
});

const getViewField = defineTool({
  name: 'get_single_caspio_view_field_by_id',
  title: 'Get a field of a view',
  effect: 'read',
  description: 'All properties of one field of a view (id is its name).',
  input: z.strictObject({ view_name: inputs.viewName, id: inputs.fieldName }),
  output: inputs.definition,
  run: ({ view_name, id }, context) => getField(view(view_name), id, context),
});

const listViewRecords = defineTool({
  name: 'list_all_caspio_view_records',
  title: 'List records of a view',
  effect: 'read',
  description:
    'Reads records of a view: 100 a page by PK_ID (a text here), with total_count and next_cursor while more follow. Count and sum with q.select and q.groupBy, not by reading rows.',
  input: z
    .strictObject({ view_name: inputs.viewName, ...inputs.read })
    .refine(inputs.limitOrPages, inputs.LIMIT_OR_PAGES),
  run: ({ view_name, ...args }, context) => listRecords(view(view_name), args, context),
});

const createViewRecord = defineTool({
  name: 'create_a_caspio_view_record',
  title: 'Create a record through a view',
  effect: 'create',
  description:
    'Inserts one record through a view and gives it back: views of one table, or into the table marked editable.',
  input: z.strictObject({
    view_name: inputs.viewName,
    values: inputs.values,
    response: inputs.response('rows'),
  }),
  run: ({ view_name, ...args }, context) => createRecord(view(view_name), args, context),
});

const updateViewRecord = defineTool({
  name: 'update_a_caspio_view_record_by_id',
  title: 'Update records through a view',
  effect: 'update',
  description:
    'Writes the same values into every record of a view that q.where matches; only fields with Editable true. Several matches need expected_count.',
  input: z.strictObject({
    view_name: inputs.viewName,
    'q.where': inputs.viewWhere,
    values: inputs.values,
    response: inputs.response('none'),
    expected_count: inputs.expectedCount,
  }),
  run: ({ view_name, ...args }, context) => updateRecords(view(view_name), args, context),
});

const deleteViewRecord = defineTool({
  name: 'delete_a_caspio_view_record_by_id',
  title: 'Delete records through a view',
  effect: 'delete',
  description:
    'Deletes every record of a view that q.where matches from the table behind it. Cannot be undone. Several matches need expected_count.',
  input: z.strictObject({
    view_name: inputs.viewName,
    'q.where': inputs.viewWhere,
    expected_count: inputs.expectedCount,
  }),
  output: inputs.echo,
  run: ({ view_name, ...args }, context) => deleteRecords(view(view_name), args, context),
});

export const views: Toolset = {
  name: 'views',
  title: 'Views and their records',
  tools: [
    listAllViews,
    getView,
    listViewFields,
    getViewField,
    listViewRecords,
    createViewRecord,
    updateViewRecord,
    deleteViewRecord,
  ],
  probe: probeRecords(view, 'views'),
  bounds: ['views'],
};
