#!/usr/bin/env node
import { join } from 'node:path';
import manifest from '../package.json' with { type: 'json' };
import { toolsets } from '../tools/index.js';
import weights from '../tools/weights.json' with { type: 'json' };
import { configuredAccount } from './account.js';
import { createApp } from './app.js';
import { rateOf } from './caspio/limiter.js';
import { catalogueText, listed } from './catalogue.js';
import { type Config, parseConfig } from './config.js';
import { examine, reportText } from './doctor/index.js';
import { createFiles } from './files/index.js';
import { helpText } from './help.js';
import { createLog } from './log.js';
import { namesOf, select } from './registry.js';
import { serveOverStdio } from './transport/stdio.js';
import { createBudget } from './usage/budget.js';
import { createFileCounter, createMemoryCounter } from './usage/counter.js';
import { createCalendar } from './usage/period.js';

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
    case 'serve':
      return serve(config);
  }
}

/** Serves tools over stdio until the client hangs up. */
async function serve(config: Config): Promise<void> {
  const ready = prepare(config);
  if (!ready) return;
  const { tools, account, budget, settings, sandbox } = ready;
  const log = createLog(config.logLevel);
  process.on('uncaughtException', (err) => {
    log.error({ err }, 'crash');
    setTimeout(() => process.exit(1), 500);
  });
  const { confirmAbove, maxResultChars, filesDir = [] } = config;
  const app = createApp({
    tools,
    catalogue: namesOf(toolsets),
    account,
    sandbox: config.sandbox,
    files: createFiles(filesDir),
    confirmAbove,
    maxResultChars,
    version,
    log,
    budget,
    settings,
  });

  await serveOverStdio(app.factory, log);
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
  const ready = prepare(config);
  if (!ready) return;
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

/** What server and doctor work with; nothing, and the problems told, where the settings do not allow it. */
function prepare(config: Config) {
  const { tools, problems } = select(toolsets, config);
  if (problems.length > 0) return refuse(problems);
  const budget = budgetOf(config);
  if ('problem' in budget) return refuse([budget.problem]);
  const sandbox = config.sandbox ? embeddedSandbox() : undefined;
  const account = sandbox?.account ?? (() => configuredAccount(config));
  return { tools, account, budget, settings: { rate: rateOf(config.rateLimit) }, sandbox };
}

/** What still hangs at the end, such as a login that was given up, must not keep the process. */
function exitSoon(): void {
  setTimeout(() => process.exit(), 1_000).unref();
}

/** Below --data-dir the calls of an account are counted together, whichever process makes them. */
function budgetOf({ callBudget, dataDir, accountTimeZone, sandbox, origin }: Config) {
  const account = sandbox ? 'sandbox' : origin ? new URL(origin).host.replace(/[^\w.-]/g, '_') : 'unknown';
  try {
    const counter = dataDir ? createFileCounter(join(dataDir, 'usage', account)) : createMemoryCounter();
    return createBudget(callBudget, counter, createCalendar(accountTimeZone));
  } catch (error) {
    return { problem: `--data-dir cannot be used: ${error instanceof Error ? error.message : error}.` };
  }
}

function showTools(config: Config): void {
  const { tools, problems } = select(toolsets, config);
  const shown = listed(toolsets, tools, weights);
  if (problems.length > 0) refuse(problems);
  else print(config.json ? `${JSON.stringify(shown, null, 2)}\n` : catalogueText(shown));
}

/** The sandbox within this process, started with the first call. */
function embeddedSandbox() {
  let started: ReturnType<typeof startSandbox> | undefined;
  return {
    async account() {
      started ??= startSandbox(0);
      return { origin: (await started).url, clientId: 'sandbox', clientSecret: 'sandbox' };
    },
    close: async () => (await started?.catch(() => undefined))?.close(),
  };
}

/** Loaded only here: a server for a real account needs none of it. A thread, since a slow query cannot be stopped. */
async function startSandbox(port: number) {
  const sandbox = await import('./sandbox/index.js');
  return sandbox.startSandboxThread({ port });
}

/** Runs the sandbox alone until the process is asked to end. */
async function runSandbox({ port }: Config): Promise<void> {
  try {
    const sandbox = await startSandbox(port);
    complain(`The Caspio sandbox, a made-up company in memory, listens on ${sandbox.url}. To use it, set:`);
    complain(`CASPIO_INTEGRATION_URL=${sandbox.url}
CASPIO_CLIENT_ID=sandbox
CASPIO_CLIENT_SECRET=sandbox`);
    await new Promise((resolve) => process.once('SIGTERM', resolve).once('SIGINT', resolve));
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
