import { type ChildProcess, spawn } from 'node:child_process';
import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { connectStdio } from '../support/connect.js';
import { EXPORT, openFolder } from './exporting.js';

/** More by hand: EXPORT_RECORDS=1000000. */
const COUNT = Number(process.env.EXPORT_RECORDS ?? 300_000);
/**
 * V8 lets its heap grow as long as there is memory. What an export really holds shows in a small one, in which it could
 * not end if it held more and more.
 */
const SMALL_HEAP = '--max-old-space-size=128';
/** MB. */
const MOST_GROWTH = 200;

async function startCaspio(): Promise<{ process: ChildProcess; url: string }> {
  const child = spawn(process.execPath, ['bench/caspio.mjs', String(COUNT)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  for await (const url of createInterface({ input: child.stdout })) return { process: child, url };
  throw new Error('it did not start');
}

/** In MB: the memory of a process now, and the most that it ever had. */
async function memory(pid: number) {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  const read = (name: string) => Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)?.[1]) / 1024;
  return { now: read('VmRSS'), most: read('VmHWM') };
}

let open: Awaited<ReturnType<typeof openFolder>>;
let caspio: Awaited<ReturnType<typeof startCaspio>>;
beforeAll(async () => {
  open = await openFolder();
  caspio = await startCaspio();
});
afterAll(async () => {
  caspio.process.kill();
  await open.remove();
});

it.runIf(process.platform === 'linux')(
  `${COUNT} records are exported in less than ${MOST_GROWTH} MB of memory`,
  async () => {
    const server = await connectStdio({
      args: ['--files-dir', open.folder],
      env: {
        NODE_OPTIONS: SMALL_HEAP,
        CASPIO_INTEGRATION_URL: caspio.url,
        CASPIO_CLIENT_ID: 'id',
        CASPIO_CLIENT_SECRET: 'a secret',
      },
    });
    const pid = server.pid() ?? Number.NaN;
    const small = { table_name: 'T', 'q.select': 'Name', save_as: 'small.csv' };
    expect((await server.call(EXPORT, small)).text).toContain('max_calls');
    const before = await memory(pid);
    const startedAt = performance.now();
    const args = { table_name: 'T', save_as: 'out.csv', max_calls: 2_000 };
    const { content } = await server.client.callTool(
      { name: EXPORT, arguments: args },
      { onprogress: () => undefined, timeout: 600_000, resetTimeoutOnProgress: true },
    );
    const seconds = (performance.now() - startedAt) / 1_000;
    const { most } = await memory(pid);
    await server.close();

    const [first] = content;
    const text = first?.type === 'text' ? first.text : '';
    const { result } = JSON.parse(text);
    if (process.env.EXPORT_RECORDS)
      process.stderr.write(`${text}\n${before.now} MB → ${most} MB, ${seconds} s\n`);
    expect(result).toMatchObject({ records: COUNT, complete: true, calls: COUNT / 1_000 + 2 });
    let keys = 0;
    for await (const line of createInterface({ input: createReadStream(join(open.folder, 'out.csv')) })) {
      if (keys > 0 && Number(line.split(',')[0]) !== keys) throw new Error(`${line} in the place of ${keys}`);
      keys += 1;
    }
    expect(keys).toBe(COUNT + 1);
    expect(Math.round(most - before.now)).toBeLessThan(MOST_GROWTH);
  },
  300_000,
);
