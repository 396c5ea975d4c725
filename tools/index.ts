import type { Catalogue } from '../src/registry.js';
import type { Toolset } from '../src/tool.js';
import { applications } from './applications.js';
import { attachments } from './attachments.js';
import { directories } from './directories.js';
import { files } from './files.js';
import { prompts } from './prompts/index.js';
import { records } from './records.js';
import { resources } from './resources.js';
import { tables } from './tables.js';
import { tasks } from './tasks.js';
import { usage } from './usage.js';
import { views } from './views.js';
import { webhooks } from './webhooks.js';
import { workflows } from './workflows/index.js';

export const toolsets: readonly Toolset[] = [
  tables,
  records,
  views,
  attachments,
  files,
  webhooks,
  tasks,
  applications,
  directories,
  workflows,
  usage,
];

export const catalogue: Catalogue = { toolsets, resources, prompts };
