import { readdirSync, readFileSync, statSync } from 'node:fs';
import { expect, it } from 'vitest';

/** The files that a module imports before it runs, without what Node has itself. */
const importedBy = (file: string) =>
  [
    ...readFileSync(`dist/${file}`, 'utf8').matchAll(
      /\bimport(?:[^"'`();]*?from)?\s*["']\.[^"']*?([^/"']+)["']/g,
    ),
  ]
    .map(([, name]) => `chunks/${name}`)
    .filter((name) => !name.includes('rolldown-runtime'));

/** Without timing anything: what a start must read and compile is what it takes. */
it('starts from one file beside the bin, and loads the rest when it is used', () => {
  const atOnce = importedBy('main.js');
  expect(atOnce).toEqual([expect.stringMatching(/^chunks\/start-/)]);
  expect(atOnce.flatMap(importedBy)).toEqual([]);
  expect(statSync(`dist/${atOnce[0]}`).size).toBeLessThan(600_000);
  for (const later of ['undici', 'pino', 'redis', 'http', 'sandbox'])
    expect(readdirSync('dist/chunks').join(' '), later).toContain(later);
});
