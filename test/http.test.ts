import { once } from 'node:events';
import { request as httpRequest } from 'node:http';
import { connect as connectSocket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createLog } from '../src/log.js';
import { serveOverHttp } from '../src/transport/http/index.js';
import { connectHttp, serverOverHttp } from './support/http.js';
import { rawServer } from './support/raw.js';
import { run } from './support/run.js';
import { PLANTED } from './support/secrets.js';

type Running = Awaited<ReturnType<typeof serverOverHttp>>;

const JSON_TYPE = { 'content-type': 'application/json', accept: 'application/json, text/event-stream' };
const BEARER = { authorization: `Bearer ${PLANTED.mcpToken}` };
const LIST = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list', params: {} });

/** What comes back for words that no well-behaved client would send, on a connection of their own. */
async function exchange(url: string, words: string): Promise<string> {
  const { hostname, port } = new URL(url);
  const socket = connectSocket(Number(port), hostname);
  socket.on('error', () => {}).write(words);
  let text = '';
  for await (const chunk of socket) text += chunk;
  return text;
}

/** A request as a program sends it, whose Host can be anything. */
async function send(
  url: string,
  path: string,
  headers: Record<string, string>,
  method = 'POST',
  body = LIST,
) {
  const { hostname, port } = new URL(url);
  const request = httpRequest({ hostname, port, path, method, headers }).end(
    method === 'POST' ? body : undefined,
  );
  const [response] = (await once(request, 'response')) as [import('node:http').IncomingMessage];
  let text = '';
  for await (const chunk of response) text += chunk;
  return { status: response.statusCode, headers: response.headers, text };
}

describe('the server over HTTP', () => {
  let server: Running;
  beforeAll(async () => {
    const args = [
      '--sandbox',
      '--allowed-hosts',
      'mcp.example.com',
      '--allowed-origins',
      'https://tools.example.com',
    ];
    server = await serverOverHttp({ args });
  });
  afterAll(() => server.close());
  const call = (headers: Record<string, string> = {}, path = '/mcp') =>
    send(server.url, path, { ...JSON_TYPE, ...BEARER, ...headers });

  it('lists the tools for whoever bears the token', async () => {
    const { status, text } = await call();
    expect(status).toBe(200);
    expect(text).toContain('list_all_caspio_tables');
  });

  it.each<[string, Record<string, string>]>([
    ['no token', { authorization: '' }],
    ['another', { authorization: `Bearer ${PLANTED.mcpToken}x` }],
    ['a part', { authorization: `Bearer ${PLANTED.mcpToken.slice(0, -1)}` }],
    ['another scheme', { authorization: `Basic ${PLANTED.mcpToken}` }],
    ['an odd one', { authorization: 'Bearer ü' }],
  ])('refuses %s, and says what is wanted', async (_, headers) => {
    const { status, headers: answer, text } = await call(headers);
    expect(status).toBe(401);
    expect(answer['www-authenticate']).toBe('Bearer realm="caspio-mcp"');
    expect(text).not.toContain('list_all');
  });

  it.each([
    'evil.example',
    'evil.example:80',
    'mcp.example.com.evil.example',
    'localhost.evil.example',
    'evil.example@127.0.0.1',
    'localhost:99999',
    '[::1%25evil.example]',
  ])('is not called %j, as a rebound page would', async (host) => {
    expect((await call({ host })).status).toBe(403);
  });

  it.each([
    [403, 'names', 'Host: localhost\r\nHost: evil.example\r\n'],
    [
      401,
      'tokens',
      `Host: localhost\r\nAuthorization: ${BEARER.authorization}\r\nAuthorization: Bearer x\r\n`,
    ],
  ])('answers %i to a request with two %s', async (status, _, head) => {
    const answer = await exchange(server.url, `POST /mcp HTTP/1.1\r\n${head}Connection: close\r\n\r\n`);
    expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
  });

  it('takes no token from the path', async () => {
    const { status } = await call({ authorization: '' }, `/mcp/${PLANTED.mcpToken}`);
    expect(status).toBe(404);
    expect(server.stderr()).not.toContain(PLANTED.mcpToken);
  });

  it.each([
    'mcp.example.com',
    'MCP.example.com:8443',
    'localhost:3000',
    '127.0.0.1',
    '[::1]:3000',
    '10.1.2.3',
  ])('is called %s', async (host) => {
    expect((await call({ host })).status).toBe(200);
  });

  it.each([
    'https://evil.example',
    'http://tools.example.com',
    'https://tools.example.com.evil.example',
    'null',
  ])('takes nothing from pages of %s', async (origin) => {
    const { status, headers } = await call({ origin });
    expect(status).toBe(403);
    expect(headers).not.toHaveProperty('access-control-allow-origin');
  });

  it.each([
    ['127.0.0.1:3000', 'http://127.0.0.1:3000', 200],
    ['mcp.example.com', 'https://mcp.example.com', 200],
    ['127.0.0.1:3000', 'http://127.0.0.1:8080', 403],
    ['evil.example', 'http://evil.example', 403],
  ])('called as %s, answers pages of %s with %i: its own only', async (host, origin, status) => {
    expect((await call({ host, origin })).status).toBe(status);
  });

  it('takes calls from the pages that the operator named, preflight included', async () => {
    const origin = 'https://tools.example.com';
    const asked = { origin, 'access-control-request-headers': 'authorization,mcp-protocol-version' };
    const preflight = await send(server.url, '/mcp', asked, 'OPTIONS');
    expect(preflight.status).toBe(204);
    expect(preflight.headers).toMatchObject({
      'access-control-allow-origin': origin,
      'access-control-allow-headers': 'authorization,mcp-protocol-version',
      vary: 'Origin',
    });
    const { status, headers } = await call({ origin });
    expect(status).toBe(200);
    expect(headers['access-control-allow-origin']).toBe(origin);
  });

  it.each<[number, string, Record<string, string>, string, string]>([
    [415, 'text', { 'content-type': 'text/plain' }, 'POST', LIST],
    [413, 'too much', {}, 'POST', `"${'x'.repeat(4 * 1024 * 1024)}"`],
    [400, 'no JSON', {}, 'POST', '{'],
    [405, 'no method of the protocol', {}, 'PATCH', ''],
    [405, 'a method that fetch does not know', {}, 'TRACE', ''],
  ])('answers %i to %s', async (wanted, _, headers, method, body) => {
    const all = { ...JSON_TYPE, ...BEARER, ...headers };
    expect((await send(server.url, '/mcp', all, method, body)).status).toBe(wanted);
  });

  it.each([
    '/',
    '/mcp/../metrics2',
    '/mcpx',
    '//mcp',
    '/%6dcp%2f..',
    '//',
    'http://[',
    'http://localhost/mcp',
  ])('has nothing at %s', async (path) => {
    expect((await call({}, path)).status).toBe(404);
  });

  it.each(['/health', '/ready', '/mcp', '/'])(
    'lets nobody keep or guess at what %s answers',
    async (path) => {
      expect((await send(server.url, path, {}, 'GET')).headers).toMatchObject({
        'cache-control': 'no-store',
        'x-content-type-options': 'nosniff',
      });
    },
  );

  it('refuses a head that is too long', async () => {
    expect((await call({ 'x-long': 'x'.repeat(20_000) })).status).toBe(431);
  });

  it('survives what is no HTTP, and clients that hang up', async () => {
    const { hostname, port } = new URL(server.url);
    for (const words of ['\0\0\0', 'POST /mcp HTTP/1.1\r\nhost: localhost\r\ncontent-length: 99\r\n\r\n{']) {
      const socket = connectSocket(Number(port), hostname);
      await once(socket, 'connect');
      socket.on('error', () => {}).end(words);
      socket.destroySoon();
      await once(socket, 'close');
    }
    expect((await call()).status).toBe(200);
  });

  it('is up without a token, and ready when Caspio can be reached', async () => {
    expect(await send(server.url, '/health', {}, 'GET')).toMatchObject({
      status: 200,
      text: '{"status":"up"}',
    });
    expect(await send(server.url, '/ready', {}, 'GET')).toMatchObject({
      status: 200,
      text: '{"status":"ready"}',
    });
  });

  it('counts for Prometheus, for those who bear the token', async () => {
    const client = await connectHttp(server.url);
    await client.call('list_all_caspio_tables');
    await client.close();
    expect((await send(server.url, '/metrics', {}, 'GET')).status).toBe(401);
    const { text } = await send(server.url, '/metrics', BEARER, 'GET');
    expect(text).toMatch(/caspio_mcp_calls_total\{tool="list_all_caspio_tables",outcome="ok"\} [1-9]/);
    expect(text).toMatch(/caspio_mcp_requests_total\{outcome="ok"\} [1-9]/);
    expect(text).toMatch(/caspio_mcp_call_seconds_count\{tool="list_all_caspio_tables"\} [1-9]/);
  });

  it('shares one login between all requests', async () => {
    const client = await connectHttp(server.url);
    await client.call('list_all_caspio_tables');
    const { json } = await client.call('caspio_usage_get');
    await client.close();
    expect(json.result).toMatchObject({ logins: 1 });
  });

  it('fetches nothing from the web, unless the operator lets it', async () => {
    const client = await connectHttp(server.url);
    const { text } = await client.call('create_a_caspio_file', {
      Files: [{ url: 'https://example.com/a.txt' }],
    });
    await client.close();
    expect(text).toContain('Files.url: is switched off on this server');
  });
});

describe('a server over HTTP', () => {
  it('refuses to be open to others without a token', async () => {
    const { code, stderr } = await run(['http', '--sandbox', '--host', '0.0.0.0']);
    expect(code).toBe(2);
    expect(stderr).toContain('CASPIO_MCP_TOKEN');
  });

  it('on loopback needs no token', async () => {
    const server = await serverOverHttp({ args: ['--sandbox'], env: {} });
    expect((await send(server.url, '/mcp', JSON_TYPE)).status).toBe(200);
    expect(await server.close()).toBe(0);
  });

  it('is not ready while Caspio cannot be reached, and says why in its log', async () => {
    const raw = await rawServer(() => ({}));
    await raw.close();
    const env = {
      CASPIO_INTEGRATION_URL: raw.origin,
      CASPIO_CLIENT_ID: 'id',
      CASPIO_CLIENT_SECRET: PLANTED.clientSecret,
    };
    const server = await serverOverHttp({ env });
    const { status, text } = await send(server.url, '/ready', {}, 'GET');
    expect({ status, text }).toEqual({ status: 503, text: '{"status":"not ready"}' });
    await expect.poll(server.stderr).toContain('ECONNREFUSED');
    expect((await send(server.url, '/health', {}, 'GET')).status).toBe(200);
    await server.close();
  });

  it('asked to end takes nothing new, answers what is under way, and ends with 0', async () => {
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    let asked = () => {};
    const came = new Promise<void>((resolve) => {
      asked = resolve;
    });
    const raw = await rawServer(async () => {
      asked();
      await held;
      return { json: { Result: ['A'] } };
    });
    const env = {
      CASPIO_MCP_TOKEN: PLANTED.mcpToken,
      CASPIO_INTEGRATION_URL: raw.origin,
      CASPIO_CLIENT_ID: 'id',
      CASPIO_CLIENT_SECRET: PLANTED.clientSecret,
    };
    const server = await serverOverHttp({ env });
    const client = await connectHttp(server.url);
    const call = client.call('list_all_caspio_tables');
    await came;
    const ended = server.close();
    await expect
      .poll(
        () =>
          send(server.url, '/health', {}, 'GET').then(
            () => 'up',
            () => 'gone',
          ),
        { timeout: 8_000 },
      )
      .toBe('gone');
    void server.close(); // asked twice
    release();
    expect((await call).json).toEqual({ result: ['A'] });
    expect(await ended).toBe(0);
    await raw.close();
  }, 7_000); // less than connections that are only kept alive would be waited for

  it('gives up the calls of clients that hang up', async () => {
    const calls = 30;
    let came = 0;
    let left = 0;
    const raw = await rawServer((_, response) => {
      came++;
      response.once('close', () => left++);
      return new Promise(() => {});
    });
    const env = {
      CASPIO_MCP_TOKEN: PLANTED.mcpToken,
      CASPIO_INTEGRATION_URL: raw.origin,
      CASPIO_CLIENT_ID: 'id',
      CASPIO_CLIENT_SECRET: PLANTED.clientSecret,
    };
    const server = await serverOverHttp({ env });
    const { hostname, port } = new URL(server.url);
    const params = { name: 'list_all_caspio_tables', arguments: {} };
    const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params });
    const requests = Array.from({ length: calls }, () =>
      httpRequest({ hostname, port, path: '/mcp', method: 'POST', headers: { ...JSON_TYPE, ...BEARER } })
        .on('error', () => {})
        .end(body),
    );
    await expect.poll(() => came, { timeout: 10_000 }).toBe(calls);
    for (const request of requests) request.destroy();
    await expect.poll(() => left, { timeout: 10_000 }).toBe(calls);
    await server.close();
    await raw.close();
  });

  it('serves metrics on a port of their own to whoever can reach it, and then only there', async () => {
    const server = await serverOverHttp({ args: ['--sandbox', '--metrics-port', '0'] });
    expect((await send(server.url, '/metrics', BEARER, 'GET')).status).toBe(404);
    const metrics = /Metrics are at (http:\S+)/.exec(server.stderr())?.[1] ?? '';
    expect((await send(metrics, '/', {}, 'GET')).text).toContain('caspio_mcp_calls_total');
    expect((await send(metrics, '/', { host: 'evil.example' }, 'GET')).status).toBe(403);
    await server.close();
  });

  it('believes a proxy only where told to', async () => {
    const forwarded = { ...JSON_TYPE, ...BEARER, host: 'localhost', 'x-forwarded-host': 'evil.example' };
    const trusting = await serverOverHttp({ args: ['--sandbox', '--trust-proxy'] });
    expect((await send(trusting.url, '/mcp', forwarded)).status).toBe(403);
    await trusting.close();
    const wary = await serverOverHttp({ args: ['--sandbox'] });
    expect((await send(wary.url, '/mcp', forwarded)).status).toBe(200);
    await wary.close();
  });
});

describe('the listener', () => {
  const parts = {
    host: '127.0.0.1',
    port: 0,
    admit: async () => ({ status: 401, message: 'Nobody.' }) as const,
    allowedHosts: [],
    allowedOrigins: [],
    trustProxy: false,
    notReady: async () => undefined,
    metrics: async () => ({ type: 'text/plain', text: '' }),
    log: createLog('silent'),
  };

  it('answers 500 when something of ours breaks, and goes on', async () => {
    const listening = await serveOverHttp({ ...parts, notReady: () => Promise.reject(new Error('broken')) });
    expect((await send(listening.url, '/ready', {}, 'GET')).status).toBe(500);
    expect((await send(listening.url, '/health', {}, 'GET')).status).toBe(200);
    await listening.close();
  });

  it('leaves nothing behind when a port is taken', async () => {
    const found = await serveOverHttp(parts);
    const port = Number(new URL(found.url).port);
    await found.close();
    await expect(serveOverHttp({ ...parts, port, metricsPort: port })).rejects.toThrow('EADDRINUSE');
    await (await serveOverHttp({ ...parts, port })).close();
  });

  it('hangs up on heads that never end', async () => {
    const listening = await serveOverHttp(parts);
    expect(await exchange(listening.url, 'POST /mcp HTTP/1.1\r\nHost: local')).toContain('408');
    await listening.close();
  }, 20_000); // Node alone would look after 30 s only
});
