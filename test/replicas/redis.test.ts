import { createServer } from 'node:net';
import { expect, it } from 'vitest';
import { createRedisStore } from '../../src/access/redisStore.js';
import { Failure } from '../../src/caspio/failure.js';
import { connectRedis } from '../../src/replicas/redis.js';
import { hasRedis, startRedis } from '../support/redis.js';
import { PLANTED } from '../support/secrets.js';

async function refused(url: string): Promise<string> {
  const error = await connectRedis(url).catch((thrown: unknown) => thrown);
  if (!(error instanceof Failure)) throw new Error('It was not refused.');
  const words = `${error.what}. ${error.next}`;
  expect(words).not.toContain(PLANTED.password);
  return words;
}

it.runIf(hasRedis)('says why it cannot be reached, and nothing of the password', async () => {
  expect(await refused(`redis://:${PLANTED.password}@127.0.0.1:1`)).toContain('(ECONNREFUSED)');
  expect(await refused(`redis://:${PLANTED.password}@127.0.0.1:x`)).toContain('not understood');
  const redis = await startRedis({ password: PLANTED.password });
  const wrong = new URL(redis.url);
  wrong.password = 'wrong';
  expect(await refused(wrong.href)).toContain('(WRONGPASS)');
  wrong.password = '';
  expect(await refused(wrong.href)).toMatch(/\((NOAUTH|ERR)\)/);
  const client = await connectRedis(redis.url);
  expect(await client.ping()).toBe('PONG');
  client.destroy();
  await redis.close();
});

it.runIf(hasRedis)('gives up on what takes connections and never answers', async () => {
  const mute = createServer((socket) => socket.on('error', () => {}));
  await new Promise<void>((resolve) => mute.listen(0, '127.0.0.1', resolve));
  const address = mute.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  expect(await refused(`redis://127.0.0.1:${port}`)).toContain('cannot be reached');
  mute.close();
});

it.runIf(hasRedis)(
  'fails fast while Redis is away, and goes on when it is back',
  { timeout: 40_000 },
  async () => {
    const first = await startRedis();
    const faults: Error[] = [];
    const client = await connectRedis(first.url, (error) => faults.push(error));
    const store = createRedisStore(client);
    expect(await store.all()).toEqual([]);
    await first.close();
    const started = performance.now();
    await expect(store.all()).rejects.toThrow('The connections cannot be read or changed in Redis');
    await expect(client.multi().get('x').exec()).rejects.toThrow();
    expect(performance.now() - started).toBeLessThan(1_000);
    const second = await startRedis({ port: Number(new URL(first.url).port) });
    await expect.poll(() => store.all().catch(() => 'away'), { timeout: 8_000 }).toEqual([]);
    expect(faults.length).toBeGreaterThan(0);
    second.pause();
    const paused = performance.now();
    await expect(store.all()).rejects.toThrow('does not answer');
    expect(performance.now() - paused).toBeLessThan(5_000);
    // Its silence is noticed, and whatever was asked ends.
    await expect.poll(() => client.isReady, { timeout: 10_000 }).toBe(false);
    client.destroy();
    await second.close();
  },
);
