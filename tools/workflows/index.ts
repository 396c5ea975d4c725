import type { Toolset } from '../../src/tool.js';
import { recordsAggregate } from './aggregate.js';
import { schemaDescribe } from './describe.js';
import { recordsExport } from './export.js';
import { recordsFind } from './find.js';
import { recordsImport } from './import.js';
import { runWait } from './wait.js';

/** Whole jobs in one call, with as few Caspio calls as they take. */
export const workflows: Toolset = {
  name: 'workflows',
  title: 'Whole jobs',
  tools: [schemaDescribe, recordsAggregate, recordsFind, recordsExport, recordsImport, runWait],
  bounds: ['tables', 'views', 'directories'],
  probe: async () => ({ saw: 'needs what tables, records, views and tasks need' }),
};
