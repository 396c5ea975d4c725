import type { Toolset } from '../src/tool.js';
import { applications } from './applications.js';
import { attachments } from './attachments.js';
import { directories } from './directories.js';
import { files } from './files.js';
import { records } from './records.js';
import { tables } from './tables.js';
import { tasks } from './tasks.js';
import { usage } from './usage.js';
import { views } from './views.js';
import { webhooks } from './webhooks.js';

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
  usage,
];
