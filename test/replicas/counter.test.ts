import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Failure } from '../../src/caspio/failure.js';
import { createRedisCounter } from '../../src/replicas/counter.js';
import { type Allowance, createBudget } from '../../src/usage/budget.js';
import { createCalendar } from '../../src/usage/period.js';
import { hasRedis } from '../support/redis.js';
import { type Replicas, startReplicas } from './replicas.js';

let replicas: Replicas;
beforeEach(async () => {
  replicas = await startReplicas(3);
});
afterEach(() => replicas.close());

const HOUR = '2026-11-22T10';
const counters = () => replicas.clients.map((client) => createRedisCounter(client, 'usage:c1'));
const budgets = (allowance: Allowance | undefined, at = '2026-11-22T10:30:00Z') =>
  counters().map((counter) =>
    createBudget(allowance, counter, createCalendar('UTC'), { now: () => Date.parse(at) }),
  );
const each = <T, R>(all: readonly T[], times: number, act: (one: T) => R) =>
  all.flatMap((one) => Array.from({ length: times }, () => act(one)));

describe.runIf(hasRedis)('a count in Redis', () => {
  it('tells every request of every replica another number', async () => {
    const numbers = await Promise.all(each(counters(), 200, (counter) => counter.add('hour', HOUR)));
    expect([...numbers].sort((a, b) => a - b)).toEqual(Array.from({ length: 600 }, (_, n) => n + 1));
    for (const counter of counters()) expect(await counter.count('hour', HOUR)).toBe(600);
  });

  it('begins anew with the hour and the day, and never in all', async () => {
    const [counter] = counters();
    await counter?.add('day', '2026-11-21T23');
    await counter?.add('day', '2026-11-22T09');
    expect(await counter?.add('day', HOUR)).toBe(2);
    expect(await counter?.count('hour', HOUR)).toBe(1);
    expect(await counter?.count('total', HOUR)).toBe(3);
    expect(await counter?.count('hour', '2026-11-22T11')).toBe(0);
  });

  it('gives back what was not sent', async () => {
    const [here, there] = counters();
    await here?.add('total', HOUR);
    await here?.takeBack(HOUR);
    for (const period of ['hour', 'day', 'total'] as const) expect(await there?.count(period, HOUR)).toBe(0);
  });

  it('keeps hours and days for a while, and the total for good', async () => {
    const [client] = replicas.clients;
    const [counter] = counters();
    await counter?.add('total', HOUR);
    expect(await client?.ttl(`usage:c1:hour:${HOUR}`)).toBeGreaterThan(86_400);
    expect(await client?.ttl('usage:c1:day:2026-11-22')).toBeGreaterThan(86_400);
    expect(await client?.ttl('usage:c1:total')).toBe(-1);
  });
});

describe.runIf(hasRedis)('a budget of all replicas', () => {
  it('lets exactly as many go as it has', async () => {
    const all = budgets({ limit: 250, period: 'day' });
    const ends = await Promise.allSettled(each(all, 200, (budget) => budget.spend()));
    expect(ends.filter(({ status }) => status === 'fulfilled')).toHaveLength(250);
    for (const end of ends) if (end.status === 'rejected') expect(end.reason).toBeInstanceOf(Failure);
    await vi.waitFor(async () => {
      for (const budget of all)
        expect(await budget.state()).toMatchObject({ used: 250, left: 0, kept: true });
    }, 5_000);
  });

  it('stops what cannot be counted, and soon', async () => {
    const [limited] = budgets({ limit: 250, period: 'day' });
    const [unlimited] = budgets(undefined);
    await replicas.clients[2]?.sendCommand(['CLIENT', 'PAUSE', '60000', 'ALL']);
    await expect(limited?.spend()).rejects.toMatchObject({
      kind: 'account',
      what: expect.stringContaining('this request was not sent'),
    });
    await replicas.stopRedis();
    await expect(limited?.spend()).rejects.toBeInstanceOf(Failure);
    expect(await unlimited?.spend()).toBeTypeOf('function');
  });
});
