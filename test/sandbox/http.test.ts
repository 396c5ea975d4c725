import { request } from 'node:http';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { startSandbox } from '../../src/sandbox/index.js';
import { answer, login, useSandbox } from './support.js';

const caspio = useSandbox({ seed: 'empty' });

const TABLES = '/integrations/rest/v3/tables';

const token = (form: Record<string, string>, headers: Record<string, string> = {}) =>
  fetch(`${caspio.url}/oauth/token`, { method: 'POST', body: new URLSearchParams(form), headers });

const withHeaders = async (headers: Record<string, string>) =>
  answer(await fetch(caspio.url + TABLES, { headers }));

describe('token', () => {
  const client = { client_id: 'sandbox', client_secret: 'sandbox' };

  test('is given for credentials in the body or as Basic', async () => {
    const grant = { grant_type: 'client_credentials' };
    const basic = `Basic ${Buffer.from('sandbox:sandbox').toString('base64')}`;
    const answers = [await token({ ...grant, ...client }), await token(grant, { authorization: basic })];
    for (const response of answers) {
      expect(response.status).toBe(200);
      const body = (await response.json()) as Record<string, unknown>;
      expect(body).toEqual({
        access_token: expect.any(String),
        token_type: 'bearer',
        expires_in: 86_399,
        refresh_token: expect.any(String),
      });
      expect((await withHeaders({ authorization: `Bearer ${body.access_token}` })).status).toBe(200);
    }
  });

  test('is given for a refresh token', async () => {
    const first = await (await token({ grant_type: 'client_credentials', ...client })).json();
    const { refresh_token } = first as { refresh_token: string };
    expect((await token({ grant_type: 'refresh_token', refresh_token, ...client })).status).toBe(200);
    const wrong = await token({ grant_type: 'refresh_token', refresh_token: 'x', ...client });
    expect([wrong.status, await wrong.json()]).toEqual([400, { error: 'invalid_grant' }]);
  });

  test('is not given for a refresh token that a thousand others came after', async () => {
    const refresh = async (value: string) =>
      (await token({ grant_type: 'refresh_token', refresh_token: value, ...client })).status;
    const issue = async () => {
      const issued = await (await token({ grant_type: 'client_credentials', ...client })).json();
      return (issued as { refresh_token: string }).refresh_token;
    };
    const [oldest, next] = [await issue(), await issue()];
    for (let count = 2; count < 1000; count++) await issue();
    expect(await refresh(oldest)).toBe(200); // and it is the oldest of 1,001 now
    expect([await refresh(oldest), await refresh(next)]).toEqual([400, 200]);
  });

  test.each([
    ['invalid_client', { grant_type: 'client_credentials', client_id: 'sandbox', client_secret: 'wrong' }],
    ['invalid_client', { grant_type: 'client_credentials' }],
    ['unsupported_grant_type', { ...client, grant_type: 'password' }],
  ])('is refused with %s', async (error, form) => {
    const response = await token(form as Record<string, string>);
    expect([response.status, await response.json()]).toEqual([400, { error }]);
  });

  test('takes forms and POST only', async () => {
    const json = await fetch(`${caspio.url}/oauth/token`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ grant_type: 'client_credentials', ...client }),
    });
    expect(json.status).toBe(415);
    const get = await fetch(`${caspio.url}/oauth/token`);
    expect([get.status, get.headers.get('allow')]).toEqual([405, 'POST']);
  });
});

describe('authorization', () => {
  afterEach(() => {
    vi.useRealTimers();
  });

  test.each([
    [{}],
    [{ authorization: 'Bearer nonsense' }],
    [{ authorization: 'Basic c2FuZGJveDpzYW5kYm94' }],
  ])('is refused for %j', async (headers) => {
    const { status, body } = await withHeaders(headers as Record<string, string>);
    expect([status, body.Code]).toEqual([401, 'Unauthorized']);
  });

  test('of an earlier login stays valid until its own end after 24 hours', async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: new Date('2026-06-01T00:00:00Z') });
    const first = { authorization: await login(caspio.url) };
    vi.setSystemTime(new Date('2026-06-01T12:00:00Z'));
    const second = { authorization: await login(caspio.url) };
    vi.setSystemTime(new Date('2026-06-01T23:59:00Z'));
    expect((await withHeaders(first)).status).toBe(200);
    vi.setSystemTime(new Date('2026-06-02T00:00:00Z'));
    expect((await withHeaders(first)).status).toBe(401);
    expect((await withHeaders(second)).status).toBe(200);
  });
});

describe('every answer', () => {
  test('carries a request id, which errors repeat beside the address', async () => {
    const good = await caspio.call('GET', '/tables');
    expect(good.headers.get('x-caspio-request-id')).toMatch(/^[0-9a-f-]{36}$/);
    const bad = await caspio.call('GET', '/tables/None', { 'q.where': 'a b' });
    expect(bad.body).toEqual({
      Code: 'TableNotFound',
      Message: "Cannot perform operation because the following table(s) do not exist: 'None'.",
      Resource: `${caspio.url}${TABLES}/None?q.where=a+b`,
      RequestId: bad.headers.get('x-caspio-request-id'),
    });
  });

  test('is 404 where there is nothing', async () => {
    const paths = ['/tables/x/rows', '/tables/', '/nothing', '/tables/a/records/1', '/tables/%E0%A4'];
    const answers = await Promise.all(paths.map((path) => caspio.call('GET', path)));
    expect(answers.map(({ status, body }) => [status, body.Code])).toEqual(
      paths.map(() => [404, 'ObjectNotFound']),
    );
    expect((await fetch(`${caspio.url}/rest/v2/tables`)).status).toBe(404);
  });

  test('is 405 with the methods that there are', async () => {
    const { status, headers } = await caspio.call('PATCH', '/tables/x/records');
    expect([status, headers.get('allow')]).toEqual([405, 'DELETE, GET, POST, PUT']);
  });

  test('is 415 for a body that is not called JSON', async () => {
    const authorization = await login(caspio.url);
    const post = (contentType?: string) =>
      fetch(caspio.url + TABLES, {
        method: 'POST',
        headers: { authorization, ...(contentType && { 'content-type': contentType }) },
        body: Buffer.from('{}'),
      });
    expect((await post()).status).toBe(415);
    expect((await post('text/plain')).status).toBe(415);
    expect((await post('application/json; charset=utf-8')).status).toBe(400);
  });

  test('is 415 for a write without a Content-Type, also when it has no body', async () => {
    const headers = { authorization: await login(caspio.url) };
    const statuses = async (path: string, methods: string[]) =>
      Promise.all(
        methods.map(async (method) => (await fetch(caspio.url + path, { method, headers })).status),
      );
    expect(await statuses(`${TABLES}/x/records?q.where=1=1`, ['POST', 'PUT', 'DELETE'])).toEqual([
      415, 415, 415,
    ]);
    expect(await statuses(`${TABLES}/x/records`, ['GET'])).toEqual([404]);
    expect(await statuses('/integrations/rest/v3/dataImportExportTasks/x/run', ['POST'])).toEqual([415]);
  });

  test('is 414 above 2,047 characters of address', async () => {
    const start = `${caspio.url}${TABLES}/x/records?q.where=`;
    const authorization = await login(caspio.url);
    const get = (length: number) => fetch(start.padEnd(length, 'a'), { headers: { authorization } });
    expect((await get(2047)).status).toBe(404);
    expect((await get(2048)).status).toBe(414);
    expect((await get(40_000)).status).toBe(414);
  });
});

test('names are decoded inside their own segment', async () => {
  const answers = await Promise.all(
    ['..%2Fviews', 'T%3Fx=1', 'a%2Fb'].map((name) => caspio.call('GET', `/tables/${name}`)),
  );
  expect(answers.map(({ body }) => body.Message.slice(-12))).toEqual([
    expect.stringContaining("'../views'."),
    expect.stringContaining("'T?x=1'."),
    expect.stringContaining("'a/b'."),
  ]);
});

test('close ends at once, with connections still open', async () => {
  const sandbox = await startSandbox({ seed: 'empty' });
  const closed = new Promise((resolve) => {
    const headers = { 'content-type': 'application/x-www-form-urlencoded', 'content-length': 10 };
    const idle = request(`${sandbox.url}/oauth/token`, { method: 'POST', headers });
    idle.on('error', resolve).flushHeaders();
  });
  await fetch(sandbox.url, { keepalive: true });
  await sandbox.close();
  await closed;
  await expect(fetch(sandbox.url)).rejects.toThrow();
});
