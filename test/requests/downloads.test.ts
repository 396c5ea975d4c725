import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Connection, connect } from '../support/connect.js';
import { type RawServer, type Reply, rawServer } from '../support/raw.js';
import { about, BYTES, PNG } from './case.js';

const HINT = 'Too large to show. Give save_as to write it to a file.';
const zeros = (size: number) => Buffer.alloc(size);

describe('a download', () => {
  let folder: string;
  let raw: RawServer;
  let server: Connection;
  let reply: Reply | ((response: ServerResponse) => void);
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'downloads-'));
    raw = await rawServer((_, response) => (typeof reply === 'function' ? void reply(response) : reply));
    server = await connect({ origin: raw.origin, filesDirs: [folder] });
  });
  afterEach(async () => {
    await server.close();
    await raw.close();
    await rm(folder, { recursive: true });
  });

  /** The blocks of the answer, the first one parsed. */
  async function download(args: Record<string, unknown> = {}, tool = 'get_single_caspio_file_by_id') {
    const { content, isError } = await server.client.callTool({
      name: tool,
      arguments: 'filePath' in args ? args : { id: 'k', ...args },
    });
    const [first, ...more] = content;
    const text = first?.type === 'text' ? first.text : '';
    return { text, isError, json: isError ? {} : JSON.parse(text), more };
  }
  const file = (bytes: Buffer | string, type: string, disposition?: string): Reply => ({
    bytes: Buffer.from(bytes),
    headers: { 'content-type': type, ...(disposition && { 'content-disposition': disposition }) },
  });

  it.each(['image/png', 'image/jpeg', 'image/gif', 'image/webp', 'IMAGE/PNG; q=1'])(
    'shows %s as an image block',
    async (type) => {
      reply = file(PNG, type, 'inline; filename="a.img"');
      const { json, more } = await download();
      const mimeType = type.split(';')[0]?.toLowerCase() ?? '';
      expect(json).toEqual({ result: about('a.img', mimeType, PNG) });
      expect(more).toEqual([{ type: 'image', data: PNG.toString('base64'), mimeType }]);
    },
  );

  it('goes by the name where Caspio has no type', async () => {
    reply = file(PNG, 'application/octet-stream', 'attachment; filename="a.png"');
    expect((await download()).more).toMatchObject([{ type: 'image', mimeType: 'image/png' }]);
  });

  it('shows an image up to 750,000 bytes', async () => {
    reply = file(zeros(750_000), 'image/png');
    expect((await download()).more).toHaveLength(1);
    reply = file(zeros(750_001), 'image/png');
    const { json, more } = await download();
    expect(json).toEqual({ result: about('k', 'image/png', zeros(750_001)), note: HINT });
    expect(more).toEqual([]);
  });

  it.each([
    ['text/plain; charset=utf-8', 'Grüße, 世界 👋\r\n'],
    ['application/json', '{"a":1}'],
    ['image/svg+xml', '<svg/>'],
    ['text/csv', ''],
  ])('shows %s as text', async (type, text) => {
    reply = file(text, type);
    const { json, more } = await download();
    expect(json).toEqual({ result: { ...about('k', type.split(';')[0] ?? '', text), text } });
    expect(more).toEqual([]);
  });

  it.each<[string, Record<string, unknown>]>([
    ['get_single_caspio_file_by_id', {}],
    ['list_all_caspio_files_paths', { filePath: 'a/page.html' }],
  ])('shows a page by %s, and says where it may be a message instead', async (tool, args) => {
    reply = file('<p>', 'text/html');
    const { json } = await download(args, tool);
    expect(json.result.text).toBe('<p>');
    expect(json.note).toContain('if the file is no page');
    reply = file('<p>', 'text/html', 'inline; filename="a.html"');
    expect((await download(args, tool)).json).not.toHaveProperty('note');
  });

  it('never takes a maintenance page for a file of another kind', async () => {
    reply = file('<p>We are down', 'text/html; charset=utf-8');
    const { isError, text } = await download(
      { filePath: 'a/photo.png', save_as: 'x.png' },
      'list_all_caspio_files_paths',
    );
    expect(isError).toBe(true);
    expect(text).toContain('a web page instead of the file');
    expect(raw.seen).toHaveLength(4);
    expect(await readdir(folder)).toEqual([]);
  });

  it('reads a text in the charset that it is declared to have', async () => {
    reply = file(Buffer.from('Grüße', 'latin1'), 'text/plain; charset=iso-8859-1');
    expect((await download()).json.result.text).toBe('Grüße');
  });

  it('shows nothing as text that would lose characters', async () => {
    const bytes = Buffer.from('Grüße', 'latin1');
    reply = file(bytes, 'text/csv');
    const { json } = await download();
    expect(json).toEqual({ result: { ...about('k', 'text/csv', bytes), base64: bytes.toString('base64') } });
  });

  it('cuts a text that is longer than an answer, and says so', async () => {
    const text = 'x'.repeat(100_000);
    reply = file(text, 'text/plain');
    const { json, text: whole } = await download();
    expect(whole.length).toBeLessThanOrEqual(40_000);
    expect(json.result).toMatchObject(about('k', 'text/plain', text));
    expect(json.result.text).toMatch(/^x{39000,}… \(100000 characters\)$/);
    expect(json.note).toBe('The text is cut; save_as writes the whole to a file.');
  });

  it('gives small binaries as base64, whole', async () => {
    reply = file(BYTES, 'application/pdf');
    const result = { ...about('k', 'application/pdf', BYTES), base64: BYTES.toString('base64') };
    expect((await download()).json).toEqual({ result });
    reply = file('', 'application/pdf');
    expect((await download()).json).toEqual({ result: { ...about('k', 'application/pdf', ''), base64: '' } });
  });

  it.each([30_000, 65_536])('never cuts base64: %i bytes come whole or not at all', async (size) => {
    reply = file(zeros(size), 'application/pdf');
    const { json } = await download();
    const { base64, ...rest } = json.result;
    expect(rest).toEqual(about('k', 'application/pdf', zeros(size)));
    expect([zeros(size).toString('base64'), undefined]).toContain(base64);
    expect(json.note).toBe(base64 === undefined ? HINT : undefined);
  });

  it('of a large binary says what it is and how to get it', async () => {
    reply = file(zeros(65_537), 'application/pdf', 'attachment; filename="big.pdf"');
    const result = about('big.pdf', 'application/pdf', zeros(65_537));
    expect((await download()).json).toEqual({ result, note: HINT });
  });

  it.each([
    ['attachment; filename="my report.pdf"', 'my report.pdf'],
    ['attachment; filename="a \\"b\\"; c.pdf"', 'a "b"; c.pdf'],
    ['attachment; filename="x.pdf"; filename*=UTF-8\'\'%C3%9Cbersicht%20%281%29.pdf', 'Übersicht (1).pdf'],
    ['attachment; filename*=utf-8\'\'a%3Bb.pdf; filename="x.pdf"', 'a;b.pdf'],
    ["attachment; filename*=UTF-8'en'a%20b.pdf", 'a b.pdf'],
    ['attachment; filename="x.pdf"; filename*=UTF-8\'\'%E0%A4', 'x.pdf'],
    ['attachment; filename=report.pdf', 'report.pdf'],
    ['attachment; filename=report.pdf; size=1', 'report.pdf'],
    ['attachment', 'k'],
  ])('is named by %j', async (disposition, name) => {
    reply = file('x', 'application/pdf', disposition);
    expect((await download()).json.result.name).toBe(name);
  });

  it.each([
    ['list_all_caspio_files_paths', { filePath: 'Invoices/2026/may.pdf' }, 'may.pdf'],
    [
      'get_single_caspio_attachment_by_id',
      { table_name: 'T', attachment_field_name: 'Scan', id: 7 },
      'Scan-7',
    ],
  ])('of %s is named by what was asked for, where Caspio gives no name', async (tool, args, name) => {
    reply = { text: 'x' };
    const { content } = await server.client.callTool({ name: tool, arguments: args });
    expect(content).toMatchObject([{ text: expect.stringContaining(`"name":"${name}"`) }]);
  });

  it('is saved byte for byte', async () => {
    reply = file(BYTES, 'image/png');
    const { json, more } = await download({ save_as: 'my copy.png' });
    expect(json.result).toEqual({ ...about('k', 'image/png', BYTES), saved_as: join(folder, 'my copy.png') });
    expect(more).toEqual([]);
    expect((await readFile(join(folder, 'my copy.png'))).equals(BYTES)).toBe(true);
  });

  it('overwrites no local file', async () => {
    await writeFile(join(folder, 'mine.txt'), 'mine');
    reply = file('other', 'text/plain');
    expect((await download({ save_as: 'mine.txt' })).text).toContain('save_as: "mine.txt" exists already');
    expect(await readFile(join(folder, 'mine.txt'), 'utf8')).toBe('mine');
  });

  it('that breaks off is an error, and leaves no half of a file', async () => {
    reply = (response) => {
      response.writeHead(200, { 'content-length': '1000' });
      response.write('half', () => response.destroy());
    };
    const saved = await download({ save_as: 'half.bin' });
    expect(saved.text).toContain('Error (network): The connection to 127.0.0.1');
    expect(await readdir(folder)).toEqual([]);
    expect((await download()).text).toContain('Error (network)');
  });

  it('that is refused writes nothing', async () => {
    reply = { status: 404, json: { Code: 'FileNotFound', Message: 'No file.' } };
    const { isError, text } = await download({ save_as: 'none.bin' });
    expect(isError).toBe(true);
    expect(text).toContain('Caspio: FileNotFound "No file."');
    expect(await readdir(folder)).toEqual([]);
  });
});
