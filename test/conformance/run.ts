import { execFile, execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { createLog } from '../../src/log.js';
import { serveOverHttp } from '../../src/transport/http/index.js';
import { serverOverHttp } from '../support/http.js';
import { fixtureServer } from './server.js';

/** What the suite said to one server about one revision. */
export interface Verdict {
  readonly name: string;
  readonly ok: boolean;
  readonly output: string;
}

const SUITE = fileURLToPath(import.meta.resolve('@modelcontextprotocol/conformance/dist/index.js'));

/** The scenarios that need nothing but a server, by revision. */
const PRODUCT_SCENARIOS = {
  '2025-11-25': [
    'server-initialize',
    'ping',
    'tools-list',
    'resources-list',
    'prompts-list',
    'dns-rebinding-protection',
  ],
  '2026-07-28': [
    'server-stateless',
    'tools-list',
    'resources-list',
    'sep-2164-resource-not-found',
    'prompts-list',
    'server-sse-multiple-streams',
    'dns-rebinding-protection',
    'caching',
    'input-required-result-unsupported-methods',
    'http-header-validation',
  ],
};

/** All that a revision requires, of the product's own HTTP stack, guards included, in front of the suite's fixtures. */
export async function runFixtures(): Promise<Verdict[]> {
  const listening = await serveOverHttp({
    host: '127.0.0.1',
    port: 0,
    admit: async () => ({ name: 'fixtures', factory: fixtureServer }),
    allowedHosts: [],
    allowedOrigins: [],
    trustProxy: false,
    notReady: async () => undefined,
    metrics: async () => ({ type: 'text/plain', text: '' }),
    log: createLog('silent'),
  });
  const verdicts: Verdict[] = [];
  for (const revision of Object.keys(PRODUCT_SCENARIOS))
    verdicts.push(await runSuite(listening.url, 'fixtures', ['--requirements', revision]));
  await listening.close();
  return verdicts;
}

/** The scenarios that need no fixtures, of the built product in front of its sandbox. */
export async function runProduct(): Promise<Verdict[]> {
  const server = await serverOverHttp({ args: ['--sandbox'], env: {} });
  const verdicts: Verdict[] = [];
  for (const [revision, scenarios] of Object.entries(PRODUCT_SCENARIOS))
    for (const scenario of scenarios)
      verdicts.push(
        await runSuite(server.url, 'product', ['--spec-version', revision, '--scenario', scenario]),
      );
  await server.close();
  return verdicts;
}

/** With a baseline the suite also minds warnings, and expected failures that do not come. */
function runSuite(url: string, server: 'fixtures' | 'product', choice: readonly string[]): Promise<Verdict> {
  const baseline = ['--expected-failures', `test/conformance/${server}.yml`];
  const args = [SUITE, 'server', '--url', `${url}/mcp`, ...choice, ...baseline];
  const name = [server, ...choice.filter((word) => !word.startsWith('--'))].join(' ');
  return new Promise((resolve) => {
    execFile(newerNode(), args, { maxBuffer: 64 * 1024 * 1024 }, (error, stdout, stderr) => {
      // It also ends with 0 where a scenario is not for the revision, and then has checked nothing.
      const ok = error === null && /^(Total|Passed): [1-9]/m.test(stdout);
      resolve({ name, ok, output: stdout + stderr });
    });
  });
}

let newer: string | undefined;

/** The suite wants Node 22. */
function newerNode(): string {
  if (Number.parseInt(process.versions.node, 10) >= 22) return process.execPath;
  newer ??= execFileSync('npx', ['-y', 'node@24', '-p', 'process.execPath'], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  }).trim();
  return newer;
}
