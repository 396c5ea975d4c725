import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/**
 * A PATH on which `npx -y caspio-mcp` starts the built server, as it will once the package is published: what the docs
 * show can be run as it stands.
 */
export function withNpx() {
  const folder = mkdtempSync(join(tmpdir(), 'caspio-npx-'));
  const npx = join(folder, 'npx');
  const lines = [
    '#!/bin/sh',
    '[ "$1 $2" = "-y caspio-mcp" ] || exit 64',
    'shift 2',
    `exec "${process.execPath}" "${resolve('dist/main.js')}" "$@"`,
  ];
  writeFileSync(npx, `${lines.join('\n')}\n`);
  chmodSync(npx, 0o755);
  return {
    path: `${folder}:${process.env.PATH ?? ''}`,
    remove: () => rmSync(folder, { recursive: true }),
  };
}
