#!/usr/bin/env node
import manifest from '../package.json' with { type: 'json' };
import { toolsets } from '../tools/index.js';
import weights from '../tools/weights.json' with { type: 'json' };
import { isLoopback } from './caspio/host.js';
import { catalogueText, listed } from './catalogue.js';
import { appOf, prepare, type Ready, startSandbox } from './compose.js';
import { type Config, parseConfig } from './config.js';
import { examine, reportText } from './doctor/index.js';
import { helpText } from './help.js';
import { createLog, type Log } from './log.js';
import { select } from './registry.js';
import { serveOverStdio } from './transport/stdio.js';

const { version } = manifest;

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
  const ready = prepare(config, toolsets);
  if ('problems' in ready) return refuse(ready.problems);
  const log = startLog(config);
  const app = appOf(config, ready, { version, log });

  await serveOverStdio(app.factory, log);
  await end(app, ready, log);
}

/** Serves tools over HTTP until the process is asked to end. */
async function serveHttp(config: Config): Promise<void> {
  const {
    token,
    host,
    port = 3_000,
    allowedHosts = [],
    allowedOrigins = [],
    trustProxy,
    metricsPort,
  } = config;
  if (!token && !isLoopback(host) && host !== '::1')
    return refuse([`--host ${host} is open to others: set CASPIO_MCP_TOKEN, which they must bear.`]);
  const ready = prepare(config, toolsets);
  if ('problems' in ready) return refuse(ready.problems);
  const { serveOverHttp, admitWithToken, createMetrics, createReach, reasonOf } = await import('./http.js');
  const log = startLog(config);
  const { text, ...metrics } = createMetrics();
  const app = appOf(config, ready, { version, log, ...metrics });
  const reach = createReach(ready.account);
  try {
    const listening = await serveOverHttp({
      host,
      port,
      admit: admitWithToken(token, app.factory),
      allowedHosts: allowedHosts.map((name) => name.toLowerCase()),
      allowedOrigins: allowedOrigins.map((name) => name.toLowerCase()),
      trustProxy,
      notReady: () => reach().then(() => undefined, reasonOf),
      metrics: text,
      metricsPort,
      log,
    });
    complain(`caspio-mcp listens on ${listening.url}/mcp`);
    await askedToEnd();
    await listening.close();
  } catch (error) {
    refuse([`It cannot listen there: ${error instanceof Error ? error.message : error}.`]);
  }
  await end(app, ready, log);
}

/** The last line of the log: what was sent. */
async function end(app: ReturnType<typeof appOf>, { sandbox }: Ready, log: Log): Promise<void> {
  try {
    log.info({ ...app.usage() }, 'usage');
  } catch (err) {
    log.warn({ err }, 'usage'); // a count that cannot be read any more is no crash
  }
  exitSoon();
  await app.close();
  await sandbox?.close();
}

/** Tries all that the server would need, and says what is wrong: code 1 if anything is. */
async function runDoctor(config: Config): Promise<void> {
  const ready = prepare(config, toolsets);
  if ('problems' in ready) return refuse(ready.problems);
  const { tools, account, budget, settings, sandbox } = ready;
  const log = createLog(config.logLevel);
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
