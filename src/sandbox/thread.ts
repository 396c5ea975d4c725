import { once } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import type { FaultOptions } from './faults.js';
import { Contents, newFolder } from './files/contents.js';
import { type Sandbox, type SandboxOptions, startSandbox } from './sandbox.js';

/** How long a thread may take to close by itself; in the middle of a query it cannot (our choice). */
const CLOSING_MS = 1000;

/** What a thread of ours is started with; it also tells it from any other. */
interface ThreadData {
  readonly caspioSandbox: SandboxOptions;
  /** Where its uploads go: known on this side, which removes them if the thread cannot. */
  readonly folder: string;
}

/** What the thread is told; it says when new faults are in force. */
type Order = 'close' | { readonly faults: FaultOptions | undefined };

/**
 * As `startSandbox`, in a thread of its own: SQLite cannot be interrupted, and a slow query must not hold up the
 * process. Should the thread die later, requests are refused as by any server that is gone.
 */
export async function startSandboxThread(options: SandboxOptions = {}): Promise<Sandbox> {
  const folder = newFolder();
  const data: ThreadData = { caspioSandbox: options, folder };
  const worker = newWorker(data);
  worker.on('error', () => undefined); // without a listener it would end the process
  const ended = new Promise((resolve) => worker.once('exit', resolve));
  const [url] = (await once(worker, 'message')) as [string]; // see `run`; a failed start rejects
  const tell = (order: Order) => worker.postMessage(order);
  return {
    url,
    async setFaults(faults) {
      tell({ faults });
      await Promise.race([once(worker, 'message'), ended]);
    },
    async close() {
      tell('close');
      await Promise.race([ended, setTimeout(CLOSING_MS, undefined, { ref: false })]);
      await worker.terminate();
      new Contents(folder).close();
    },
  };
}

function newWorker(data: ThreadData): Worker {
  const { url } = import.meta;
  if (!url.endsWith('.ts')) return new Worker(new URL(url), { workerData: data });
  // The sources run by tsx, which a thread does not inherit.
  const load = `import("tsx/esm/api").then(({ tsImport }) => tsImport(${JSON.stringify(url)}, ${JSON.stringify(url)}))`;
  return new Worker(load, { eval: true, workerData: data });
}

/** This module is the thread's entry as well, since the bundle is one file. */
if (!isMainThread && isThreadData(workerData)) void run(workerData);

/** Runs in the thread. An error becomes the `error` event of the worker. */
async function run({ caspioSandbox, folder }: ThreadData): Promise<void> {
  const sandbox = await startSandbox(caspioSandbox, new Contents(folder));
  parentPort?.on('message', async (order: Order) => {
    if (order !== 'close') {
      await sandbox.setFaults(order.faults);
      return parentPort?.postMessage('done');
    }
    await sandbox.close();
    parentPort?.close();
  });
  parentPort?.postMessage(sandbox.url);
}

function isThreadData(data: unknown): data is ThreadData {
  return typeof data === 'object' && data !== null && 'caspioSandbox' in data;
}
