import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Tests that want a Redis are left out where there is none; CI must have one. */
export const hasRedis = spawnSync('redis-server', ['--version']).status === 0 || Boolean(process.env.CI);

/** A Redis of its own on a free port of loopback, which keeps nothing. */
export async function startRedis({
  port,
  password,
}: {
  readonly port?: number;
  readonly password?: string;
} = {}): Promise<{ url: string; pause(): void; close(): Promise<void> }> {
  const folder = mkdtempSync(join(tmpdir(), 'caspio-redis-'));
  const chosen = port ?? (await freePort());
  const settings = ['--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', folder];
  const child = spawn(
    'redis-server',
    ['--port', String(chosen), ...settings, ...(password ? ['--requirepass', password] : [])],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  await new Promise<void>((resolve, reject) => {
    let said = '';
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`redis-server ended with ${code}: ${said}`)));
    child.stdout.on('data', (chunk) => {
      said += chunk;
      if (said.includes('Ready to accept connections')) resolve();
    });
  });
  return {
    url: `redis://${password ? `:${encodeURIComponent(password)}@` : ''}127.0.0.1:${chosen}`,
    /** It hangs up on nobody, and answers nobody. */
    pause: () => void child.kill('SIGSTOP'),
    async close() {
      child.kill('SIGKILL'); // there is nothing to save, and a test that stops it wants it gone
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => (address && typeof address === 'object' ? resolve(address.port) : reject()));
    });
  });
}
