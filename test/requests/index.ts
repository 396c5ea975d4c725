import { applications } from './applications.js';
import { attachments } from './attachments.js';
import type { Case } from './case.js';
import { directories } from './directories.js';
import { files } from './files.js';
import { records } from './records.js';
import { tables } from './tables.js';
import { tasks } from './tasks.js';
import { views } from './views.js';
import { webhooks } from './webhooks.js';

/** What every tool sends and answers, by toolset. */
export const CASES: readonly Case[] = [
  tables,
  records,
  views,
  attachments,
  files,
  webhooks,
  tasks,
  applications,
  directories,
].flat();
