import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { leaks } from './secrets.js';

/** Gives the run a fresh log, and fails it when that holds a secret in the end. */
export default function setup({ vitest }: TestProject) {
  const folder = mkdtempSync(join(tmpdir(), 'caspio-test-log-'));
  const log = join(folder, 'run.log');
  const secrets = join(folder, 'secrets');
  writeFileSync(log, '');
  writeFileSync(secrets, '');
  process.env.RUN_LOG = log;
  process.env.RUN_SECRETS = secrets;

  return async () => {
    const text = readFileSync(log, 'utf8');
    const found = leaks(text, readFileSync(secrets, 'utf8').split('\n'));
    rmSync(folder, { recursive: true });
    if (found.length > 0) fail(`Secrets in the log of this run:\n${found.slice(0, 20).join('\n')}`);
    const files = await vitest.globTestSpecifications();
    const isWhole = vitest.state.getTestModules().length >= files.length && !vitest.config.testNamePattern;
    if (isWhole && text === '') fail('The log of this run is empty: nothing was searched for secrets.');
  };
}

/** Vitest shows what a teardown throws, but ends with 0 all the same. */
function fail(problem: string): never {
  process.exitCode = 1;
  throw new Error(problem);
}
