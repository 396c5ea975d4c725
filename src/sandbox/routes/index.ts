import type { Route } from '../router.js';
import { fieldRoutes } from './fields.js';
import { passwordRoutes } from './passwords.js';
import { recordRoutes } from './records.js';
import { tableRoutes } from './tables.js';
import { viewRoutes } from './views.js';

export const routes: readonly Route[] = [
  ...tableRoutes,
  ...fieldRoutes,
  ...recordRoutes,
  ...passwordRoutes,
  ...viewRoutes,
];
