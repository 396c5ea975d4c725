import { readFile } from 'node:fs/promises';
import type { Config } from '../config.js';
import { startSandbox } from '../embedded.js';
import { codeOf } from '../errno.js';
import type { Ended, Surroundings } from './surroundings.js';

/** Runs the sandbox alone until the process is asked to end. */
export async function runSandbox(
  { port = 0, seed, data, latency, faults }: Config,
  { tell, askedToEnd }: Surroundings,
): Promise<Ended> {
  const read: Read = data === undefined ? {} : await jsonIn(data);
  if (read.problem !== undefined) return { problems: [read.problem] };
  try {
    const sandbox = await startSandbox({ port, seed, latency, faults, data: read.data });
    const { settings, curl, oauth } = sandbox.ways;
    tell(`The Caspio sandbox, ${CONTENT[seed]}, listens on ${sandbox.url}; open that in a browser to look inside. To use it, set:
${settings}

With curl:
${curl}

In Postman, Insomnia or n8n (OAuth 2):
${oauth}`);
    await askedToEnd();
    await sandbox.close();
    return { code: 0 };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const advice = codeOf(error) === 'EADDRINUSE' ? ' Try another --port.' : '';
    return { problems: [`The sandbox cannot start: ${reason.replace(/\.$/, '')}.${advice}`] };
  }
}

const CONTENT = { company: 'a made-up company in memory', empty: 'empty and in memory' };

interface Read {
  readonly data?: unknown;
  readonly problem?: string;
}

async function jsonIn(file: string): Promise<Read> {
  try {
    return { data: JSON.parse(await readFile(file, 'utf8')) };
  } catch (error) {
    return { problem: `--data cannot be read: ${error instanceof Error ? error.message : error}.` };
  }
}
