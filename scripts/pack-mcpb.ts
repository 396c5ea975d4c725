/** `npm run pack:mcpb`: builds the bundle for Claude Desktop, caspio-mcp.mcpb, from what is in dist; validated before. */
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packExtension } from '@anthropic-ai/mcpb/cli';
import { bundleManifest } from './hosts/mcpb.js';

const [output = 'caspio-mcp.mcpb'] = process.argv.slice(2);
const folder = mkdtempSync(join(tmpdir(), 'caspio-mcpb-'));
try {
  writeFileSync(join(folder, 'manifest.json'), bundleManifest());
  cpSync('assets/icon.png', join(folder, 'icon.png'));
  for (const file of ['LICENSE', 'package.json']) cpSync(file, join(folder, file));
  // Whoever starts the bundle wants no sources, types or embedding.
  cpSync('dist', join(folder, 'dist'), {
    recursive: true,
    filter: (from) => !/\.(map|d\.ts)$/.test(from),
  });
  if (!(await packExtension({ extensionPath: folder, outputPath: output, silent: true })))
    throw new Error('The bundle could not be packed.');
  console.log(`Packed ${output}`);
} finally {
  rmSync(folder, { recursive: true });
}
