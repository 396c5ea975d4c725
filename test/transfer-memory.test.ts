import { type ChildProcess, spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdtemp, open, readFile, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { pipeline } from 'node:stream/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { connectStdio } from './support/connect.js';

const MB = 1024 * 1024;
const SIZE = 200 * MB;

/** The sandbox in a process of its own, so that only the server's memory is measured. */
async function startSandboxProcess(): Promise<{ process: ChildProcess; url: string }> {
  const child = spawn(process.execPath, ['dist/main.js', 'sandbox', '--port', '0'], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  for await (const line of createInterface({ input: child.stderr })) {
    const url = /^CASPIO_INTEGRATION_URL=(\S+)/.exec(line)?.[1];
    if (url) return { process: child, url };
  }
  throw new Error('the sandbox did not start');
}

/** In MB: the memory of a process now, and the most that it ever had. */
async function memory(pid: number) {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  const read = (name: string) => Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)?.[1]) / 1024;
  return { now: read('VmRSS'), most: read('VmHWM') };
}

async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}

/** Random bytes that differ from block to block. */
async function writeLargeFile(path: string) {
  const file = await open(path, 'wx');
  const block = randomBytes(MB);
  for (let number = 0; number < SIZE / MB; number += 1) {
    block.writeUInt32LE(number);
    await file.write(block);
  }
  await file.close();
}

let folder: string;
let sandbox: Awaited<ReturnType<typeof startSandboxProcess>>;
beforeAll(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'caspio-test-')));
  await writeLargeFile(join(folder, 'large.bin'));
  sandbox = await startSandboxProcess();
});
afterAll(async () => {
  sandbox.process.kill();
  await rm(folder, { recursive: true });
});

it.runIf(process.platform === 'linux')(
  'a file of 200 MB goes up and comes down whole, in less than 60 MB of memory',
  async () => {
    const server = await connectStdio({
      args: ['--files-dir', folder],
      env: {
        CASPIO_INTEGRATION_URL: sandbox.url,
        CASPIO_CLIENT_ID: 'sandbox',
        CASPIO_CLIENT_SECRET: 'sandbox',
      },
    });
    const pid = server.pid() ?? Number.NaN;
    const small = { File: { name: 'small.txt', text: 'warm' } };
    expect((await server.call('update_a_caspio_file_by_id', small)).isError).toBe(false);
    const before = await memory(pid);

    const upload = await server.call('create_a_caspio_file', { Files: [{ path: 'large.bin' }] });
    expect(upload.isError, upload.text).toBe(false);
    const afterUpload = await memory(pid);
    const download = await server.call('list_all_caspio_files_paths', {
      filePath: 'large.bin',
      save_as: 'back.bin',
    });
    const after = await memory(pid);
    await server.close();

    const sha256 = await hashOf(join(folder, 'large.bin'));
    expect(download.json.result).toMatchObject({ size: SIZE, sha256 });
    expect(await hashOf(join(folder, 'back.bin'))).toBe(sha256);
    const growth = (most: number) => Math.round(most - before.now);
    expect(growth(afterUpload.most)).toBeLessThan(60);
    expect(growth(after.most)).toBeLessThan(60);
  },
  60_000,
);
