/**
 * All that must hold before `npm publish`: `npm run release:check`. What CI runs, in a fresh clone of what is committed;
 * then what only a release needs.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import manifest from '../package.json' with { type: 'json' };

const { version } = manifest;

const output = (command: string, ...args: readonly string[]) =>
  execFileSync(command, args, { encoding: 'utf8' }).trim();

function check(what: string, problem: string | undefined): void {
  console.log(
    `${problem === undefined ? 'ok  ' : 'FAIL'} ${what}${problem === undefined ? '' : `: ${problem}`}`,
  );
  if (problem !== undefined) process.exitCode = 1;
}

const changes = output('git', 'status', '--porcelain');
check('everything is committed', changes === '' ? undefined : changes);

const heading = new RegExp(`^## ${version.replaceAll('.', '\\.')} \\(\\d{4}-\\d\\d-\\d\\d\\)$`, 'm');
const changelog = readFileSync('CHANGELOG.md', 'utf8');
check(
  `the changelog tells of ${version}`,
  heading.test(changelog) ? undefined : `it has no heading "## ${version} (year-month-day)"`,
);

const tagged = output('git', 'tag', '--list', `v${version}`) !== '';
check(`${version} was not released before`, tagged ? `there is a tag v${version}` : undefined);

const folder = mkdtempSync(join(tmpdir(), 'caspio-release-'));
try {
  output('git', 'clone', '--quiet', '.', folder);
  execFileSync('bash', ['.ci/run'], { cwd: folder, stdio: 'inherit' });
  check('all that CI runs, in a fresh clone', undefined);
  const dry = ['publish', '--dry-run', '--ignore-scripts', '--tag', 'latest'];
  execFileSync('npm', dry, { cwd: folder, stdio: 'inherit' });
  check('npm would publish it', undefined);
} catch (error) {
  check('CI and the dry run', error instanceof Error ? error.message : String(error));
} finally {
  rmSync(folder, { recursive: true, force: true });
}
