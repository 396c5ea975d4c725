import { inflateSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { startSandbox } from '../../src/sandbox/index.js';
import { download, upload } from './multipart.js';
import { INCORRECT_QUERY, login, type Row, refusal, useSandbox } from './support.js';

const caspio = useSandbox();

const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const DATE = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/;
const MISSING = '00000000-0000-0000-0000-000000000000';
const FILE_NOT_FOUND = [404, 'FileNotFound', 'Requested file not found'];
const NOT_FOUND = [404, 'ObjectNotFound', 'Requested object not found'];

const names = (rows: readonly Row[]) => rows.map((row) => row.Name);

async function folderKey(name: string, parent?: string): Promise<string> {
  const { body } = await caspio.call('GET', '/files/folders', parent ? { externalKey: parent } : {});
  return String((body.Result as Row[]).find((folder) => folder.Name === name)?.ExternalKey);
}

const listed = async (query: Record<string, string | number> = {}) =>
  (await caspio.call('GET', '/files', query)).body;

const byPath = (filePath: string) => `/files/path?filePath=${encodeURIComponent(filePath)}`;

describe('folders', () => {
  test('are listed below the root or a folder, with their metadata', async () => {
    const { status, body } = await caspio.call('GET', '/files/folders');
    expect(status).toBe(200);
    expect(body).toEqual({
      Result: ['Contracts', 'Inbox', 'Invoices', 'Product_Images'].map((Name) => ({
        Name,
        ExternalKey: expect.stringMatching(GUID),
        DateCreated: expect.stringMatching(DATE),
      })),
      Pagination: { TotalCount: 4, PageNumber: 1, PageSize: 25 },
    });
    const years = await caspio.call('GET', '/files/folders', { externalKey: await folderKey('Invoices') });
    expect(names(years.body.Result)).toEqual(['2025', '2026']);
  });

  test('are read by key, in either case', async () => {
    const key = await folderKey('Inbox');
    const { body } = await caspio.call('GET', `/files/folders/${key.toUpperCase()}`);
    expect(body.Result).toEqual({
      Name: 'Inbox',
      ExternalKey: key,
      DateCreated: expect.stringMatching(DATE),
    });
    expect(refusal(await caspio.call('GET', `/files/folders/${MISSING}`))).toEqual(NOT_FOUND);
  });

  test('sort by name and date only', async () => {
    const backwards = await caspio.call('GET', '/files/folders', {
      sortDescending: 'true',
      sortField: 'name',
    });
    expect(names(backwards.body.Result)).toEqual(['Product_Images', 'Invoices', 'Inbox', 'Contracts']);
    expect((await caspio.call('GET', '/files/folders', { sortField: 'DateCreated' })).status).toBe(200);
    expect(refusal(await caspio.call('GET', '/files/folders', { sortField: 'Size' }))).toEqual(
      INCORRECT_QUERY,
    );
  });
});

describe('lists of files', () => {
  test('show the root or a folder, every property present', async () => {
    expect(await listed()).toEqual({
      Result: [
        {
          Name: 'Read me first.txt',
          ExternalKey: expect.stringMatching(GUID),
          Size: 46,
          ContentType: 'text/plain',
          DateCreated: expect.stringMatching(DATE),
          LastModified: expect.stringMatching(DATE),
        },
      ],
      Pagination: { TotalCount: 1, PageNumber: 1, PageSize: 25 },
    });
    const inbox = await listed({ externalKey: await folderKey('Inbox') });
    expect(names(inbox.Result)).toContain('見積書 2026-10.pdf');
  });

  test('come in pages of 25, or 5 to 1,000', async () => {
    const externalKey = await folderKey('Product_Images');
    const first = await listed({ externalKey });
    expect(first.Result).toHaveLength(25);
    expect(first.Pagination).toEqual({ TotalCount: 84, PageNumber: 1, PageSize: 25 });
    const pages = await Promise.all(
      [1, 2, 3, 4].map((pageNumber) => listed({ externalKey, pageNumber, pageSize: 30 })),
    );
    expect(pages.map(({ Result }) => Result.length)).toEqual([30, 30, 24, 0]);
    const together = pages.flatMap(({ Result }) => names(Result));
    expect(together).toEqual([...new Set(together)].sort());
  });

  test.each([
    [{ pageSize: 4 }],
    [{ pageSize: 1001 }],
    [{ pageNumber: 0 }],
    [{ sortField: 'Colour' }],
    [{ sortDescending: 'yes' }],
  ])('refuse %j', async (query) => {
    expect(refusal(await caspio.call('GET', '/files', query as Record<string, string>))).toEqual(
      INCORRECT_QUERY,
    );
  });

  test.each([
    ['Name', '見積書 2026-10.pdf'],
    ['Size', 'leads 2026-10.csv'],
    ['ContentType', 'Übergabe Lager.txt'],
    ['DateCreated', 'leads 2026-10.csv'],
    ['LastModified', 'leads 2026-10.csv'],
  ])('sort by %s', async (sortField, last) => {
    const externalKey = await folderKey('Inbox');
    const up = names((await listed({ externalKey, sortField })).Result);
    const down = names((await listed({ externalKey, sortField, sortDescending: 'true' })).Result);
    expect(up.at(-1)).toBe(last);
    expect(down).toEqual(up.toReversed());
  });

  test('of an unknown folder are not found', async () => {
    for (const path of ['/files', '/files/folders'])
      expect(refusal(await caspio.call('GET', path, { externalKey: MISSING }))).toEqual(NOT_FOUND);
  });
});

describe('the company', () => {
  test('has a picture for every path in Products.Image', async () => {
    const query = { 'q.select': 'Image', 'q.where': 'Image IS NOT NULL', 'q.limit': 1000 };
    const { body } = await caspio.call('GET', '/tables/Products/records', query);
    expect(body.Result).toHaveLength(84);
    for (const { Image } of body.Result.slice(0, 5)) {
      const { status, bytes } = await download(caspio, byPath(String(Image)));
      expect(status).toBe(200);
      // The image data lie behind signature, header chunk and chunk head; each of 120 rows is 1 + 3 * 120 bytes.
      const length = bytes.readUInt32BE(33);
      expect(bytes.toString('latin1', 37, 41)).toBe('IDAT');
      expect(inflateSync(bytes.subarray(41, 41 + length))).toHaveLength(120 * 361);
    }
  });

  test('has PDFs whose tables of contents are right', async () => {
    const { headers, bytes } = await download(caspio, byPath('Inbox/見積書 2026-10.pdf'));
    expect(headers.get('content-type')).toBe('application/pdf');
    const text = bytes.toString('latin1');
    const offsets = [...text.matchAll(/^(\d{10}) 00000 n/gm)].map(([, offset]) => Number(offset));
    expect(offsets).toHaveLength(5);
    offsets.forEach((offset, index) => {
      expect(text.slice(offset)).toMatch(new RegExp(`^${index + 1} 0 obj`));
    });
    const table = Number(/startxref\n(\d+)/.exec(text)?.[1]);
    expect(text.slice(table, table + 4)).toBe('xref');
  });

  test('has the same keys on every start', async () => {
    const other = await startSandbox();
    const headers = { authorization: await login(other.url) };
    const folders = await fetch(`${other.url}/integrations/rest/v3/files/folders`, { headers });
    expect(await folders.json()).toEqual((await caspio.call('GET', '/files/folders')).body);
    await other.close();
  });
});

describe('files', () => {
  test('are downloaded by key and by path, with and without a leading slash', async () => {
    const externalKey = await folderKey('2026', await folderKey('Invoices'));
    const [file] = (await listed({ externalKey })).Result;
    const path = `Invoices/2026/${file?.Name}`;
    const paths = [`/files/${file?.ExternalKey}`, byPath(path), byPath(`/${path.toLowerCase()}`)];
    const [byKey, ...others] = await Promise.all(paths.map((address) => download(caspio, address)));
    expect(byKey?.status).toBe(200);
    expect(byKey?.headers.get('content-type')).toBe('application/pdf');
    expect(byKey?.headers.get('content-length')).toBe(String(file?.Size));
    expect(byKey?.headers.get('content-disposition')).toBe(
      `attachment; filename="${file?.Name}"; filename*=UTF-8''${file?.Name}`,
    );
    for (const other of others) expect(other.bytes).toEqual(byKey?.bytes);
    const info = await caspio.call('GET', `/files/${file?.ExternalKey}/fileInfo`);
    expect(info.body.Result).toEqual(file);
  });

  test('are deleted by key or by path, once', async () => {
    for (const name of ['gone1.txt', 'gone2.txt']) await upload(caspio, 'PUT', '/files', { name });
    const { body } = await caspio.call('GET', '/files/path/fileInfo', { filePath: 'gone1.txt' });
    const first = await caspio.call('DELETE', `/files/${body.Result.ExternalKey}`);
    expect([first.status, first.text]).toEqual([204, '']);
    const second = await caspio.call('DELETE', '/files/path', { filePath: '/gone2.txt' });
    expect(second.status).toBe(204);
    expect(refusal(await caspio.call('DELETE', `/files/${body.Result.ExternalKey}`))).toEqual(FILE_NOT_FOUND);
    expect(refusal(await caspio.call('DELETE', '/files/path', { filePath: 'gone2.txt' }))).toEqual(
      FILE_NOT_FOUND,
    );
  });

  test.each([
    ['/files/path', { filePath: 'Inbox/none.txt' }],
    ['/files/path', { filePath: 'Nowhere/receipt.png' }],
    ['/files/path', { filePath: 'Inbox' }],
    ['/files/path/fileInfo', { filePath: '/' }],
    [`/files/${MISSING}`, {}],
    [`/files/${MISSING}/fileInfo`, {}],
  ])('are not found at %s with %j', async (path, query) => {
    expect(refusal(await caspio.call('GET', path, query as Record<string, string>))).toEqual(FILE_NOT_FOUND);
  });

  test('need a path where one is asked for', async () => {
    expect(refusal(await caspio.call('GET', '/files/path'))).toEqual(INCORRECT_QUERY);
    expect(refusal(await caspio.call('GET', '/files/path/fileInfo'))).toEqual(INCORRECT_QUERY);
    expect(refusal(await caspio.call('DELETE', '/files/path'))).toEqual(INCORRECT_QUERY);
  });

  test('have no delete without a key', async () => {
    const { status, headers } = await caspio.call('DELETE', '/files', { externalKey: MISSING });
    expect([status, headers.get('allow')]).toEqual([405, 'GET, POST, PUT']);
  });

  test('are what the paths in FILE fields point to', async () => {
    await upload(caspio, 'POST', `/files?externalKey=${await folderKey('Product_Images')}`, {
      part: 'Files',
      name: 'new.png',
    });
    const product = { SKU: 'NEW-1', Name: 'New', Image: '/Product_Images/new.png' };
    const { status, body } = await caspio.call(
      'POST',
      '/tables/Products/records',
      { response: 'rows' },
      product,
    );
    expect([status, body.Result[0]?.Image]).toEqual([201, '/Product_Images/new.png']);
  });
});
