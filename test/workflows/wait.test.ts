import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/index.js';
import { runWait } from '../../tools/workflows/wait.js';
import { type Connection, connect, type Outcome } from '../support/connect.js';
import { type RawServer, type Reply, rawServer } from '../support/raw.js';

const TOOL = runWait.name;
const LEADS = '5b0c7d1e-3f42-4a86-9d15-2e8f6a90c371';
const LOOK = 'GET /v3/dataImportExportTasks/k1';
const START = 'POST /v3/dataImportExportTasks/k1/run';

const resultOf = ({ json }: Outcome) => json.result as Record<string, unknown>;
const handleIn = (text: string) => /handle:? (\w+-\w+-[\w-]{6})/.exec(text)?.[1];

describe('waiting for a task of the sandbox', () => {
  let sandbox: Sandbox;
  let server: Connection;
  beforeAll(async () => {
    sandbox = await startSandbox();
    server = await connect({ origin: sandbox.url });
  });
  afterAll(async () => {
    await server.close();
    await sandbox.close();
  });

  it('starts it, sees it run, and counts every call', async () => {
    const done = await server.call(TOOL, { external_key: LEADS });
    expect(resultOf(done)).toMatchObject({
      external_key: LEADS,
      ended: true,
      status: 'Ready',
      seen_running: true,
    });
    expect(done.json.note).toContain('does not tell whether it succeeded');
    expect(resultOf(done).handle).toBeUndefined();
    const usage = await server.call('caspio_usage_get');
    expect(resultOf(usage).requests).toBe(Number(resultOf(done).calls) + 1); // and a login
  });

  it('refuses to start one that runs, and waits for it with the handle', async () => {
    await server.call('create_a_caspio_run', { external_key: LEADS });
    const refused = await server.call(TOOL, { external_key: LEADS });
    expect(refused.text).toMatch(/Error \(arguments\): external_key: the task is "\w+", not Ready/);
    const handle = handleIn(refused.text);
    const done = await server.call(TOOL, { external_key: LEADS, handle });
    expect(resultOf(done)).toMatchObject({ ended: true, seen_running: true });
  });

  it('knows no other tasks', async () => {
    const { text } = await server.call(TOOL, { external_key: 'nothing' });
    expect(text).toContain('ObjectNotFound');
  });
});

describe.concurrent('waiting for a task', () => {
  const open: { close(): Promise<void> }[] = [];
  afterAll(async () => {
    await Promise.all(open.splice(0).map((one) => one.close()));
  });

  const ready: Reply = { json: { Result: { Name: 'N', ExternalKey: 'k1', Status: 'Ready' } } };
  const busy: Reply = { json: { Result: { Name: 'N', ExternalKey: 'k1', Status: 'Busy' } } };
  const running: Reply = { json: { Result: { Name: 'N', ExternalKey: 'k1', Status: 'Processing' } } };
  const started: Reply = { status: 204 };

  interface Bench {
    readonly raw: RawServer;
    readonly server: Connection;
    readonly sent: () => string[];
  }
  /** Gives the looks one after another, the last again and again; `undefined` never answers. */
  async function bench(
    looks: readonly (Reply | undefined)[],
    { start = started, callSeconds = 50 }: { start?: Reply; callSeconds?: number } = {},
  ): Promise<Bench> {
    let at = 0;
    const raw = await rawServer(({ method }) => {
      if (method === 'POST') return start;
      at += 1;
      return looks[Math.min(at, looks.length) - 1];
    });
    const server = await connect({ origin: raw.origin, callSeconds });
    open.push(server, raw);
    return { raw, server, sent: () => raw.seen.map(({ method, path }) => `${method} ${path}`) };
  }
  const call = ({ server }: Bench, more = {}) => server.call(TOOL, { external_key: 'k1', ...more });

  it('sends exactly a look, the start, and looks', async ({ expect }) => {
    const one = await bench([ready, ready, running, ready]);
    const done = await call(one);
    expect(one.sent()).toEqual([LOOK, START, LOOK, LOOK, LOOK]);
    expect(one.raw.seen[1]).toMatchObject({ query: {}, body: '' });
    expect(resultOf(done)).toEqual({
      external_key: 'k1',
      ended: true,
      status: 'Ready',
      seconds: expect.any(Number),
      seen_running: true,
      calls: 5,
    });
    expect(done.structured).toEqual(done.json);
  });

  it('believes no Ready right after the start', async ({ expect }) => {
    const one = await bench([ready]);
    const done = await call(one);
    expect(one.sent()).toEqual([LOOK, START, LOOK, LOOK, LOOK]);
    expect(resultOf(done)).toMatchObject({ ended: true, seen_running: false });
    expect(Number(resultOf(done).seconds)).toBeGreaterThanOrEqual(5);
    expect(done.json.note).toContain('not seen running');
  });

  it('starts none that is not Ready', async ({ expect }) => {
    const one = await bench([busy, ready]);
    const refused = await call(one);
    expect(refused.text).toContain('"Busy", not Ready, and was not started');
    const done = await call(one, { handle: handleIn(refused.text) });
    expect(resultOf(done)).toMatchObject({ ended: true, calls: 1 });
    expect(one.sent()).toEqual([LOOK, LOOK]);
  });

  it('gives a handle before the time is over, and goes on with it without a start', async ({ expect }) => {
    const one = await bench([ready, busy, running, ready], { callSeconds: 7 });
    const first = await call(one);
    expect(resultOf(first)).toMatchObject({ ended: false, status: 'Busy', seen_running: true, calls: 3 });
    expect(first.json.note).toContain('Call again with handle');
    const second = await call(one, { handle: resultOf(first).handle });
    expect(resultOf(second)).toMatchObject({ ended: false, status: 'Processing', calls: 1 });
    const third = await call(one, { handle: resultOf(second).handle });
    expect(resultOf(third)).toMatchObject({ ended: true, status: 'Ready', calls: 1 });
    expect(Number(resultOf(third).seconds)).toBeGreaterThanOrEqual(1); // of all three
    expect(one.sent().filter((line) => line === START)).toHaveLength(1);
  });

  it('does not know whether a start that failed was one, and says how to look', async ({ expect }) => {
    const one = await bench([ready], { start: { status: 502 } });
    const failed = await call(one);
    expect(failed.text).toContain('Whether the change was made is not known');
    expect(failed.text).toContain('Do not start it again before you know');
    const handle = handleIn(failed.text);
    expect(handle).toMatch(/^unsure-/);
    const looked = await call(one, { handle });
    expect(resultOf(looked)).toMatchObject({ ended: true, seen_running: false });
    expect(looked.json.note).toContain('or it never started');
    expect(one.sent().filter((line) => line === START)).toHaveLength(1);
  });

  it('finds the run of a start that seemed to fail', async ({ expect }) => {
    const one = await bench([ready, running, ready], { start: { status: 503 } });
    const looked = await call(one, { handle: handleIn((await call(one)).text) });
    expect(resultOf(looked)).toMatchObject({ ended: true, seen_running: true, calls: 2 });
  });

  it('takes an answer that says it was started for a start', async ({ expect }) => {
    const one = await bench([ready, busy, ready], { start: { json: { odd: true } } });
    expect(resultOf(await call(one))).toMatchObject({ ended: true });
  });

  it.each([400, 409])('a start refused with %i gives a handle for the run under way', async (status) => {
    const body = { Code: 'TaskNotReady', Message: 'is running', Resource: '', RequestId: 'r' };
    const one = await bench([ready, busy, ready], { start: { status, json: body } });
    const refused = await call(one);
    expect(refused.text).toContain('TaskNotReady');
    expect(resultOf(await call(one, { handle: handleIn(refused.text) }))).toMatchObject({ ended: true });
    expect(one.sent().filter((line) => line === START)).toHaveLength(1);
  });

  it('a right that is missing is told as it is', async ({ expect }) => {
    const one = await bench([ready], { start: { status: 403, json: { Code: 'UnsufficientPrivileges' } } });
    const { text } = await call(one);
    expect(text).toContain('Error (rights)');
    expect(text).not.toContain('handle');
  });

  it('a look that fails after the start keeps the handle', async ({ expect }) => {
    const one = await bench([ready, { status: 500 }]);
    const failed = await call(one);
    expect(failed.text).toContain('Error (caspio)');
    expect(handleIn(failed.text)).toMatch(/^started-/);
    expect(one.sent().filter((line) => line === START)).toHaveLength(1);
  });

  it('a look without an answer keeps the handle when the time is over', async ({ expect }) => {
    const one = await bench([ready, undefined], { callSeconds: 7 });
    const failed = await call(one);
    expect(failed.text).toContain('gave no complete answer within');
    expect(handleIn(failed.text)).toMatch(/^started-/);
  });

  it('progress tells the status and gives more time', async ({ expect }) => {
    const one = await bench([ready, busy, running, running, ready], { callSeconds: 11 });
    const heard: { readonly progress: number; readonly message?: string | undefined }[] = [];
    const done = await one.server.call(
      TOOL,
      { external_key: 'k1' },
      { onprogress: (step) => heard.push(step) },
    );
    expect(resultOf(done)).toMatchObject({ ended: true, calls: 6 });
    expect(heard.map(({ message }) => message?.split(' after')[0])).toEqual([
      'Status Busy',
      'Status Processing',
      'Status Processing',
      'Status Ready',
    ]);
    const steps = heard.map((step) => step.progress);
    expect(steps).toEqual([...new Set(steps)].sort((a, b) => a - b));
  });

  it('ends with the client’s cancellation, in a pause too', async ({ expect }) => {
    const one = await bench([ready, busy]);
    const cancel = new AbortController();
    const ended = expect(
      one.server.call(TOOL, { external_key: 'k1' }, { signal: cancel.signal }),
    ).rejects.toThrow();
    await expect.poll(() => one.sent().length, { timeout: 5_000 }).toBe(3);
    cancel.abort();
    await ended;
    await wait(3_500);
    expect(one.sent()).toEqual([LOOK, START, LOOK]);
  });

  it.each([
    ['handle', { handle: 'x' }, 'handle: is none of this tool'],
    ['handle', { handle: 'seen-t3z1k0-AAAAAA' }, 'handle: belongs to another external_key'],
    ['external_key', { external_key: 'a/b' }, 'external_key: must be a plain name'],
  ])('refuses a wrong %s', async (_, args, words) => {
    const one = await bench([ready]);
    expect((await call(one, args)).text).toContain(`Error (arguments): ${words}`);
    expect(one.sent()).toEqual([]);
  });
});
