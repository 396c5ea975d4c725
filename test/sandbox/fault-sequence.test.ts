import { once } from 'node:events';
import { request } from 'node:http';
import { afterEach, describe, expect, test } from 'vitest';
import {
  type FaultOptions,
  type Sandbox,
  type SandboxOptions,
  startSandbox,
  startSandboxThread,
} from '../../src/sandbox/index.js';

const started: Sandbox[] = [];

async function start(options: SandboxOptions = {}, starter = startSandbox): Promise<Sandbox> {
  const sandbox = await starter({ seed: 'empty', ...options });
  started.push(sandbox);
  return sandbox;
}

afterEach(async () => {
  await Promise.all(started.splice(0).map((sandbox) => sandbox.close()));
});

/** The answer to an address that does not exist: 404 unless there is a fault. */
async function statuses({ url }: Sandbox, count = 30): Promise<number[]> {
  const seen: number[] = [];
  while (seen.length < count) seen.push((await fetch(`${url}/nothing`)).status);
  return seen;
}

const faulty = (seen: readonly number[]) => seen.map((status) => status !== 404);

describe('which requests meet a fault', () => {
  const faults: FaultOptions = {
    rate: 0.5,
    seed: 7,
    kinds: ['rate-limit', 'unavailable', 'bad-gateway-after'],
  };
  const fates = async (options: FaultOptions) => statuses(await start({ faults: options }));

  test('and which one is the same for the same seed', async () => {
    const first = await fates(faults);
    expect(new Set(first)).toEqual(new Set([404, 429, 502, 503]));
    expect(await fates(faults)).toEqual(first);
    expect(await fates({ ...faults, seed: 8 })).not.toEqual(first);
  });

  test('does not depend on what happens to them', async () => {
    expect(faulty(await fates({ ...faults, kinds: ['html'] }))).toEqual(faulty(await fates(faults)));
  });

  test('is a matter of the rate: none, few or all', async () => {
    const met = async (rate: number) => faulty(await fates({ ...faults, rate })).filter(Boolean).length;
    expect(await met(0)).toBe(0);
    expect(await met(1)).toBe(30);
    const few = await met(0.2);
    expect(few).toBeGreaterThan(0);
    expect(few).toBeLessThan(15);
  });

  test('is none unless asked for', async () => {
    expect(new Set(await statuses(await start(), 100))).toEqual(new Set([404]));
  });
});

test.each([
  ['this thread', startSandbox],
  ['a thread of its own', startSandboxThread],
])('faults begin anew and end at any time, in %s', async (_, starter) => {
  const faults: FaultOptions = { rate: 0.5, kinds: ['unavailable'] };
  const sandbox = await start({ faults }, starter);
  const first = await statuses(sandbox);
  expect(new Set(first)).toEqual(new Set([404, 503]));
  await sandbox.setFaults(faults);
  expect(await statuses(sandbox)).toEqual(first);
  await sandbox.setFaults(undefined);
  expect(new Set(await statuses(sandbox))).toEqual(new Set([404]));
});

test('setFaults on a thread that is closed ends', async () => {
  const sandbox = await startSandboxThread({ seed: 'empty' });
  await sandbox.close();
  await sandbox.setFaults({ rate: 1 });
});

test.each(['hang-before', 'hang-after'] as const)('close does not wait for %s', async (kind) => {
  const sandbox = await startSandbox({
    seed: 'empty',
    faults: { rate: 1, kinds: [kind], hangMs: 3_600_000 },
  });
  const hanging = request(`${sandbox.url}/nothing`, { method: 'POST', headers: { expect: '100-continue' } });
  const answered = once(hanging, 'response');
  const lost = expect(answered).rejects.toMatchObject({ code: 'ECONNRESET' });
  hanging.flushHeaders();
  await once(hanging, 'continue'); // the server has it
  hanging.end();
  await sandbox.close();
  await lost;
});

describe('latency', () => {
  test('holds up every request, faults included', async () => {
    const latency = 60;
    const sandbox = await start({ latency, faults: { rate: 0.5, kinds: ['unavailable'] } });
    const startedAt = performance.now();
    expect(new Set(await statuses(sandbox, 10))).toEqual(new Set([404, 503]));
    expect(performance.now() - startedAt).toBeGreaterThan(10 * (latency - 1)); // timers may be early by one
  });

  test('does not hold up close', async () => {
    const sandbox = await startSandbox({ seed: 'empty', latency: 3_600_000 });
    const waiting = request(`${sandbox.url}/nothing`, { headers: { expect: '100-continue' } });
    const lost = expect(once(waiting, 'response')).rejects.toMatchObject({ code: 'ECONNRESET' });
    waiting.flushHeaders();
    await once(waiting, 'continue');
    waiting.end();
    await sandbox.close();
    await lost;
  });
});
