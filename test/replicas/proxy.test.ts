import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { witness } from '../support/witness.js';
import { startProxy } from './proxy.js';

const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

async function target(handle: RequestListener): Promise<string> {
  const server = createServer(handle);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  ends.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function dead(): Promise<string> {
  const { port, close } = await witness('127.0.0.1');
  await close();
  return `http://127.0.0.1:${port}`;
}

async function proxy(...targets: readonly string[]) {
  const started = await startProxy(targets);
  ends.push(started.close);
  return started;
}

const named = (name: string) => target((_, answer) => answer.end(name));
const bodyOf = async (origin: string, init?: RequestInit) => (await fetch(origin, init)).text();

describe('the proxy before replicas', () => {
  it('goes round', async () => {
    const { origin } = await proxy(await named('a'), await named('b'));
    expect([await bodyOf(origin), await bodyOf(origin), await bodyOf(origin)]).toEqual(['a', 'b', 'a']);
  });

  it('gives the next target what the first can not have received, body and all', async () => {
    const echo = await target((request, answer) => request.pipe(answer));
    const { origin, passed } = await proxy(await dead(), echo);
    const init = { method: 'POST', body: 'x'.repeat(1_000_000) };
    expect(await bodyOf(origin, init)).toBe(init.body);
    expect(passed(echo)).toBe(1);
  });

  it('does not repeat what the first may have received', async () => {
    const breaking = await target((request) => request.socket.destroy());
    const other = await named('b');
    const { origin, passed } = await proxy(breaking, other);
    expect((await fetch(origin)).status).toBe(502);
    expect(passed(other)).toBe(0);
  });

  it('says so when there is nobody', async () => {
    const { origin } = await proxy(await dead(), await dead());
    expect((await fetch(origin)).status).toBe(502);
  });

  it('passes on what comes as it comes', async () => {
    const slow = await target((_, answer) => {
      answer.write('first');
      ends.push(() => answer.end());
    });
    const { origin } = await proxy(slow);
    const reader = (await fetch(origin)).body?.getReader();
    const { value } = (await reader?.read()) ?? {};
    expect(new TextDecoder().decode(value)).toBe('first');
    await reader?.cancel();
  });
});
