import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createBudget } from '../src/usage/budget.js';
import { createFileCounter, createMemoryCounter } from '../src/usage/counter.js';
import { createCalendar } from '../src/usage/period.js';
import { type Connection, connect, connectStdio, memoryBudget } from './support/connect.js';
import { type Handler, type RawServer, rawServer } from './support/raw.js';
import { run } from './support/run.js';
import { witness } from './support/witness.js';

let raw: RawServer | undefined;
let server: Connection | undefined;
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'usage-'));
});
afterEach(async () => {
  await server?.close();
  await raw?.close();
  rmSync(folder, { recursive: true });
});

async function against(handle: Handler, limit?: number) {
  raw = await rawServer(handle);
  server = await connect({ origin: raw.origin, budget: memoryBudget(limit) });
  return { raw, server };
}
const records = { json: { Result: [{ PK_ID: 1 }] } };
const list = (server: Connection, table_name: string) =>
  server.call('list_all_caspio_records', { table_name, 'q.limit': 1 });

describe('caspio_usage_get', () => {
  it('tells calls by tool, table and outcome, logins and repeated tries included, and costs none', async () => {
    let faults = 1;
    const { server } = await against(({ path }) => {
      if (path === '/v3/tables' || path === '/v3/views') return { json: { Result: [] } };
      if (path.includes('Bad')) return { status: 404, json: { Code: 'TableNotFound', Message: 'm' } };
      if (path.includes('Odd')) return { status: faults-- > 0 ? 503 : 200, ...records };
      return records;
    });
    await list(server, 'Orders');
    await list(server, 'Orders');
    await list(server, 'Odd ü name');
    await list(server, 'Bad');
    const { json, structured } = await server.call('caspio_usage_get');
    expect(structured).toEqual(json);
    expect(json.result).toMatchObject({
      logins: 1,
      by_outcome: { ok: 6, refused: 1, 'caspio fault': 1 },
      by_tool: { list_all_caspio_records: 7, login: 1 },
      by_target: { 'table Orders': 2, 'table Odd ü name': 2, 'table Bad': 1, tables: 1, views: 1, login: 1 },
      budget: { period: 'day', used: 8, kept: false },
    });
    expect(raw?.seen.length).toBe(7); // five for the records, two for the names that explain the refusal
    expect(json.note).toContain('No budget is set');
  });

  it('needs no account', async () => {
    const stdio = await connectStdio();
    const { json } = await stdio.call('caspio_usage_get');
    expect(json.result).toMatchObject({ requests: 0, budget: { used: 0 } });
    await stdio.close();
  });
});

describe('a call budget', () => {
  it('refuses the next call before it is sent, as an error like others', async () => {
    const { server } = await against(() => records, 3);
    await list(server, 'A');
    await list(server, 'A');
    const { isError, text } = await list(server, 'A');
    expect(isError).toBe(true);
    expect(text).toBe(
      [
        'Error (account): The budget of 3 Caspio calls is used up; this request was not sent.',
        'Next: Stop, or ask the operator of this server to raise --call-budget.',
      ].join('\n'),
    );
    expect(raw?.seen).toHaveLength(2);
    expect((await server.call('caspio_usage_get')).json.result).toMatchObject({
      requests: 3,
      budget: { limit: 3, left: 0, used: 3 },
    });
  });

  it('is not touched by what nobody can have received', async () => {
    const closed = await witness('127.0.0.1');
    await closed.close();
    server = await connect({ origin: `http://127.0.0.1:${closed.port}`, budget: memoryBudget(3) });
    for (let time = 0; time < 3; time += 1) expect((await list(server, 'A')).text).toContain('ECONNREFUSED');
    expect((await server.call('caspio_usage_get')).json.result).toMatchObject({
      requests: 0,
      by_outcome: { 'not sent': 12 },
      by_tool: {},
      budget: { used: 0, left: 3 },
    });
  });

  it('counts every try, and stops repeated ones too', async () => {
    const { server } = await against(() => ({ status: 503 }), 3);
    expect((await list(server, 'A')).text).toContain(
      'The budget of 3 Caspio calls is used up; this request was not sent.',
    );
    expect(raw?.seen).toHaveLength(2);
  });

  it('is kept across restarts, for all processes that share a --data-dir', async () => {
    const args = ['--sandbox', '--call-budget', '3/day', '--data-dir', folder];
    const first = await connectStdio({ args });
    await list(first, 'Customers');
    await first.close();
    const second = await connectStdio({ args });
    expect((await list(second, 'Customers')).isError).toBe(true); // its own login took the third
    const { json } = await second.call('caspio_usage_get');
    expect(json.result).toMatchObject({ requests: 1, budget: { limit: 3, left: 0, kept: true } });
    await second.close();
    const [file = ''] = readdirSync(join(folder, 'usage', 'sandbox'));
    expect(statSync(join(folder, 'usage', 'sandbox', file)).size).toBe(3);
  });

  it('does not crash the end of a connection when its folder is gone', async () => {
    const env = { CASPIO_INTEGRATION_URL: 'http://[::1]:9' };
    const stdio = await connectStdio({ args: ['--data-dir', folder], env });
    expect(readdirSync(join(folder, 'usage'))).toEqual(['___1__9']); // a name that Windows takes too
    rmSync(join(folder, 'usage'), { recursive: true });
    await stdio.close();
    expect(stdio.stderr()).not.toContain('crash');
  });

  it('says why a --data-dir cannot be used', async () => {
    writeFileSync(join(folder, 'usage'), '');
    const { code, stderr } = await run(['--data-dir', folder]);
    expect(code).toBe(2);
    expect(stderr).toMatch(/^caspio-mcp: --data-dir cannot be used: \w+: [^;]+\.$/m);
  });

  it('is told at the end of a connection, in one line', async () => {
    const stdio = await connectStdio({ args: ['--sandbox'] });
    await list(stdio, 'Customers');
    await stdio.close();
    const lines = stdio
      .stderr()
      .split('\n')
      .filter((line) => line.includes('"msg":"usage"'));
    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ requests: 2, logins: 1, byTarget: { login: 1 } });
  });
});

describe('periods', () => {
  const at = (iso: string) => Date.parse(iso);

  it('are cut by the clock of the account', () => {
    const calendar = createCalendar('America/New_York');
    expect(calendar.hour(at('2026-11-22T03:30:00Z'))).toBe('2026-11-21T22');
    expect(calendar.secondsLeft(at('2026-11-22T03:30:00Z'), 'day')).toBe(5_400);
    expect(calendar.secondsLeft(at('2026-11-22T03:30:00Z'), 'hour')).toBe(1_800);
    const half = createCalendar('Asia/Kolkata');
    expect(half.hour(at('2026-11-22T03:30:00Z'))).toBe('2026-11-22T09');
    expect(half.secondsLeft(at('2026-11-22T03:30:00Z'), 'hour')).toBe(3_600);
  });

  it.each(['memory', 'files'])('begin anew, counted in %s', async (where) => {
    const counter = where === 'memory' ? createMemoryCounter() : createFileCounter(folder);
    let now = at('2026-11-21T22:59:59Z');
    const of = (period: 'hour' | 'day' | 'total') =>
      createBudget({ limit: 2, period }, counter, createCalendar('UTC'), { now: () => now });
    const [hour, day, total] = [of('hour'), of('day'), of('total')];
    await hour.spend();
    await hour.spend();
    await expect(hour.spend()).rejects.toThrow('2 Caspio calls per hour');
    await expect(day.spend()).rejects.toThrow('2 Caspio calls per day');
    expect(await hour.state()).toMatchObject({ left: 0, renews_in_seconds: 1 });
    now = at('2026-11-21T23:00:00Z');
    expect(await hour.state()).toMatchObject({ left: 2, used: 0 });
    expect(await day.state()).toMatchObject({ left: 0, renews_in_seconds: 3_600 });
    now = at('2026-11-22T00:00:00Z');
    expect(await day.state()).toMatchObject({ left: 2 });
    expect(await total.state()).toMatchObject({ left: 0, used: 2 });
    expect(await total.state()).not.toHaveProperty('renews_in_seconds');
  });

  it('never let two processes send more than the limit', async () => {
    const budget = () =>
      createBudget({ limit: 50, period: 'day' }, createFileCounter(folder), createCalendar('UTC'));
    const processes = [budget(), budget(), budget()];
    let sent = 0;
    for (let turn = 0; turn < 100; turn += 1) {
      try {
        await processes[turn % 3]?.spend();
        sent += 1;
      } catch {
        // refused
      }
    }
    expect(sent).toBe(50);
    for (const process of processes) expect((await process.state()).left).toBe(0);
  });

  it('count their own files only, and later hours too', async () => {
    writeFileSync(join(folder, '.DS_Store'), 'x'.repeat(6_148));
    const inZone = (zone: string) =>
      createBudget({ limit: 5, period: 'total' }, createFileCounter(folder), createCalendar(zone));
    await inZone('Asia/Tokyo').spend();
    expect(await inZone('America/New_York').state()).toMatchObject({ used: 1, left: 4 });
  });

  it('give back what was not sent, in files too', async () => {
    const budget = createBudget(
      { limit: 1, period: 'day' },
      createFileCounter(folder),
      createCalendar('UTC'),
    );
    (await budget.spend())();
    expect(await budget.state()).toMatchObject({ used: 0, left: 1 });
    await budget.spend();
    await expect(budget.spend()).rejects.toThrow('used up');
    expect(await budget.state()).toMatchObject({ used: 1, left: 0 });
  });

  it.each(['memory', 'files'])('let the last of several at once be sent, counted in %s', async (where) => {
    const counter = where === 'memory' ? createMemoryCounter() : createFileCounter(folder);
    const budget = createBudget({ limit: 7, period: 'day' }, counter, createCalendar('UTC'));
    const all = await Promise.allSettled(Array.from({ length: 20 }, () => budget.spend()));
    expect(all.filter(({ status }) => status === 'fulfilled')).toHaveLength(7);
  });

  it('that have no limit stop nobody, counted or not', async () => {
    const counter = createFileCounter(join(folder, 'gone'));
    rmSync(join(folder, 'gone'), { recursive: true });
    const budget = createBudget(undefined, counter, createCalendar('UTC'));
    raw = await rawServer(() => records);
    server = await connect({ origin: raw.origin, budget });
    expect((await list(server, 'A')).isError).toBe(false);
  });

  it('that cannot be counted stop what would be sent', async () => {
    const counter = createFileCounter(join(folder, 'gone'));
    rmSync(join(folder, 'gone'), { recursive: true });
    raw = await rawServer(() => records);
    const budget = createBudget({ limit: 50, period: 'day' }, counter, createCalendar('UTC'));
    server = await connect({ origin: raw.origin, budget });
    expect((await list(server, 'A')).text).toContain('--data-dir');
    expect(raw.logins() + raw.seen.length).toBe(0);
  });
});
