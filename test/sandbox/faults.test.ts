import { randomBytes } from 'node:crypto';
import { request } from 'node:http';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { FAULT_KINDS, type FaultKind, type Sandbox, startSandbox } from '../../src/sandbox/index.js';
import { multipart } from './multipart.js';
import { login } from './support.js';

/** What a client sees of a request: an answer, whole or in part, or none. */
interface Sight {
  readonly status?: number;
  readonly type?: string | null;
  readonly text?: string;
  /** Where the connection was lost. */
  readonly lost?: 'without an answer' | 'within the body';
}

const RECORDS = '/tables/T/records';

let sandbox: Sandbox;
let authorization: string;

beforeEach(async () => {
  sandbox = await startSandbox({ seed: 'empty' });
  authorization = await login(sandbox.url);
  await api('POST', '/tables', { Name: 'T', Fields: [{ Name: 'Note', Type: 'STRING' }] });
});
afterEach(() => sandbox.close());

/** From now on every request meets this fault. */
const always = (kind: FaultKind) => sandbox.setFaults({ rate: 1, kinds: [kind], hangMs: 20 });

async function look(path: string, init: RequestInit = {}): Promise<Sight> {
  const response = await fetch(sandbox.url + path, init).catch(() => undefined);
  if (!response) return { lost: 'without an answer' };
  const chunks: Uint8Array[] = [];
  const seen = (lost?: Sight['lost']) => ({
    status: response.status,
    type: response.headers.get('content-type'),
    text: Buffer.concat(chunks).toString('latin1'),
    ...(lost && { lost }),
  });
  try {
    for await (const chunk of response.body ?? []) chunks.push(chunk);
    return seen();
  } catch {
    return seen('within the body');
  }
}

const api = (method: string, path: string, json?: unknown) =>
  look(`/integrations/rest/v3${path}`, {
    method,
    headers: { authorization, 'content-type': 'application/json' },
    ...(json !== undefined && { body: JSON.stringify(json) }),
  });

const create = (path = RECORDS) => api('POST', path, { Note: 'new' });

const askToken = () => {
  const client = { client_id: 'sandbox', client_secret: 'sandbox' };
  const body = new URLSearchParams({ grant_type: 'client_credentials', ...client });
  return look('/oauth/token', { method: 'POST', body });
};

/** What a request did, read in peace. */
async function inPeace<T>(read: () => Promise<T>): Promise<T> {
  await sandbox.setFaults(undefined);
  authorization = await login(sandbox.url);
  return read();
}

const recordCount = () =>
  inPeace(async () => JSON.parse((await api('GET', RECORDS)).text ?? '').Result.length);

const JSON_TYPE = 'application/json; charset=utf-8';
const ROW = '{"Result":[{"PK_ID":1,"Note":"new"}]}';
const HALF_ROW = ROW.slice(0, ROW.length / 2);
const NO_ANSWER: Sight = { lost: 'without an answer' };
const empty = (status: number): Sight => ({ status, type: null, text: '' });
const page = (status: number): Sight => ({
  status,
  type: 'text/html',
  text: expect.stringMatching(/^<!DOCTYPE html>.+<\/html>$/),
});
const refusal = (status: number, code: string): Sight => ({
  status,
  type: JSON_TYPE,
  text: expect.stringMatching(
    new RegExp(`^{"Code":"${code}","Message":".+","Resource":"http.+","RequestId":"[0-9a-f-]{36}"}$`),
  ),
});
const RATE_LIMIT: Sight = {
  status: 400,
  type: 'application/json',
  text: '[{"message":"You have exceeded your API call rate limits.","name":"api-calls-rate"}]',
};

/** How each kind looks to one who creates a record, and whether the record is there then. */
const KINDS: Readonly<Record<FaultKind, readonly [Sight, 'done' | 'not done']>> = {
  'rate-limit': [empty(429), 'not done'],
  'rate-limit-array': [RATE_LIMIT, 'not done'],
  unauthorized: [refusal(401, 'Unauthorized'), 'not done'],
  unavailable: [page(503), 'not done'],
  html: [page(200), 'not done'],
  'error-before': [refusal(500, 'InternalError'), 'not done'],
  'cut-before': [NO_ANSWER, 'not done'],
  'hang-before': [NO_ANSWER, 'not done'],
  'error-after': [refusal(500, 'InternalError'), 'done'],
  'bad-gateway-after': [empty(502), 'done'],
  'cut-after': [NO_ANSWER, 'done'],
  'hang-after': [NO_ANSWER, 'done'],
  'cut-body': [{ status: 201, type: JSON_TYPE, text: HALF_ROW, lost: 'within the body' }, 'done'],
  'cut-json': [{ status: 201, type: JSON_TYPE, text: HALF_ROW }, 'done'],
  'slow-body': [{ status: 201, type: JSON_TYPE, text: ROW }, 'done'],
};

describe('a write', () => {
  test.each(FAULT_KINDS)('meets %s', async (kind) => {
    const [sight, outcome] = KINDS[kind];
    await always(kind);
    expect(await create(`${RECORDS}?response=rows`)).toEqual(sight);
    expect(await recordCount()).toBe(outcome === 'done' ? 1 : 0);
  });

  test.each(['cut-body', 'cut-json'] as const)('whose answer has no body meets %s', async (kind) => {
    await always(kind);
    expect(await create()).toEqual(NO_ANSWER);
    expect(await recordCount()).toBe(1);
  });

  test('that is refused stays refused where only the body is damaged', async () => {
    await always('cut-json');
    expect(await create('/tables/None/records')).toEqual({
      status: 404,
      type: JSON_TYPE,
      text: expect.stringMatching(/^{"Code":"TableNotFound",[^}]+$/),
    });
  });
});

describe('a login', () => {
  const TOKEN = /^{"access_token":".+","token_type":"bearer","expires_in":86399,"refresh_token":".+"}$/;
  const own: Partial<Record<FaultKind, Sight>> = {
    unauthorized: { status: 200, type: JSON_TYPE, text: expect.stringMatching(TOKEN) },
    'cut-body': {
      status: 200,
      type: JSON_TYPE,
      text: expect.stringMatching(/^{"access_token":"[^}]+$/),
      lost: 'within the body',
    },
    'cut-json': { status: 200, type: JSON_TYPE, text: expect.stringMatching(/^{"access_token":"[^}]+$/) },
    'slow-body': { status: 200, type: JSON_TYPE, text: expect.stringMatching(TOKEN) },
  };

  test.each(FAULT_KINDS)('meets %s', async (kind) => {
    await always(kind);
    expect(await askToken()).toEqual(own[kind] ?? KINDS[kind][0]);
  });
});

test('unauthorized forgets the token of the request and no other', async () => {
  const [mine, other] = [authorization, await login(sandbox.url)];
  const statusWith = async (token: string) => {
    authorization = token;
    return (await api('GET', '/tables')).status;
  };
  await always('unauthorized');
  expect(await statusWith(mine)).toBe(401);
  await sandbox.setFaults(undefined);
  expect(await statusWith(mine)).toBe(401);
  expect(await statusWith(other)).toBe(200);
});

test('rate-limit comes without Retry-After, with 0 and with 1', async () => {
  await always('rate-limit');
  const waits = new Set<string | null>();
  for (let count = 0; count < 30; count++) {
    waits.add((await fetch(`${sandbox.url}/nothing`)).headers.get('retry-after'));
  }
  expect(waits).toEqual(new Set([null, '0', '1']));
});

test('slow-body comes in several pieces', async () => {
  await always('slow-body');
  const pieces = await new Promise((resolve) => {
    const get = request(`${sandbox.url}/nothing`, (response) => {
      let count = 0;
      response.on('data', () => count++).on('end', () => resolve(count));
    });
    get.end();
  });
  expect(pieces).toBeGreaterThan(1);
});

describe('transfers', () => {
  // More than is held in memory.
  const bytes = randomBytes(3_000_001);
  const text = bytes.toString('latin1');
  const type = 'application/octet-stream';

  const upload = () => {
    const { contentType, body } = multipart([{ name: 'large.bin', type, bytes }]);
    const headers = { authorization, 'content-type': contentType };
    return look('/integrations/rest/v3/files', { method: 'PUT', headers, body });
  };
  const download = () => api('GET', '/files/path?filePath=large.bin');

  test.each(['cut-body', 'cut-json'] as const)('a download ends in the middle with %s', async (kind) => {
    await upload();
    await always(kind);
    const sight = await download();
    expect([sight.status, sight.type, sight.lost]).toEqual([200, type, 'within the body']);
    expect(sight.text === text.slice(0, bytes.length / 2)).toBe(true);
  });

  test('a download comes whole with slow-body', async () => {
    await upload();
    await always('slow-body');
    expect((await download()).text === text).toBe(true);
  });

  test.each([
    ['rate-limit', 404],
    ['cut-before', 404],
    ['hang-before', 404],
    ['cut-after', 200],
  ] as const)('an upload meets %s', async (kind, found) => {
    await always(kind);
    expect(await upload()).toEqual(KINDS[kind][0]);
    expect((await inPeace(download)).status).toBe(found);
  });
});
