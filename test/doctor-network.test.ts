import { mkdtemp, rm } from 'node:fs/promises';
import { createServer as createProxy } from 'node:http';
import { createServer } from 'node:https';
import { type AddressInfo, createServer as createListener, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { proxyFor } from '../src/doctor/proxy.js';
import { selfSigned } from './support/certificate.js';
import { account, all, examined, NETWORK, quiet, TOOLSETS } from './support/doctor.js';
import { rawServer } from './support/raw.js';

describe('the doctor and the network', () => {
  let folder: string;
  let certificate: Awaited<ReturnType<typeof selfSigned>>;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'caspio-test-'));
    certificate = await selfSigned(folder);
  });
  afterAll(() => rm(folder, { recursive: true }));

  async function listening<T extends Server>(server: T): Promise<number> {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return (server.address() as AddressInfo).port;
  }

  it('says that a name is not found', async () => {
    const found = await examined(['--allow-host', 'nowhere.invalid'], account('https://nowhere.invalid'));
    expect(found.code).toBe(1);
    expect(found.state).toMatchObject({
      settings: 'ok',
      DNS: 'failed',
      ...all(['TLS', 'clock', 'login', ...TOOLSETS], 'not checked'),
    });
    expect(found.detail.DNS).toContain('nowhere.invalid');
    expect(found.caspio_calls).toBe(0);
  });

  it('says that nobody answers', async () => {
    const gone = createListener();
    const port = await listening(gone);
    await new Promise((resolve) => gone.close(resolve));
    const found = await examined([], account(`https://127.0.0.1:${port}`));
    expect(found.state).toMatchObject({ DNS: 'not needed', TLS: 'failed', login: 'not checked' });
    expect(found.detail.TLS).toContain('ECONNREFUSED');
  });

  it('does not wait for ever', async () => {
    const held = new Set<Socket>();
    const silent = createListener((socket) => held.add(socket.on('error', () => {})));
    const found = await examined([], account(`https://127.0.0.1:${await listening(silent)}`));
    for (const socket of held) socket.destroy();
    silent.close();
    expect(found.code).toBe(1);
    expect(found.detail.TLS).toBe('No answer within 10 s.');
  });

  it('tells certificates that are trusted from others', async () => {
    const server = createServer(certificate, ({ url }, response) => {
      const token = { access_token: 'token', expires_in: 86_399 };
      response.end(JSON.stringify(url === '/oauth/token' ? token : { Result: [] }));
    });
    const env = account(`https://127.0.0.1:${await listening(server)}`);
    const strange = await examined([], env);
    expect(strange.code).toBe(1);
    expect(strange.state).toMatchObject({ TLS: 'failed', clock: 'not checked', login: 'not checked' });
    expect(strange.detail.TLS).toContain('DEPTH_ZERO_SELF_SIGNED_CERT');
    expect(strange.what_to_do).toMatchObject([{ next: expect.stringContaining('NODE_EXTRA_CA_CERTS') }]);

    const trusted = await examined([], { ...env, NODE_EXTRA_CA_CERTS: certificate.file });
    server.close();
    expect(trusted.code).toBe(0);
    expect(trusted.state).toMatchObject({ TLS: 'ok', clock: 'ok', login: 'ok', tasks: 'ok' });
    expect(trusted.detail.TLS).toMatch(/^certificate trusted, valid until \d{4}-\d\d-\d\d, issued by test$/);
    expect(trusted.detail).toMatchObject({ tables: 'no tables', records: 'the profile sees no tables' });
  });

  it.each([
    [-3_600_000, 'this machine is 60 min ahead'],
    [3_600_000, 'this machine is 60 min behind'],
  ])('warns of a clock that is %i ms off', async (ms, words) => {
    const raw = await rawServer((request, response) => {
      response.setHeader('date', new Date(Date.now() + ms).toUTCString());
      return quiet(request, response);
    });
    const found = await examined(['--toolsets', 'tasks'], account(raw.origin));
    await raw.close();
    expect(found.code).toBe(0);
    expect(found.state).toMatchObject({ clock: 'warning', login: 'ok', tasks: 'ok' });
    expect(found.detail.clock).toBe(words);
    expect(found.what_to_do).toMatchObject([{ steps: ['clock'] }]);
  });

  it('leaves the way to a proxy, and does not show its password', async () => {
    const asked: string[] = [];
    const proxy = createProxy().on('connect', ({ url }, socket) => {
      asked.push(String(url));
      socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
    });
    const HTTPS_PROXY = `http://user:planted@127.0.0.1:${await listening(proxy)}`;
    const found = await examined([], { ...account('https://c0abc123.caspio.com'), HTTPS_PROXY });
    proxy.close();
    expect(found.code).toBe(1);
    expect(found.state).toMatchObject({ ...all(NETWORK, 'not checked'), login: 'failed' });
    expect(found.detail.DNS).toMatch(/^requests go through the proxy 127\.0\.0\.1:\d+$/);
    expect(asked).toContain('c0abc123.caspio.com:443');
    expect(found.stdout + found.stderr).not.toContain('planted');
  });

  it.each([
    [{ HTTPS_PROXY: 'http://p:1' }, 'p:1'],
    [{ HTTP_PROXY: 'http://p:1' }, 'p:1'],
    [{ HTTPS_PROXY: 'http://p:1', https_proxy: 'http://q:2' }, 'q:2'],
    [{ HTTPS_PROXY: '' }, undefined],
    [{ HTTPS_PROXY: 'http://p:1', NO_PROXY: '*' }, undefined],
    [{ HTTPS_PROXY: 'http://p:1', NO_PROXY: 'other.com, .caspio.com' }, undefined],
    [{ HTTPS_PROXY: 'http://p:1', NO_PROXY: 'C0abc123.caspio.com:443' }, undefined],
    [{ HTTPS_PROXY: 'http://p:1', NO_PROXY: 'caspio.com:8443,spio.com' }, 'p:1'],
  ])('knows of %j that the proxy is %s', (env, proxy) => {
    expect(proxyFor(new URL('https://c0abc123.caspio.com'), env)).toBe(proxy);
  });
});
