import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { type Connection, connection, type Mode } from './connect.js';
import { noteShown } from './run-log.js';
import { PLANTED } from './secrets.js';

interface HttpOptions {
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** The built server over HTTP as a child process, with a token unless told otherwise. */
export async function serverOverHttp({
  args = [],
  env = { CASPIO_MCP_TOKEN: PLANTED.mcpToken },
}: HttpOptions = {}) {
  const child = spawn(process.execPath, ['dist/main.js', 'http', '--port', '0', ...args], {
    env: { PATH: process.env.PATH ?? '', CASPIO_MCP_LOG_LEVEL: 'debug', ...env },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const ended = once(child, 'exit') as Promise<[number | null]>;
  let stderr = '';
  const url = await new Promise<string>((resolve, reject) => {
    child.stderr.on('data', (chunk: Buffer) => {
      stderr += chunk.toString('utf8');
      noteShown(chunk.toString('utf8'));
      const found = /listens on (http:\S+)\/mcp/.exec(stderr)?.[1];
      if (found) resolve(found);
    });
    void ended.then(() => reject(new Error(`the server did not start: ${stderr}`)));
  });
  return {
    url,
    stderr: () => stderr,
    /** Without a word, as a machine that fails. */
    kill: () => child.kill('SIGKILL'),
    pid: child.pid,
    /** Asks it to end, and gives its exit code. */
    async close(): Promise<number | null> {
      child.kill('SIGTERM');
      return (await ended)[0];
    },
  };
}

interface ClientOptions {
  readonly mode?: Mode;
  readonly headers?: Readonly<Record<string, string>>;
  /** Where the endpoint is. */
  readonly path?: string;
}

/** A real client of a server over HTTP. */
export async function connectHttp(
  url: string,
  {
    mode = 'auto',
    headers = { authorization: `Bearer ${PLANTED.mcpToken}` },
    path = '/mcp',
  }: ClientOptions = {},
): Promise<Connection> {
  const client = new Client({ name: 'test', version: '1' }, { versionNegotiation: { mode } });
  await client.connect(new StreamableHTTPClientTransport(new URL(url + path), { requestInit: { headers } }));
  return connection(client);
}
