import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { redactor } from '../src/caspio/redact.js';
import { type Connection, connect, connectStdio } from './support/connect.js';
import { type RawServer, type Reply, rawServer } from './support/raw.js';
import { ownLog } from './support/run-log.js';
import { leaks, PLANTED } from './support/secrets.js';

const { clientSecret, password, webhookSecret } = PLANTED;

describe('the search for secrets', () => {
  it.each([
    `{"level":20,"path":"/tables/${password}"}`,
    `Caspio: X "Bearer abc"`,
    'client_secret=abc&x=1',
    '{"access_token":"abc"}',
    `quotes ${'aB3_'.repeat(16)}`,
  ])('finds %s', (line) => {
    expect(leaks(`fine\n${line}\nfine`)).toEqual([line]);
  });

  it('finds what came up in the meantime, and nothing in harmless lines', () => {
    const harmless = 'Caspio: X "Bearer [secret]" CASPIO_CLIENT_SECRET is not set; list_all_caspio_tables';
    expect(leaks(`${harmless}\nSecret hAHq8`, ['hAHq8', ''])).toEqual(['Secret hAHq8']);
  });

  it('has the lines of servers in this process and of others', async () => {
    const raw = await rawServer(() => ({ json: { Result: {} } }));
    const env = { CASPIO_INTEGRATION_URL: raw.origin, CASPIO_CLIENT_ID: 'id' };
    const servers = [
      await connect({ origin: raw.origin }),
      await connectStdio({ env: { ...env, CASPIO_CLIENT_SECRET: clientSecret } }),
    ];
    const marks = servers.map((_, index) => `mark_${process.pid}_${index}`);
    for (const [index, server] of servers.entries()) {
      await server.call('get_single_caspio_table_by_id', { id: marks[index] });
      await server.close();
    }
    await raw.close();
    await vi.waitFor(() => {
      const lines = readFileSync(process.env.RUN_LOG ?? '', 'utf8');
      for (const mark of marks) expect(lines).toContain(`"path":"/tables/${mark}"`);
    });
  });
});

describe('words of Caspio', () => {
  const hide = redactor(['s3cr"t&\'9', 'abc']);
  it.each([
    ['as it is: s3cr"t&\'9!', 'as it is: [secret]!'],
    ['in JSON: s3cr\\"t&\'9', 'in JSON: [secret]'],
    ['in a form: s=s3cr%22t%26%279&x', 'in a form: s=[secret]&x'],
    ["in T-SQL: 's3cr\"t&''9'", "in T-SQL: '[secret]'"],
    ['in capitals: S3CR"T&\'9', 'in capitals: [secret]'],
    ["short, alone: 'abc', not in xabcx", "short, alone: '[secret]', not in xabcx"],
    [`named: {"Secret": "${'x'.repeat(20)}"}`, 'named: {"Secret": "[secret]"}'],
    ['named: Bearer abcdefghijklmnop.qrs-t', 'named: Bearer [secret]'],
    ['harmless: the field Secret: too long', 'harmless: the field Secret: too long'],
  ])('%s', (given, shown) => {
    expect(hide(given)).toBe(shown);
  });
});

const WRITES: readonly (readonly [tool: string, args: Record<string, unknown>])[] = [
  [
    'update_a_caspio_password_field_by_id',
    { table_name: 'T', id: 'P', 'q.where': 'PK_ID = 1', Value: password },
  ],
  ['create_a_caspio_record', { table_name: 'T', values: { Portal_Password: password } }],
  [
    'update_a_caspio_view_record_by_id',
    { view_name: 'V', 'q.where': 'PK_ID = 1', values: { PIN: password } },
  ],
  ['create_a_caspio_user', { directory_id: 'd', values: { Email: 'a@b.example', Password: password } }],
  [
    'update_a_caspio_user_by_id',
    { directory_id: 'd', Where: "UserGUID = 'g'", values: { password }, expected_count: 1 },
  ],
];

const ONE_RECORD = {
  json: { Result: [{ PK_ID: 1, Note: 'content-read' }], Pagination: { TotalCount: 1 } },
};

/** Answers that quote all there is to quote, in every place that an answer has. */
const QUOTING: readonly (readonly [place: string, reply: (secrets: string) => Reply])[] = [
  ['the code', (said) => ({ status: 400, json: { Code: said, Message: 'm' } })],
  [
    'the message',
    (said) => ({ status: 400, json: { Code: 'InvalidInputValue', Message: `field(s): '${said}'` } }),
  ],
  [
    'SQL’s message',
    (said) => ({ status: 400, json: { Code: 'SqlServerError', Message: `Invalid column name '${said}'.` } }),
  ],
  ['the request id', (said) => ({ status: 403, json: { Code: 'X', RequestId: said } })],
  ['a header', (said) => ({ status: 404, json: {}, headers: { 'x-caspio-request-id': said } })],
  ['another shape', (said) => ({ json: [said], headers: { 'x-caspio-request-id': said } })],
  ['a page', (said) => ({ status: 500, text: `<html>${said}`, headers: { 'content-type': 'text/html' } })],
  ['cut-off JSON', (said) => ({ text: `{"Result": "${said}` })],
  [
    'a redirect',
    (said) => ({ status: 302, headers: { location: `https://a.example/?s=${encodeURIComponent(said)}` } }),
  ],
  ['a refusal for the token', (said) => ({ status: 401, json: { Message: said } })],
];

describe.each(['in this process', 'over stdio'])('a server %s whose Caspio quotes secrets', (where) => {
  let raw: RawServer;
  let server: Connection;
  let answer: (secrets: string) => Reply;
  let lines: () => string;
  beforeAll(async () => {
    raw = await rawServer(({ method, headers }) =>
      method === 'GET'
        ? ONE_RECORD
        : answer(`${headers.authorization} ${clientSecret} ${password} "Secret":"${webhookSecret}"`),
    );
    if (where === 'over stdio') {
      const env = {
        CASPIO_INTEGRATION_URL: raw.origin,
        CASPIO_CLIENT_ID: 'id',
        CASPIO_CLIENT_SECRET: clientSecret,
      };
      const child = await connectStdio({ env });
      server = child;
      lines = child.stderr;
    } else {
      const own = ownLog();
      server = await connect({ origin: raw.origin, log: own.log });
      lines = own.text;
    }
  });
  afterAll(async () => {
    await server.close();
    await raw.close();
  });

  it.each(QUOTING)('in %s shows none', async (_, reply) => {
    answer = reply;
    for (const [tool, args] of WRITES) {
      const { text, isError } = await server.call(tool, args);
      expect(isError, text).toBe(true);
      expect(leaks(text)).toEqual([]);
    }
  });

  it('logs requests without their query and content', async () => {
    answer = () => ONE_RECORD;
    const read = { table_name: 'Debugged', 'q.where': "Note = 'condition-sent'" };
    expect((await server.call('list_all_caspio_records', read)).text).toContain('content-read');
    await server.call('create_a_caspio_record', { table_name: 'Debugged', values: { Note: 'content-sent' } });
    await vi.waitFor(() => expect(lines()).toContain('"tool":"create_a_caspio_record","outcome":"ok"'));
    const path = '"path":"/tables/Debugged/records"';
    expect(lines()).toContain(`"tool":"list_all_caspio_records","method":"GET",${path},"status":200`);
    expect(lines()).not.toMatch(/content-read|content-sent|condition-sent/);
    expect(leaks(lines())).toEqual([]);
  });
});

describe('a login', () => {
  it.each<[string, Reply]>([
    ['refused', { status: 400, json: { error: clientSecret, error_description: `No ${clientSecret}` } }],
    ['refused elsewhere', { status: 404, json: { Code: clientSecret, Message: clientSecret } }],
    ['refused in a header', { status: 401, headers: { 'x-caspio-request-id': clientSecret } }],
    ['over the rate', { status: 429, json: [{ name: 'api-calls-rate', message: clientSecret }] }],
    ['answered with garbage', { text: `access_token=${PLANTED.token(1)}` }],
    ['answered in another shape', { json: { access_token: [PLANTED.token(1)], [clientSecret]: 1 } }],
    ['with a token that is no header', { json: { access_token: `${PLANTED.token(1)}\n\0`, expires_in: 60 } }],
    ['redirected', { status: 302, headers: { location: `https://a.example/${clientSecret}` } }],
  ])('%s shows no secret', async (_, reply) => {
    const raw = await rawServer(
      () => ({ json: { Result: [] } }),
      () => reply,
    );
    const own = ownLog();
    const server = await connect({ origin: raw.origin, log: own.log });
    const { text, isError } = await server.call('list_all_caspio_tables');
    expect(isError).toBe(true);
    expect(leaks(text)).toEqual([]);
    await vi.waitFor(() => expect(own.text()).toContain('"msg":"call"'));
    expect(leaks(own.text())).toEqual([]);
    await server.close();
    await raw.close();
  });
});
