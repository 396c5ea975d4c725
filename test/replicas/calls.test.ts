import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createCallRate } from '../../src/access/calls.js';
import { hasRedis } from '../support/redis.js';
import { type Replicas, startReplicas } from './replicas.js';

let replicas: Replicas;
beforeEach(async () => {
  replicas = await startReplicas(2);
});
afterEach(() => replicas.close());

const MOST_SECONDS = 60;

describe.runIf(hasRedis)('the calls of a connection', () => {
  it('are so many in a minute', async () => {
    const calls = createCallRate(3, undefined, 'calls:c1');
    for (let call = 0; call < 3; call += 1) expect(await calls.take()).toBe(0);
    const wait = await calls.take();
    expect(wait).toBeGreaterThan(0);
    expect(wait).toBeLessThanOrEqual(MOST_SECONDS);
  });

  it('are counted by all replicas together, for each connection', async () => {
    const [first, second] = replicas.clients.map((client) => createCallRate(3, client, 'calls:c1'));
    expect(await first?.take()).toBe(0);
    expect(await second?.take()).toBe(0);
    expect(await first?.take()).toBe(0);
    expect(await second?.take()).toBeGreaterThan(0);
    expect(await first?.take()).toBeGreaterThan(0);
    expect(await createCallRate(3, replicas.clients[0], 'calls:c2').take()).toBe(0);
  });

  it('are counted by each replica while Redis is away', async () => {
    const calls = createCallRate(2, replicas.clients[0], 'calls:c1');
    await replicas.stopRedis();
    expect(await calls.take()).toBe(0);
    expect(await calls.take()).toBe(0);
    expect(await calls.take()).toBeGreaterThan(0);
  });

  it('wait for a Redis that hangs, but not for long', async () => {
    const calls = createCallRate(2, replicas.clients[0], 'calls:c1');
    await replicas.clients[1]?.sendCommand(['CLIENT', 'PAUSE', '60000', 'ALL']);
    expect(await calls.take()).toBe(0);
  });
});
