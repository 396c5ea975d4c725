import * as z from 'zod';
import { path } from '../src/caspio/path.js';
import { defineTool, type Toolset } from '../src/tool.js';
import * as inputs from './inputs.js';
import { probeList } from './probes.js';
import { advised, readAll, readOne } from './requests.js';

/** Import and export tasks. They are made in Caspio; here they are watched and started. */

const taskKey = inputs.nameOrId('ExternalKey of the task.');

const listTasks = defineTool({
  name: 'list_all_caspio_data_import_export_tasks',
  title: 'List import/export tasks',
  effect: 'read',
  description:
    'Import and export tasks with ExternalKey, frequency and Status: Ready, Busy (before a run) or Processing.',
  input: z.strictObject({}),
  run: (_, context) => readAll(path`/dataImportExportTasks`, context),
});

const getTask = defineTool({
  name: 'get_single_caspio_data_import_export_task_by_id',
  title: 'Get an import/export task',
  effect: 'read',
  description:
    'One task (id is its ExternalKey). After a run its Status is Ready again; success is not told.',
  input: z.strictObject({ id: taskKey }),
  output: inputs.definition,
  run: ({ id }, context) => readOne(path`/dataImportExportTasks/${id}`, context),
});

const createRun = defineTool({
  name: 'create_a_caspio_run',
  title: 'Run an import/export task',
  effect: 'update',
  description:
    'Starts a task, which must be Ready, and returns at once; imports may change whole tables. See its Status with get_single_caspio_data_import_export_task_by_id.',
  input: z.strictObject({ external_key: taskKey }),
  output: inputs.echo,
  async run({ external_key }, { caspio }) {
    const started = caspio.request({
      method: 'POST',
      path: path`/dataImportExportTasks/${external_key}/run`,
    });
    await advised(
      started,
      [400, 409],
      'A task runs only while its Status is Ready; see get_single_caspio_data_import_export_task_by_id.',
    );
    return { result: { external_key }, note: 'Started. Its Status is Ready again when it has ended.' };
  },
});

export const tasks: Toolset = {
  name: 'tasks',
  title: 'Import and export tasks',
  tools: [listTasks, getTask, createRun],
  probe: probeList(path`/dataImportExportTasks`, 'task'),
  bounds: 'none',
};
