import type { Route } from '../router.js';
import { applicationRoutes } from './applications.js';
import { attachmentRoutes } from './attachments.js';
import { directoryRoutes } from './directories.js';
import { fieldRoutes } from './fields.js';
import { fileRoutes } from './files.js';
import { passwordRoutes } from './passwords.js';
import { recordRoutes } from './records.js';
import { tableRoutes } from './tables.js';
import { taskRoutes } from './tasks.js';
import { viewRoutes } from './views.js';
import { webhookRoutes } from './webhooks.js';

export const routes: readonly Route[] = [
  ...tableRoutes,
  ...fieldRoutes,
  ...recordRoutes,
  ...passwordRoutes,
  ...viewRoutes,
  ...attachmentRoutes,
  ...fileRoutes,
  ...webhookRoutes,
  ...taskRoutes,
  ...applicationRoutes,
  ...directoryRoutes,
];
