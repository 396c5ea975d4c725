import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createMeter, type Meter } from '../../src/caspio/meter.js';
import { createRedisMeter } from '../../src/replicas/meter.js';
import { hasRedis } from '../support/redis.js';
import { type Replicas, startReplicas } from './replicas.js';

let replicas: Replicas;
beforeEach(async () => {
  replicas = await startReplicas(3);
});
afterEach(() => replicas.close());

const meters = () => replicas.clients.map((client) => createRedisMeter(client, 'meter:c1', createMeter()));
const use = (meter: Meter | undefined, times: number) => {
  for (let time = 0; time < times; time += 1) {
    meter?.sent('list_all_caspio_records', 'table Orders');
    meter?.ended('ok');
    meter?.waited(250.4);
  }
};

describe.runIf(hasRedis)('the meter of all replicas', () => {
  it('sums up what each of them sent', async () => {
    const [first, second, third] = meters();
    use(first, 200);
    use(second, 200);
    third?.sent('login', 'login');
    third?.ended('not sent');
    third?.sent('login', 'login');
    third?.ended('ok');
    third?.unsent('login', 'login');
    await vi.waitFor(
      async () =>
        expect(await second?.usage()).toEqual({
          since: expect.any(String),
          requests: 401,
          logins: 1,
          waitedSeconds: 100,
          byOutcome: { ok: 401, 'not sent': 1 },
          byTool: { list_all_caspio_records: 400, login: 1 },
          byTarget: { 'table Orders': 400, login: 1 },
        }),
      5_000,
    );
  });

  it('is of one account', async () => {
    use(meters()[0], 1);
    const [, client] = replicas.clients;
    const other = client && createRedisMeter(client, 'meter:c2', createMeter());
    expect(await other?.usage()).toMatchObject({ requests: 0, byTool: {} });
  });

  it('knows a thousand names, and adds up the others', async () => {
    const [first, second] = meters();
    for (const [index, meter] of [first, second].entries()) {
      for (let n = 0; n < 700; n += 1) meter?.sent('list', `table ${index}-${n}`);
      await meter?.usage();
    }
    second?.sent('list', 'table 0-0');
    const usage = await second?.usage();
    expect(usage?.requests).toBe(1_401);
    expect(Object.keys(usage?.byTarget ?? {})).toHaveLength(1_001);
    expect(usage?.byTarget).toMatchObject({ '(others)': 400, 'table 0-0': 2 });
  });

  it('forgets an account that nobody uses', async () => {
    const [meter] = meters();
    use(meter, 1);
    await meter?.usage();
    for (const kind of ['sums', 'outcomes', 'tools', 'targets'])
      expect(await replicas.clients[0]?.ttl(`meter:c1:${kind}`)).toBeGreaterThan(30 * 86_400);
  });

  it('is that of the replica while Redis is away', async () => {
    const [first, second] = meters();
    use(first, 2);
    await first?.usage();
    use(second, 3);
    await second?.usage();
    await replicas.stopRedis();
    use(second, 1);
    expect(await second?.usage()).toMatchObject({ requests: 4, byOutcome: { ok: 4 } });
  });
});
