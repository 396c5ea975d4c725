import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serverOverHttp } from '../support/http.js';
import { withNpx } from '../support/npx.js';
import { PLANTED } from '../support/secrets.js';
import { hasHosts, isNode22 } from './hosts.js';

const PATIENCE = 90_000;
const bin = (name: string) => resolve('test/hosts/node_modules/.bin', name);
const page = readFileSync('docs/clients.md', 'utf8');

/** Programs that people type into, and the code of docs/clients.md, each in a home of its own, with what the docs show. */
describe.runIf(hasHosts)('as docs/clients.md says', () => {
  let npx: ReturnType<typeof withNpx>;
  let home: string;
  beforeAll(() => {
    npx = withNpx();
    home = mkdtempSync(join(tmpdir(), 'caspio-home-'));
  });
  afterAll(() => {
    npx.remove();
    rmSync(home, { recursive: true, force: true });
  });

  const run = (command: string, args: readonly string[], cwd = home) =>
    promisify(execFile)(command, args, {
      cwd,
      timeout: PATIENCE,
      maxBuffer: 32 * 1024 * 1024,
      env: { PATH: npx.path, HOME: home, CI: 'true' },
    }).then(({ stdout, stderr }) => stdout + stderr);

  it('Claude Code connects', { timeout: PATIENCE }, async () => {
    const line = /^claude mcp add caspio -- .*$/m.exec(page)?.[0] ?? '';
    await run('sh', ['-c', line.replace(/^claude/, bin('claude'))]);
    expect(await run(bin('claude'), ['mcp', 'list'])).toMatch(
      /caspio: npx -y caspio-mcp --sandbox - ✔ Connected/,
    );
  });

  it('Gemini CLI connects', { timeout: PATIENCE }, async () => {
    const [, block = '{}'] = /## Gemini CLI[\s\S]*?```json\n([\s\S]*?)```/.exec(page) ?? [];
    const trusting = { security: { folderTrust: { enabled: false } } };
    mkdirSync(join(home, '.gemini'), { recursive: true });
    writeFileSync(join(home, '.gemini/settings.json'), JSON.stringify({ ...trusting, ...JSON.parse(block) }));
    expect(await run(bin('gemini'), ['mcp', 'list'])).toMatch(
      /✓ caspio: npx -y caspio-mcp --sandbox \(stdio\) - Connected/,
    );
  });

  it.runIf(isNode22)('the Inspector finds nothing to complain of', { timeout: PATIENCE }, async () => {
    const server = [process.execPath, resolve('dist/main.js'), '--sandbox'];
    const said = await run(process.execPath, [
      bin('mcp-inspector'),
      ...['--cli', '-e', 'CASPIO_MCP_LOG_LEVEL=silent', '--method', 'tools/list', '--strict', ...server],
    ]);
    expect(JSON.parse(said).tools.length).toBeGreaterThanOrEqual(70);
  });

  it.runIf(isNode22)('nor does it over HTTP', { timeout: PATIENCE }, async () => {
    const http = await serverOverHttp({ args: ['--sandbox'] });
    const token = ['--header', `Authorization: Bearer ${PLANTED.mcpToken}`];
    const said = await run(process.execPath, [
      bin('mcp-inspector'),
      ...['--cli', `${http.url}/mcp`, '--transport', 'http', ...token, '--method', 'tools/list', '--strict'],
    ]);
    await http.close();
    expect(JSON.parse(said).tools.length).toBeGreaterThanOrEqual(70);
  });

  it.each(['langchain.mjs', 'openai-agents.mjs', ...(isNode22 ? ['ai-sdk.mjs'] : [])])(
    'examples/%s reads a record',
    { timeout: PATIENCE },
    async (file) => {
      const folder = mkdtempSync(resolve('test/hosts/node_modules/.example-')); // where its imports are found
      cpSync(join('examples', file), join(folder, file));
      const said = await run(process.execPath, [join(folder, file)], folder);
      rmSync(folder, { recursive: true });
      expect(said).toMatch(/\{\\*"result\\*":\[\{\\*"Company\\*":\\*"/);
    },
  );
});
