#!/usr/bin/env node
import manifest from '../package.json' with { type: 'json' };
import { catalogue } from '../tools/index.js';
import type { Ended, Surroundings } from './commands/surroundings.js';
import { type Config, parseConfig } from './config.js';
import { createLog, type Log } from './log.js';

const { version } = manifest;

// Not awaited: what a command loads imports this module again, which would wait for itself.
void main();

async function main(): Promise<void> {
  const parsed = parseConfig(process.argv.slice(2), process.env);
  if ('show' in parsed) {
    const { helpText } = await import('./help.js');
    return print(parsed.show === 'help' ? helpText(version) : `${version}\n`);
  }
  if ('problems' in parsed) return refuse(parsed.problems);
  const { config, warnings } = parsed;
  for (const warning of warnings) complain(`caspio-mcp: warning: ${warning}`);
  const ended = await run(config, {
    version,
    env: process.env,
    log: startLog(config),
    print,
    tell: complain,
    askedToEnd,
    exitSoon,
  });
  if ('problems' in ended) return refuse(ended.problems);
  process.exitCode = ended.code;
}

/** Each command is loaded when it is asked for: starts are felt. */
async function run(config: Config, surroundings: Surroundings): Promise<Ended> {
  switch (config.command) {
    case 'sandbox':
      return (await import('./commands/sandbox.js')).runSandbox(config, surroundings);
    case 'tools':
      return (await import('./commands/tools.js')).runTools(config, catalogue, surroundings);
    case 'connections':
      return (await import('./commands/connections.js')).runConnections(config, catalogue, surroundings);
    case 'audit':
      process.stdout.on('error', () => process.exit()); // `| head` has seen enough
      return (await import('./commands/audit.js')).runAudit(config, surroundings);
    case 'doctor':
      return (await import('./commands/doctor.js')).runDoctor(config, catalogue, surroundings);
    case 'http':
      return (await import('./commands/http.js')).runHttp(config, catalogue, surroundings);
    case 'serve':
      return (await import('./commands/stdio.js')).runStdio(config, catalogue, surroundings);
  }
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
function exitSoon(code = 0): void {
  setTimeout(() => process.exit(code), 1_000).unref();
}

function refuse(problems: readonly string[]): void {
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
