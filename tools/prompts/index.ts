import type { PromptSpec } from '../../src/prompt.js';

export const prompts: readonly PromptSpec[] = [];
