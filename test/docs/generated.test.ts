import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { generated } from '../../scripts/docs.js';

const made = await generated();

it.each(Object.keys(made))('%s is as it would be made now: npm run docs', (file) => {
  expect(readFileSync(file, 'utf8')).toBe(made[file]);
});
