import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { connectStdio } from './support/connect.js';
import { rawServer } from './support/raw.js';
import { PLANTED } from './support/secrets.js';

/** A proxy that lets nobody through and remembers who asked for what. */
describe('a proxy', () => {
  let proxy: Server;
  let asked: string[];
  beforeEach(async () => {
    asked = [];
    proxy = createServer((request, response) => {
      asked.push(`${request.method} ${request.url}`);
      response.writeHead(502).end();
    }).on('connect', (request, socket) => {
      asked.push(`CONNECT ${request.url}`);
      socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
    });
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  });
  afterEach(() => {
    proxy.closeAllConnections();
    proxy.close();
  });

  async function listTables(env: Record<string, string>) {
    const { port } = proxy.address() as AddressInfo;
    const url = `http://127.0.0.1:${port}`;
    const credentials = { CASPIO_CLIENT_ID: 'id', CASPIO_CLIENT_SECRET: PLANTED.clientSecret };
    const server = await connectStdio({ env: { HTTPS_PROXY: url, HTTP_PROXY: url, ...credentials, ...env } });
    const outcome = await server.call('list_all_caspio_tables');
    await server.close();
    return outcome;
  }

  it('is asked for the host of the account', async () => {
    const { isError, text } = await listTables({ CASPIO_INTEGRATION_URL: 'https://c0abc123.caspio.com' });
    expect(asked).toContain('CONNECT c0abc123.caspio.com:443');
    expect(isError).toBe(true);
    expect(text).toContain('c0abc123.caspio.com');
  });

  it('is passed by for hosts in NO_PROXY', async () => {
    await listTables({
      CASPIO_INTEGRATION_URL: 'https://c0abc123.caspio.com',
      NO_PROXY: 'caspio.com,.caspio.com',
    });
    expect(asked).toEqual([]);
  });

  it('that has no address is told as a setting, without what it holds', async () => {
    const { text } = await listTables({
      CASPIO_INTEGRATION_URL: 'https://c0abc123.caspio.com',
      HTTPS_PROXY: `http://user:${PLANTED.password}@proxy:port`,
    });
    expect(text).toContain('Error (account): HTTPS_PROXY or HTTP_PROXY is no URL');
    expect(text).not.toContain(PLANTED.password);
  });

  it('is never asked for this machine', async () => {
    const raw = await rawServer(() => ({ json: { Result: ['A'] } }));
    const { json } = await listTables({ CASPIO_INTEGRATION_URL: raw.origin });
    await raw.close();
    expect(json).toEqual({ result: ['A'] });
    expect(asked).toEqual([]);
  });
});
