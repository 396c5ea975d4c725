import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { build } from 'rolldown';

/** What is started: a program with its arguments and variables. */
export interface Command {
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** A Caspio that does nothing but answer, in a process of its own. */
export async function startCaspio(records: number, latencyMs = 0) {
  const script = fileURLToPath(new URL('caspio.mjs', import.meta.url));
  const child = spawn(process.execPath, [script, String(records), String(latencyMs)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [url] = (await once(createInterface({ input: child.stdout }), 'line')) as [string]; // its only line
  return { url, close: () => void child.kill() };
}

/** The built server, for an account there. */
export const ours = (caspio: string, ...args: readonly string[]): Command => ({
  args: ['dist/main.js', ...args, '--log-level', 'silent'],
  env: { CASPIO_INTEGRATION_URL: caspio, CASPIO_CLIENT_ID: 'id', CASPIO_CLIENT_SECRET: 'secret' },
});

/** The bare server, bundled into one file as a careful author would. */
export async function bundleBare() {
  const folder = await mkdtemp(join(tmpdir(), 'caspio-bench-'));
  await build({
    input: fileURLToPath(new URL('bare/server.ts', import.meta.url)),
    platform: 'node',
    output: { dir: folder, format: 'esm', minify: true },
  });
  return {
    command: (caspio: string, mode: 'stdio' | 'http'): Command => ({
      args: [join(folder, 'server.js'), mode],
      env: { CASPIO_INTEGRATION_URL: caspio },
    }),
    remove: () => rm(folder, { recursive: true }),
  };
}

/** In this environment, as hosts start servers in theirs. */
export const start = ({ args, env }: Command) =>
  spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'pipe'], env: { ...process.env, ...env } });

/** Resident memory of a process, in bytes. */
export const residentOf = ({ pid }: ChildProcess) =>
  Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' })) * 1024;

export async function end(child: ChildProcess): Promise<void> {
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}
