import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectRedis, type RedisClient } from '../../src/replicas/redis.js';
import type { Connection } from '../support/connect.js';
import { connectHttp, serverOverHttp } from '../support/http.js';
import { type RawServer, rawServer } from '../support/raw.js';
import { hasRedis, startRedis } from '../support/redis.js';
import { type Member, newTeam } from '../support/team.js';
import { startProxy } from './proxy.js';

const CLIENTS = 50;
const CALLS = 5_000;
const PER_SECOND = 250;
const BURST = 100;
const BUDGET = 60;
const SEALING = Buffer.alloc(32, 7).toString('base64');

/** What one call told its client. */
interface Told {
  readonly wanted: string;
  readonly outcome: 'done' | 'lost' | string;
}

describe.runIf(hasRedis)('two replicas behind a proxy, one of which is killed', () => {
  let redis: Awaited<ReturnType<typeof startRedis>>;
  let client: RedisClient;
  let team: ReturnType<typeof newTeam>;
  let caspio: RawServer;
  let replicas: Awaited<ReturnType<typeof serverOverHttp>>[];
  let proxy: Awaited<ReturnType<typeof startProxy>>;
  /** How often Caspio stored each record, and when requests came. */
  const stored = new Map<string, number>();
  const arrivals: number[] = [];

  beforeAll(async () => {
    redis = await startRedis();
    client = await connectRedis(redis.url);
    team = newTeam({ redis: client, key: SEALING });
    caspio = await rawServer(({ method, body, query }) => {
      arrivals.push(performance.now());
      if (method !== 'POST') return { json: { Result: [{ PK_ID: 1, Id: query['q.where'] }] } };
      const { Id } = body as { Id: string };
      stored.set(Id, (stored.get(Id) ?? 0) + 1);
      return { status: 201, json: { Result: [{ PK_ID: 1, Id }] } };
    });
    const start = () =>
      serverOverHttp({
        args: ['--rate-limit', String(PER_SECOND)],
        env: {
          CASPIO_MCP_STORE: redis.url,
          CASPIO_MCP_KEY: SEALING,
          CASPIO_MCP_LOG_LEVEL: 'warn',
          CASPIO_MCP_AUDIT: team.folder,
        },
      });
    replicas = await Promise.all([start(), start()]);
    proxy = await startProxy(replicas.map(({ url }) => url));
  });
  afterAll(async () => {
    await proxy.close();
    await Promise.all(replicas.map((replica) => replica.close()));
    await caspio.close();
    client.destroy();
    await redis.close();
    team.remove();
  });

  const headersOf = ({ token }: Member) => ({ authorization: `Bearer ${token}` });

  it(`loses and doubles nothing in ${CALLS} calls of ${CLIENTS} clients, within the limits of both`, async () => {
    const members = await Promise.all(
      Array.from({ length: 5 }, (_, index) => team.add(`member-${index}`, { origin: caspio.origin })),
    );
    const limits = { callBudget: { limit: BUDGET, period: 'total' as const } };
    const poor = await team.add('poor', { origin: caspio.origin, limits });

    let next = 0;
    const told: Told[] = [];
    const work = async (member: Member): Promise<void> => {
      const agent = await connectHttp(proxy.origin, { headers: headersOf(member) });
      while (next < CALLS) {
        next += 1;
        if (next === CALLS / 2) void replicas[0]?.kill();
        const wanted = `r${next}`;
        told.push({ wanted, outcome: await outcomeOf(agent, wanted, next % 4 === 0) });
      }
      await agent.close().catch(() => undefined);
    };
    const spend = async (): Promise<number> => {
      const agent = await connectHttp(proxy.origin, { headers: headersOf(poor) });
      let passed = 0;
      for (let turn = 0; turn < 2 * BUDGET; turn += 1)
        if ((await outcomeOf(agent, `p${turn}`, false)) === 'done') passed += 1;
      await agent.close().catch(() => undefined);
      return passed;
    };
    const workers = Array.from({ length: CLIENTS - 1 }, (_, index) => work(members[index % 5] ?? poor));
    const [passed] = await Promise.all([spend(), ...workers]);

    const wrong = told.filter(({ outcome }) => outcome !== 'done' && outcome !== 'lost');
    expect(wrong).toEqual([]);
    const created = told.filter(({ wanted }) => Number(wanted.slice(1)) % 4 === 0);
    for (const { wanted, outcome } of created) {
      const times = stored.get(wanted) ?? 0;
      // What was lost with the replica may have been done once, never twice.
      expect(times, `${wanted} was ${outcome}`).toBeLessThanOrEqual(1);
      if (outcome === 'done') expect(times, wanted).toBe(1);
    }
    const lost = told.filter(({ outcome }) => outcome === 'lost').length;
    expect(lost).toBeLessThan(CLIENTS * 2);
    // Both had their share until one was killed, and one login each at most.
    expect(Math.min(...replicas.map(({ url }) => proxy.passed(url)))).toBeGreaterThan(CALLS / 10);
    expect(caspio.logins()).toBeLessThanOrEqual(2);
    // A read that the killed replica had paid for cannot be paid back.
    expect(passed).toBeLessThanOrEqual(BUDGET);
    expect(passed).toBeGreaterThan(BUDGET - 5);
    const seconds = ((arrivals.at(-1) ?? 0) - (arrivals[0] ?? 0)) / 1_000;
    expect(arrivals.length).toBeLessThanOrEqual(BURST + PER_SECOND * seconds * 1.02 + CLIENTS);
  }, 120_000);
});

/** What became of a call: a cut connection is told as lost; anything but the right answer in its own words. */
async function outcomeOf(agent: Connection, wanted: string, creates: boolean): Promise<string> {
  const args = creates
    ? { table_name: 'A', values: { Id: wanted } }
    : { table_name: 'A', 'q.where': `Id = '${wanted}'`, 'q.limit': 1 };
  try {
    const { isError, text } = await agent.call(
      creates ? 'create_a_caspio_record' : 'list_all_caspio_records',
      args,
    );
    if (isError) return text;
    return text.includes(wanted) ? 'done' : `another answer: ${text}`;
  } catch (error) {
    // A gateway's 502 has no words; what breaks on the way has its own.
    return /endpoint: $|fetch failed|terminated|socket|ECONN|closed/i.test(String(error))
      ? 'lost'
      : String(error);
  }
}
