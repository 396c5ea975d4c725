import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** The built `caspio-mcp sandbox` as a process, and what it said when it started. */
export async function sandboxProcess(...args: readonly string[]) {
  const child = spawn(process.execPath, ['dist/main.js', 'sandbox', ...args], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { PATH: process.env.PATH ?? '' },
  });
  const ended = once(child, 'exit') as Promise<[number | null]>;
  let said = '';
  await new Promise<void>((resolve, reject) => {
    child.stderr.on('data', (chunk: Buffer) => {
      said += chunk.toString('utf8');
      if (said.includes('Requests: ')) resolve(); // the last line
    });
    void ended.then(() => reject(new Error(said)));
  });
  return {
    said,
    url: /listens on (http:\/\/[\d.:]+\d)/.exec(said)?.[1] ?? '',
    async close() {
      child.kill('SIGTERM');
      return (await ended)[0];
    },
  };
}

/** A new login to the sandbox, past the server: the header that its API wants. */
export async function authorizationFor(url: string): Promise<string> {
  const login = await fetch(`${url}/oauth/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: 'sandbox',
      client_secret: 'sandbox',
    }),
  });
  const { access_token } = (await login.json()) as { access_token: string };
  return `Bearer ${access_token}`;
}

/** Reads `Result`s of an API. */
export async function reader(url: string) {
  const authorization = await authorizationFor(url);
  return async (path: string) => {
    const answer = await fetch(`${url}/integrations/rest/v3${path}`, { headers: { authorization } });
    return ((await answer.json()) as { readonly Result: readonly unknown[] }).Result;
  };
}
