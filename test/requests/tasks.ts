import type { Case } from './case.js';

const TASK = { ExternalKey: 'k 1', Name: 'Nightly import', Status: 'Ready' };

export const tasks: readonly Case[] = [
  {
    tool: 'list_all_caspio_data_import_export_tasks',
    args: {},
    requests: [['GET /v3/dataImportExportTasks']],
    replies: [{ json: { Result: [TASK] } }],
    answer: { result: [TASK] },
  },
  {
    tool: 'get_single_caspio_data_import_export_task_by_id',
    args: { id: 'k 1' },
    requests: [['GET /v3/dataImportExportTasks/k%201']],
    replies: [{ json: { Result: TASK } }],
    answer: { result: TASK },
  },
  {
    tool: 'create_a_caspio_run',
    args: { external_key: 'k 1' },
    requests: [['POST /v3/dataImportExportTasks/k%201/run']],
    replies: [{ status: 204 }],
    answer: {
      result: { external_key: 'k 1' },
      note: 'Started. Its Status is Ready again when it has ended.',
    },
  },
];
