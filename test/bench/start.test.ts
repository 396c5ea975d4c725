import { readFileSync, statSync } from 'node:fs';
import { expect, it } from 'vitest';

const bin = readFileSync('dist/main.js', 'utf8');

/** Without timing anything: what a start must read and compile is what it takes. */
it('starts from one file, and loads the rest when it is used', () => {
  const atOnce = [...bin.matchAll(/\bimport(?:[^"'`();]*?from)?\s*["'](\.[^"']+)["']/g)].map(
    ([, file]) => file,
  );
  expect(atOnce.filter((file) => !/rolldown-runtime/.test(file ?? ''))).toEqual([]);
  const later = [...bin.matchAll(/\bimport\(\s*["'`](\.[^"'`]+)["'`]\s*\)/g)].map(([, file]) => file ?? '');
  expect(later.join(' ')).toMatch(/undici/);
  expect(later.join(' ')).toMatch(/pino/);
  expect(later.join(' ')).toMatch(/http/);
});

it('has a start that stays small', () => {
  expect(statSync('dist/main.js').size).toBeLessThan(600_000);
});
