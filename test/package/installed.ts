import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The package as npm packs it, installed into an empty folder, with no network: it depends on nothing. */
export function installPackage() {
  const folder = mkdtempSync(join(tmpdir(), 'caspio-package-'));
  const run = (command: string, ...args: readonly string[]) =>
    execFileSync(command, args, { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  const packed = execFileSync('npm', ['pack', '--ignore-scripts', '--json', '--pack-destination', folder], {
    encoding: 'utf8',
  });
  const [{ filename, size, files }] = JSON.parse(packed);
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, type: 'module' }));
  run('npm', 'install', '--offline', '--no-audit', '--no-fund', `./${filename}`);
  return {
    folder,
    run,
    size: Number(size),
    files: (files as readonly { path: string }[]).map(({ path }) => path),
    write: (name: string, text: string) => writeFileSync(join(folder, name), text),
    remove: () => rmSync(folder, { recursive: true }),
  };
}
