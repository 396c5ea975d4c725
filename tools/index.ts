import type { Toolset } from '../src/tool.js';
import { records } from './records.js';
import { tables } from './tables.js';
import { views } from './views.js';

export const toolsets: readonly Toolset[] = [tables, records, views];
