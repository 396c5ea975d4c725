import type { PromptSpec } from '../../src/prompt.js';
import { auditData } from './auditData.js';
import { checkWebhooks } from './checkWebhooks.js';
import { explainSchema } from './explainSchema.js';
import { findDuplicates } from './findDuplicates.js';
import { onboardUsers } from './onboardUsers.js';
import { weeklyReport } from './weeklyReport.js';

/** In the order in which menus show them. */
export const prompts: readonly PromptSpec[] = [
  explainSchema,
  auditData,
  findDuplicates,
  weeklyReport,
  onboardUsers,
  checkWebhooks,
];
