import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Figure } from './figures.js';
import { measurePeer } from './weight.js';

/** Servers for other databases that npm has; none of them is asked for more than its tools. */
const PEERS = [
  { name: 'airtable-mcp-server', version: '1.14.0', env: { AIRTABLE_API_KEY: 'pat.none' } },
  { name: 'mongodb-mcp-server', version: '3.0.4', env: { MDB_MCP_TELEMETRY: 'disabled' } },
  { name: '@notionhq/notion-mcp-server', version: '2.5.2', env: { NOTION_TOKEN: 'ntn_none' } },
] as const;

/** Installs each peer into a folder of its own, and measures it beside ours. */
export async function measurePeers(rounds: number): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const { name, version, env } of PEERS) {
    const folder = await mkdtemp(join(tmpdir(), 'caspio-bench-'));
    const install = ['install', '--no-audit', '--no-fund', '--prefix', folder, `${name}@${version}`];
    execFileSync('npm', install, { stdio: ['ignore', 'ignore', 'inherit'] });
    const home = join(folder, 'node_modules', name);
    const { bin }: { bin: string | Record<string, string> } = JSON.parse(
      await readFile(join(home, 'package.json'), 'utf8'),
    );
    const [entry = ''] = typeof bin === 'string' ? [bin] : Object.values(bin);
    const command = { args: [join(home, entry)], env: { ...env, HOME: folder } };
    figures.push(...(await measurePeer({ name: `${name} ${version}`, command }, rounds)));
    await rm(folder, { recursive: true });
  }
  return figures;
}
