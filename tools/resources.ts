import type { ResourceSpec } from '../src/resource.js';

export const resources: readonly ResourceSpec[] = [];
