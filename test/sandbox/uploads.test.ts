import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { startSandbox } from '../../src/sandbox/index.js';
import { download, multipart, type Part, send, sendBeginning, upload } from './multipart.js';
import { INCORRECT_BODY, login, type Row, refusal, useSandbox } from './support.js';

const caspio = useSandbox();

const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const DATE = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/;
const MISSING = '00000000-0000-0000-0000-000000000000';

const byPath = (filePath: string) => `/files/path?filePath=${encodeURIComponent(filePath)}`;

async function folderKey(name: string): Promise<string> {
  const { body } = await caspio.call('GET', '/files/folders');
  return String((body.Result as Row[]).find((folder) => folder.Name === name)?.ExternalKey);
}

describe('uploads', () => {
  test('create several files at once, in a folder or the root', async () => {
    const key = await folderKey('Contracts');
    const parts = [
      { part: 'Files', name: 'a.txt', bytes: 'first' },
      { part: 'Files', name: 'b.csv', type: 'text/csv', bytes: '1,2' },
    ];
    const { status, body } = await upload(caspio, 'POST', `/files?externalKey=${key}`, ...parts);
    expect([status, body]).toEqual([
      201,
      {
        Result: [
          { Name: 'a.txt', ExternalKey: expect.stringMatching(GUID) },
          { Name: 'b.csv', ExternalKey: expect.stringMatching(GUID) },
        ],
      },
    ]);
    const info = await caspio.call('GET', '/files/path/fileInfo', { filePath: '/Contracts/b.csv' });
    expect(info.body.Result).toEqual({
      Name: 'b.csv',
      ExternalKey: body.Result[1]?.ExternalKey,
      Size: 3,
      ContentType: 'text/csv',
      DateCreated: expect.stringMatching(DATE),
      LastModified: expect.stringMatching(DATE),
    });
    expect((await upload(caspio, 'POST', '/files', { part: 'Files', name: 'a.txt' })).status).toBe(201);
    expect((await download(caspio, byPath('a.txt'))).bytes.toString()).toBe('x');
  });

  test('by POST conflict with a name that is there, and then store nothing', async () => {
    await upload(caspio, 'PUT', '/files', { name: 'taken.txt', bytes: 'old' });
    const parts = [
      { part: 'Files', name: 'free.txt' },
      { part: 'Files', name: 'TAKEN.txt' },
    ];
    expect(refusal(await upload(caspio, 'POST', '/files', ...parts))).toEqual([
      409,
      'FileAlreadyExists',
      "Cannot perform operation because the file 'TAKEN.txt' already exists in the folder.",
    ]);
    expect((await download(caspio, byPath('taken.txt'))).bytes.toString()).toBe('old');
    expect((await download(caspio, byPath('free.txt'))).status).toBe(404);
    const twice = parts.map((part) => ({ ...part, name: 'twice.txt' }));
    expect((await upload(caspio, 'POST', '/files', ...twice)).status).toBe(409);
  });

  test('by PUT create, then overwrite under the same key', async () => {
    const put = (bytes: string, type: string) =>
      upload(caspio, 'PUT', '/files', { name: 'notes.md', bytes, type });
    const first = await put('one', 'text/plain');
    const second = await put('second', 'text/markdown');
    expect([first.status, second.status]).toEqual([201, 200]);
    expect(first.body).toEqual({ Result: { Name: 'notes.md', ExternalKey: expect.stringMatching(GUID) } });
    expect(second.body).toEqual(first.body);
    const { headers, bytes } = await download(caspio, `/files/${first.body.Result.ExternalKey}`);
    expect([headers.get('content-type'), bytes.toString()]).toEqual(['text/markdown', 'second']);
  });

  test.each<[string, Part, string]>([
    ['in UTF-8', { name: 'Rechnung für 東京 – №5.pdf' }, 'Rechnung für 東京 – №5.pdf'],
    ['with quotes', { name: 'the \\"big\\" one.txt' }, 'the "big" one.txt'],
    ['with a semicolon', { name: 'a; b.txt' }, 'a; b.txt'],
    [
      'encoded, which wins over a plain one',
      { disposition: `form-data; name=File; filename="x.txt"; filename*=UTF-8''na%C3%AFve%20%22q%22.txt` },
      'naïve "q".txt',
    ],
    ['behind a path, which is dropped', { name: 'C:\\temp\\old.txt' }, 'old.txt'],
  ])('keep names %s', async (_, part, name) => {
    const { body } = await upload(caspio, 'PUT', '/files', part);
    expect(body.Result.Name).toBe(name);
    const { headers } = await download(caspio, byPath(name));
    const encoded = /filename\*=UTF-8''(\S+)$/.exec(headers.get('content-disposition') ?? '')?.[1];
    expect(decodeURIComponent(encoded ?? '')).toBe(name);
  });

  test('are refused without the right parts', async () => {
    expect(refusal(await upload(caspio, 'POST', '/files', { name: 'a.txt' }))).toEqual(INCORRECT_BODY);
    expect(refusal(await upload(caspio, 'PUT', '/files', { part: 'Files', name: 'a' }))).toEqual(
      INCORRECT_BODY,
    );
    const two = [{ name: 'p.txt' }, { name: 'q.txt' }];
    expect(refusal(await upload(caspio, 'PUT', '/files', ...two))).toEqual(INCORRECT_BODY);
    for (const name of ['', ' ', 'x'.repeat(256)])
      expect(refusal(await upload(caspio, 'PUT', '/files', { name }))).toEqual(INCORRECT_BODY);
    for (const disposition of ['form-data; name="File"', 'form-data; filename="a.txt"', 'inline']) {
      const part = { disposition, type: 'application/octet-stream' };
      expect(refusal(await upload(caspio, 'PUT', '/files', part))).toEqual(INCORRECT_BODY);
    }
    expect((await caspio.call('POST', '/files', {}, { Files: [] })).status).toBe(415);
    expect(refusal(await upload(caspio, 'PUT', `/files?externalKey=${MISSING}`, { name: 'a.txt' }))).toEqual([
      404,
      'ObjectNotFound',
      'Requested object not found',
    ]);
  });

  test('are refused when the body is broken', async () => {
    const { contentType, body } = multipart([{ name: 'cut.txt', bytes: 'x'.repeat(3 << 20) }]);
    const put = (type: string, bytes: Buffer) => send(caspio, 'PUT', '/files', type, bytes);
    expect(refusal(await put('multipart/form-data', body))).toEqual(INCORRECT_BODY);
    expect(refusal(await put(contentType, Buffer.from('nonsense')))).toEqual(INCORRECT_BODY);
    expect(refusal(await put(contentType, Buffer.alloc(0)))).toEqual(INCORRECT_BODY);
    expect(refusal(await put(contentType, body.subarray(0, body.length - 100)))).toEqual(INCORRECT_BODY);
    expect((await download(caspio, byPath('cut.txt'))).status).toBe(404);
  });

  test('of unknown length lose their connection', async () => {
    const { contentType, body } = multipart([{ name: 'chunked.txt' }]);
    const headers = { authorization: await login(caspio.url), 'content-type': contentType };
    expect(await sendBeginning(caspio, '/files', headers, body)).toBe('ECONNRESET');
  });

  test('are refused above the limit and without a token before the body is read', async () => {
    const { contentType, body } = multipart([{ name: 'huge.bin' }]);
    const headers = { 'content-type': contentType, 'content-length': (250 << 20) + 1 };
    const authorization = await login(caspio.url);
    expect(await sendBeginning(caspio, '/files', { ...headers, authorization }, body)).toBe(413);
    expect(await sendBeginning(caspio, '/files', headers, body)).toBe(401);
  });
});

describe('large uploads', () => {
  let folder = '';

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'caspio-test-'));
    vi.stubEnv('TMPDIR', folder);
  });

  afterAll(async () => {
    vi.unstubAllEnvs();
    await rm(folder, { recursive: true });
  });

  test('lie on disk, come back whole, and leave nothing behind', async () => {
    const sandbox = await startSandbox({ seed: 'empty' });
    const large = { ...caspio, url: sandbox.url };
    const spooled = async () => {
      const [own] = await readdir(folder);
      return own === undefined ? [] : readdir(join(folder, own));
    };
    const digest = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');
    const bytes = randomBytes(5_000_001);
    const part = { name: 'large.bin', type: 'application/octet-stream', bytes };

    expect((await upload(large, 'PUT', '/files', part)).status).toBe(201);
    expect(await spooled()).toHaveLength(1);
    const loaded = await download(large, byPath('large.bin'));
    expect(loaded.headers.get('content-length')).toBe('5000001');
    expect(digest(loaded.bytes)).toBe(digest(bytes));

    // Neither an overwritten file nor a refused or broken upload keeps its space.
    await upload(large, 'PUT', '/files', part);
    await upload(large, 'POST', '/files', { ...part, part: 'Files' });
    await upload(large, 'PUT', `/files?externalKey=${MISSING}`, part);
    const { contentType, body } = multipart([part]);
    await send(large, 'PUT', '/files', contentType, body.subarray(0, 3_000_000));
    expect(await spooled()).toHaveLength(1);

    const headers = {
      authorization: await login(sandbox.url),
      'content-type': contentType,
      'content-length': body.length,
    };
    const given = request(`${sandbox.url}/integrations/rest/v3/files`, { method: 'PUT', headers });
    given.on('error', () => undefined).write(body.subarray(0, 3_000_000));
    await vi.waitFor(async () => expect(await spooled()).toHaveLength(2));
    given.destroy();
    await vi.waitFor(async () => expect(await spooled()).toHaveLength(1));

    await sandbox.close();
    expect(await readdir(folder)).toEqual([]);
  });
});
