#!/usr/bin/env node
import manifest from '../package.json' with { type: 'json' };
import { catalogue } from '../tools/index.js';
import weights from '../tools/weights.json' with { type: 'json' };
import { catalogueText, listed } from './catalogue.js';
import { auditQuery, runAudit } from './commands/audit.js';
import { appOf, prepare } from './compose/account.js';
import { openAudit } from './compose/audit.js';
import { type Config, parseConfig } from './config.js';
import { examine, reportText } from './doctor/index.js';
import { startSandbox } from './embedded.js';
import { helpText } from './help.js';
import { createLog, type Log } from './log.js';
import { select } from './registry.js';
import type { CallEvent } from './server/index.js';
import { createShelf } from './shelf.js';
import { serveOverStdio } from './transport/stdio.js';

const { version } = manifest;
const { toolsets } = catalogue;

await main();

async function main(): Promise<void> {
  const parsed = parseConfig(process.argv.slice(2), process.env);
  if ('show' in parsed) return print(parsed.show === 'help' ? helpText(version) : `${version}\n`);
  if ('problems' in parsed) return refuse(parsed.problems);
  const { config, warnings } = parsed;
  for (const warning of warnings) complain(`caspio-mcp: warning: ${warning}`);
  switch (config.command) {
    case 'sandbox':
      return runSandbox(config);
    case 'tools':
      return showTools(config);
    case 'connections':
      return runConnections(config);
    case 'audit':
      return showAudit(config);
    case 'doctor':
      return runDoctor(config);
    case 'http':
      return serveHttp(config);
    case 'serve':
      return serve(config);
  }
}

/** Serves tools over stdio until the client hangs up. */
async function serve(config: Config): Promise<void> {
  const log = startLog(config);
  const ready = await prepare(config, catalogue, log);
  if ('problems' in ready) return refuse(ready.problems);
  const audit = openAudit(config, log);
  const called = (call: CallEvent) => audit.write('stdio', call);
  const app = appOf(config, ready, { version, log, called, shelf: createShelf() });

  await serveOverStdio(app.factory, log);
  try {
    log.info({ ...(await app.usage()) }, 'usage');
  } catch (err) {
    log.warn({ err }, 'usage'); // a count that cannot be read any more is no crash
  }
  await audit.close();
  exitSoon();
  await app.close();
}

/** Serves tools over HTTP until the process is asked to end. */
async function serveHttp(config: Config): Promise<void> {
  const { runHttp } = await import('./commands/http.js');
  const log = startLog(config);
  const problems = await runHttp(config, catalogue, { version, log, tell: complain, askedToEnd, exitSoon });
  if (problems.length > 0) refuse(problems);
}

/** Adds, shows and ends what agents use a server over HTTP with. */
async function runConnections(config: Config): Promise<void> {
  const { manageConnections } = await import('./commands/connections.js');
  const done = await manageConnections(config, toolsets);
  if ('problems' in done) return refuse(done.problems);
  for (const note of done.notes) complain(`caspio-mcp: ${note}`);
  print(done.text);
}

/** Tries all that the server would need, and says what is wrong: code 1 if anything is. */
async function runDoctor(config: Config): Promise<void> {
  const log = createLog(config.logLevel);
  const ready = await prepare(config, catalogue, log);
  if ('problems' in ready) return refuse(ready.problems);
  const { tools, account, budget, settings, sandbox, shared } = ready;
  const report = await examine({
    config,
    account,
    toolsets: toolsets.filter((toolset) => toolset.tools.some((tool) => tools.includes(tool))),
    settings: {
      ...settings,
      spend: budget.spend,
      observe: (event) => log.debug({ ...event }, 'request'),
    },
    env: process.env,
    version,
  });
  print(config.json ? `${JSON.stringify(report, null, 2)}\n` : reportText(report));
  process.exitCode = report.ok ? 0 : 1;
  exitSoon();
  await sandbox?.close();
  await shared.close();
}

/** Whatever breaks is told in the log, whose words are checked for secrets, and not by Node. */
function startLog({ logLevel }: Config): Log {
  const log = createLog(logLevel);
  process.on('uncaughtException', (err) => {
    log.error({ err }, 'crash');
    setTimeout(() => process.exit(1), 500); // the log may have to be loaded first
  });
  return log;
}

/** Asked twice, as npm and a terminal together do, it ends no worse. */
function askedToEnd(): Promise<unknown> {
  return new Promise((resolve) => process.on('SIGTERM', resolve).on('SIGINT', resolve));
}

/** What still hangs at the end, such as a login that was given up, must not keep the process. */
function exitSoon(): void {
  setTimeout(() => process.exit(), 1_000).unref();
}

function showTools(config: Config): void {
  const { tools, problems } = select(toolsets, config);
  const shown = listed(toolsets, tools, weights);
  if (problems.length > 0) refuse(problems);
  else print(config.json ? `${JSON.stringify(shown, null, 2)}\n` : catalogueText(shown));
}

/** Prints what was called, as far as it was written down. */
async function showAudit(config: Config): Promise<void> {
  const query = auditQuery(config, Date.now());
  if ('problem' in query) return refuse([query.problem]);
  process.stdout.on('error', () => process.exit()); // `| head` has seen enough
  process.exitCode = await runAudit(query, print, complain);
}

/** Runs the sandbox alone until the process is asked to end. */
async function runSandbox({ port = 0 }: Config): Promise<void> {
  try {
    const sandbox = await startSandbox(port);
    complain(`The Caspio sandbox, a made-up company in memory, listens on ${sandbox.url}. To use it, set:`);
    complain(`CASPIO_INTEGRATION_URL=${sandbox.url}
CASPIO_CLIENT_ID=sandbox
CASPIO_CLIENT_SECRET=sandbox`);
    await askedToEnd();
    await sandbox.close();
  } catch (error) {
    refuse([
      `The sandbox cannot start: ${error instanceof Error ? error.message : error}. Try another --port.`,
    ]);
  }
}

function refuse(problems: readonly string[]): undefined {
  for (const problem of problems) complain(`caspio-mcp: ${problem}`);
  complain('See caspio-mcp --help.');
  process.exitCode = 2;
}

/** stdout belongs to the protocol; only what serves nobody (help, version, tools) writes there. */
function print(text: string): void {
  process.stdout.write(text);
}

function complain(line: string): void {
  process.stderr.write(`${line}\n`);
}
