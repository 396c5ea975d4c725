import { type AddressInfo, createServer } from 'node:net';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { startSandbox } from '../../src/sandbox/index.js';
import { login, type Row, useSandbox } from './support.js';
import { HOOKS, INSERT, useDeliveries } from './webhook-support.js';

const caspio = useSandbox();
const { ending, receiver, webhook, counts, becomes, addLead } = useDeliveries(caspio);

afterEach(() => {
  vi.useRealTimers();
});

describe('delivery', () => {
  test('goes to every URL, and counts each', async () => {
    const [one, two] = [await receiver(), await receiver()];
    const OutgoingUrls = [one.url, two.url.replace('127.0.0.1', 'localhost')];
    const hook = await webhook('', INSERT, { OutgoingUrls });
    await addLead();
    const [[first], [second]] = [await one.received(1), await two.received(1)];
    expect(first?.text).toBe(second?.text);
    await becomes(hook.address, [1, 2, 0]);
  });

  test('is tried again until it is taken', async () => {
    const listener = await receiver((response, number) => {
      response.statusCode = number === 1 ? 500 : 204;
      response.end();
    });
    const hook = await webhook(listener.url, INSERT);
    await addLead();
    const [first, second] = await listener.received(2);
    expect(second?.text).toBe(first?.text);
    await becomes(hook.address, [1, 2, 1]);
  });

  test('is given up after three attempts, and does not follow redirects', async () => {
    const listener = await receiver((response) => {
      response.writeHead(307, { location: '/elsewhere' }).end();
    });
    const hook = await webhook(listener.url, INSERT);
    await addLead();
    await becomes(hook.address, [1, 3, 3]);
    expect(listener.deliveries.map(({ url }) => url)).toEqual(['/', '/', '/']);
  });

  test('ends without an answer after a while', async () => {
    const listener = await receiver((response, number) => {
      if (number > 1) response.end();
    });
    const hook = await webhook(listener.url, INSERT);
    await addLead();
    await becomes(hook.address, [1, 2, 1]);
  });

  test('never contacts another host', async () => {
    let connections = 0;
    const server = createServer((socket) => {
      connections += 1;
      socket.destroy();
    });
    await new Promise<void>((resolve) => {
      server.listen(0, '0.0.0.0', resolve);
    });
    ending.push(() => server.close());
    const { port } = server.address() as AddressInfo; // a listening TCP server always has one
    // This address leads here, but is not one of loopback.
    const hook = await webhook(`https://0.0.0.0:${port}/`, INSERT);
    await addLead();
    await becomes(hook.address, [1, 1, 1]);
    expect(connections).toBe(0);
  });

  test('does not happen for a message above 10 MB', async () => {
    const texts = ['A', 'B', 'C'];
    const Fields = texts.map((Name) => ({ Name, Type: 'TEXT' }));
    await caspio.call('POST', '/tables', {}, { Name: 'Long_Texts', Fields });
    const records = '/tables/Long_Texts/records';
    await Promise.all(Array.from({ length: 60 }, () => caspio.call('POST', records, {}, { A: 'a' })));
    const listener = await receiver();
    const hook = await webhook(listener.url, { EventType: 'table.recordUpdate', ObjectName: 'Long_Texts' });
    const put = (where: string) => {
      const values = Object.fromEntries(texts.map((name) => [name, where.padEnd(64_000, 'x')]));
      return caspio.call('PUT', records, { 'q.where': where }, values);
    };
    await put('PK_ID > 0');
    await becomes(hook.address, [1, 1, 1]);
    await put('PK_ID <= 50');
    await becomes(hook.address, [2, 2, 1]);
    expect((await listener.received(1)).map(({ body }) => body.data.length)).toEqual([50]);
  });

  test('keeps to the throttle, and brings the rest later', async () => {
    const listener = await receiver();
    const hook = await webhook(listener.url, INSERT, { CallThrottling: 2 });
    await Promise.all(Array.from({ length: 12 }, () => addLead()));
    await listener.received(1);
    const [messages, calls] = await counts(hook.address);
    expect(messages).toBe(12);
    expect(calls).toBeLessThan(12);
    await listener.received(3);
  });

  test('is counted for 30 days', async () => {
    const listener = await receiver();
    const hook = await webhook(listener.url, INSERT);
    const address = `${hook.address}/events/${hook.eventId}`;
    const now = Date.now();
    vi.useFakeTimers({ toFake: ['Date'], now });
    for (const [index, days] of [31, 29].entries()) {
      vi.setSystemTime(now - days * 86_400_000);
      await addLead();
      await listener.received(index + 1);
    }
    await becomes(address, [2, 2, 0]);
    vi.setSystemTime(now);
    expect([await counts(hook.address), await counts(address)]).toEqual([
      [1, 1, 0],
      [1, 1, 0],
    ]);
  });

  test('stops with its webhook', async () => {
    const listener = await receiver();
    const hook = await webhook(listener.url, INSERT, { CallThrottling: 1 });
    const last = await webhook(`${listener.url}/last`, INSERT, { CallThrottling: 1 });
    await Promise.all([addLead(), addLead(), addLead()]);
    await caspio.call('DELETE', hook.address);
    await becomes(last.address, [3, 3, 0]);
    expect(listener.deliveries.filter(({ url }) => url === '/').length).toBeLessThan(3);
  });

  test('ends at once when the sandbox closes', async () => {
    const ended: Promise<unknown>[] = [];
    const listener = await receiver((response) => {
      ended.push(new Promise((resolve) => response.on('close', resolve)));
    });
    const sandbox = await startSandbox({ seed: 'empty' });
    const api = `${sandbox.url}/integrations/rest/v3`;
    const authorization = await login(sandbox.url);
    const post = async (path: string, body: Row): Promise<Row> => {
      const headers = { authorization, 'content-type': 'application/json' };
      const reply = await fetch(api + path, { method: 'POST', headers, body: JSON.stringify(body) });
      const text = await reply.text();
      return text === '' ? {} : JSON.parse(text);
    };
    await post('/tables', { Name: 'Leads', Fields: [{ Name: 'Email', Type: 'STRING' }] });
    const { Id } = await post(HOOKS, { Name: 'x', OutgoingUrls: [listener.url], CallThrottling: 1 });
    await post(`${HOOKS}/${Id}/events`, { EventType: 'table.recordInsert', ObjectName: 'Leads' });
    await post('/tables/Leads/records', { Email: 'a' });
    await post('/tables/Leads/records', { Email: 'b' });
    await listener.received(1);
    await sandbox.close();
    await Promise.all(ended);
    expect(listener.deliveries).toHaveLength(1);
  });
});
