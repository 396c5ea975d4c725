import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Connection, connect } from '../support/connect.js';
import { filePart, type Part } from '../support/multipart.js';
import { type RawServer, type Reply, rawServer } from '../support/raw.js';
import { BYTES } from './case.js';

const STORED: Reply = { json: { Result: { Name: 'x', ExternalKey: 'k' } } };

describe('an upload', () => {
  let folder: string;
  let raw: RawServer;
  let server: Connection;
  let replies: Reply[];
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'uploads-'));
    replies = [];
    raw = await rawServer(() => replies.shift() ?? STORED);
    server = await connect({ origin: raw.origin, filesDirs: [folder] });
  });
  afterEach(async () => {
    await server.close();
    await raw.close();
    await rm(folder, { recursive: true });
  });

  /** Uploads one file and gives the one part that arrived. */
  async function partOf(File: Record<string, unknown>): Promise<Part> {
    const { isError, text } = await server.call('update_a_caspio_file_by_id', { File });
    expect(isError, text).toBe(false);
    const parts = raw.seen[0]?.body;
    if (!Array.isArray(parts) || parts.length !== 1) throw new Error(`no part: ${String(parts)}`);
    return parts[0];
  }

  it.each([
    ['with spaces.txt', 'with spaces.txt', 'with%20spaces.txt'],
    ['a "quoted" name.txt', 'a \\"quoted\\" name.txt', 'a%20%22quoted%22%20name.txt'],
    ['a; filename=b.txt', 'a; filename=b.txt', 'a%3B%20filename%3Db.txt'],
    ["O'Brien (1)*!.txt", "O'Brien (1)*!.txt", 'O%27Brien%20%281%29%2A!.txt'],
    ['100% & 50%41.txt', '100% & 50%41.txt', '100%25%20%26%2050%2541.txt'],
    ['Übersicht.txt', 'Übersicht.txt', '%C3%9Cbersicht.txt'],
    ['日本語.txt', '日本語.txt', '%E6%97%A5%E6%9C%AC%E8%AA%9E.txt'],
    ['عربي.txt', 'عربي.txt', '%D8%B9%D8%B1%D8%A8%D9%8A.txt'],
    ['👋.txt', '👋.txt', '%F0%9F%91%8B.txt'],
  ])('keeps the name %j', async (name, plain, encoded) => {
    const expected = filePart('File', [plain, encoded], 'text/plain', 'x');
    expect(await partOf({ name, text: 'x' })).toEqual(expected);
    expect(decodeURIComponent(encoded)).toBe(name);
  });

  it('takes a file of the local folder under its own odd name', async () => {
    await writeFile(join(folder, 'a "b"; ü.csv'), 'x,y');
    const expected = filePart('File', ['a \\"b\\"; ü.csv', 'a%20%22b%22%3B%20%C3%BC.csv'], 'text/csv', 'x,y');
    expect(await partOf({ path: 'a "b"; ü.csv' })).toEqual(expected);
  });

  it.each([
    ['photo.PNG', undefined, 'image/png'],
    ['report.docx', undefined, 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'],
    ['no extension', undefined, 'application/octet-stream'],
    ['odd.qqq', undefined, 'application/octet-stream'],
    ['photo.png', 'application/x-own', 'application/x-own'],
  ])('types %j (given %j) as %s', async (name, content_type, type) => {
    const { headers } = await partOf({ name, text: '', ...(content_type && { content_type }) });
    expect(headers[1]).toBe(`Content-Type: ${type}`);
  });

  it.each([
    ['every byte', BYTES],
    ['nothing', Buffer.alloc(0)],
    ['line breaks at both ends', Buffer.from('\r\n\r\n--\r\nx\r\n')],
    ['more than one chunk', randomBytes(7_000)],
  ])('keeps %s of base64', async (_, bytes) => {
    const { bytes: arrived } = await partOf({ name: 'x', base64: bytes.toString('base64') });
    expect(arrived.equals(bytes)).toBe(true);
  });

  it.each([0, 1, 65_536, 1_000_003])(
    'keeps a local file of %i bytes, its length known before',
    async (size) => {
      const bytes = randomBytes(size);
      await writeFile(join(folder, 'x.bin'), bytes);
      const { bytes: arrived } = await partOf({ path: join(folder, 'x.bin') });
      expect(arrived.equals(bytes)).toBe(true);
      const [request] = raw.seen;
      expect(request?.headers['content-length']).toBe(String(request?.bytes.length));
      expect(request?.headers['transfer-encoding']).toBeUndefined();
    },
  );

  it('sends text as UTF-8, whatever it looks like', async () => {
    const text = '{"a": "ü 👋"}\r\n';
    expect((await partOf({ name: 'a.json', text })).bytes.toString('utf8')).toBe(text);
  });

  it('sends several files in their order, in parts named Files', async () => {
    await writeFile(join(folder, 'b.bin'), BYTES);
    replies = [{ status: 201, json: { Result: [] } }];
    const Files = [{ name: 'a.txt', text: 'A' }, { path: 'b.bin' }, { name: 'a.txt', base64: '' }];
    await server.call('create_a_caspio_file', { Files });
    expect(raw.seen[0]?.body).toEqual([
      filePart('Files', ['a.txt', 'a.txt'], 'text/plain', 'A'),
      filePart('Files', ['b.bin', 'b.bin'], 'application/octet-stream', BYTES),
      filePart('Files', ['a.txt', 'a.txt'], 'text/plain', ''),
    ]);
  });

  it('is sent whole once more when the token has ended', async () => {
    await writeFile(join(folder, 'b.bin'), BYTES);
    replies = [{ status: 401 }, { status: 201, json: { Result: [{ Name: 'b.bin' }] } }];
    const { isError, text } = await server.call('create_a_caspio_file', { Files: [{ path: 'b.bin' }] });
    expect(isError, text).toBe(false);
    const [first, second] = raw.seen;
    expect(raw.logins()).toBe(2);
    expect(second?.body).toEqual([filePart('Files', ['b.bin', 'b.bin'], 'application/octet-stream', BYTES)]);
    expect(second?.body).toEqual(first?.body);
  });
});
