import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Sandbox, startSandbox } from '../src/sandbox/index.js';
import { type Connection, connect, connectStdio } from './support/connect.js';

type Thing = Record<string, unknown>;

const sha256 = (bytes: Uint8Array | string) => createHash('sha256').update(bytes).digest('hex');
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
const PDF = Buffer.from('%PDF-1.4\n%%EOF\n');

describe('attachments of the sandbox', () => {
  let sandbox: Sandbox;
  let server: Connection;
  let folder: string;
  beforeEach(async () => {
    folder = await realpath(await mkdtemp(join(tmpdir(), 'caspio-test-')));
    sandbox = await startSandbox();
    server = await connect({ origin: sandbox.url, filesDirs: [folder] });
  });
  afterEach(async () => {
    await server.close();
    await sandbox.close();
    await rm(folder, { recursive: true });
  });

  const papers = { table_name: 'Papers', attachment_field_name: 'Doc' };

  /** A table with an attachment field that takes everything, and so many records. */
  async function makePapers(count: number) {
    const Fields = [
      { Name: 'Title', Type: 'STRING' },
      { Name: 'Doc', Type: 'ATTACHMENT' },
    ];
    await server.call('create_a_caspio_table', { Name: 'Papers', Fields });
    for (let number = 1; number <= count; number += 1) {
      const values = { Title: `Paper ${number}` };
      await server.call('create_a_caspio_record', { table_name: 'Papers', values });
    }
  }

  const attach = (id: number, File: Thing) =>
    server.call('update_a_caspio_attachment_by_id', { ...papers, id, File });
  const read = (id: number, more: Thing = {}) =>
    server.call('get_single_caspio_attachment_by_id', { ...papers, id, ...more });
  const infos = async (where?: string) => {
    const args = { ...papers, ...(where && { 'q.where': where }) };
    return (await server.call('list_all_caspio_file_infos', args)).json.result as Thing[];
  };
  const namesOf = async () => (await infos()).map(({ FileName }) => FileName);

  it('show a photo as an image', async () => {
    const photo = { table_name: 'Employees', attachment_field_name: 'Photo', id: 1 };
    const { content } = await server.client.callTool({
      name: 'get_single_caspio_attachment_by_id',
      arguments: photo,
    });
    const [text, image] = content;
    if (text?.type !== 'text' || image?.type !== 'image') throw new Error('no text and image');
    const bytes = Buffer.from(image.data, 'base64');
    expect(image.mimeType).toBe('image/png');
    expect(bytes.subarray(1, 4).toString()).toBe('PNG');
    expect(JSON.parse(text.text).result).toEqual({
      name: expect.stringMatching(/\.png$/),
      type: 'image/png',
      size: bytes.length,
      sha256: sha256(bytes),
    });
  });

  it('come back as they went in: text, base64, path', async () => {
    await makePapers(3);
    const text = 'Grüße, 世界 👋\r\n"quoted"\n';
    const stored = await attach(1, { name: 'note.txt', text });
    expect(stored.json).toEqual({ result: { ...papers, id: '1' }, note: 'Stored.' });
    expect((await read(1)).json.result).toEqual({
      name: 'note.txt',
      type: 'text/plain',
      size: Buffer.byteLength(text),
      sha256: sha256(text),
      text,
    });

    const some = randomBytes(3_000);
    await attach(2, { name: 'some.bin', base64: some.toString('base64') });
    expect((await read(2)).json.result).toEqual({
      name: 'some.bin',
      type: 'application/octet-stream',
      size: some.length,
      sha256: sha256(some),
      base64: some.toString('base64'),
    });

    const much = randomBytes(1_500_000);
    await writeFile(join(folder, 'Scan of the “contract”.pdf'), much);
    await attach(3, { path: 'Scan of the “contract”.pdf' });
    const shown = await read(3);
    expect(shown.json).toEqual({
      result: {
        name: 'Scan of the “contract”.pdf',
        type: 'application/pdf',
        size: much.length,
        sha256: sha256(much),
      },
      note: expect.stringContaining('save_as'),
    });
    const saved = await read(3, { save_as: 'copy.pdf' });
    const saved_as = join(folder, 'copy.pdf');
    expect(saved.json.result).toEqual({ ...(shown.json.result as Thing), saved_as });
    expect(sha256(await readFile(saved_as))).toBe(sha256(much));
  });

  it('replace each other, and their names stand in the records', async () => {
    await makePapers(2);
    await attach(1, { name: 'first.txt', text: 'first' });
    await attach(1, { name: 'second version.csv', text: 'a,b\n', content_type: 'text/csv' });
    const result = expect.objectContaining({ name: 'second version.csv', type: 'text/csv', text: 'a,b\n' });
    expect((await read(1)).json.result).toEqual(result);
    expect(await infos()).toEqual([
      expect.objectContaining({ PK_ID: 1, FileName: 'second version', FileType: 'csv', Size: 4 }),
    ]);
    expect(await infos('PK_ID = 2')).toEqual([]);
    const { json } = await server.call('list_all_caspio_records', { table_name: 'Papers' });
    expect((json.result as Thing[]).map(({ Doc }) => Doc)).toEqual(['second version.csv', null]);
  });

  it('are renamed, one without a question, several when counted', async () => {
    await makePapers(3);
    for (const id of [1, 2, 3]) await attach(id, { name: `old ${id}.txt`, text: `${id}` });
    const rename = (args: Thing) => server.call('update_a_caspio_file_info_by_id', { ...papers, ...args });
    const one = await rename({ 'q.where': 'PK_ID = 2', FileName: 'Übersicht 2' });
    expect(one.json).toMatchObject({ records_affected: 1 });
    expect((await read(2)).json.result).toMatchObject({ name: 'Übersicht 2.txt', text: '2' });

    const all = { 'q.where': 'PK_ID > 0', FileName: 'paper' };
    const stopped = await rename(all);
    expect(stopped.isError).toBe(true);
    expect(stopped.text).toContain('this reaches 3 files');
    expect(await namesOf()).toEqual(['old 1', 'Übersicht 2', 'old 3']);
    const done = await rename({ ...all, expected_count: 3, response: 'rows' });
    expect(done.json).toMatchObject({ records_affected: 3, result: [{ Doc: 'paper.txt' }, {}, {}] });
    expect(await namesOf()).toEqual(['paper', 'paper', 'paper']);
  });

  it('are removed, one without a question, several when counted; the records stay', async () => {
    await makePapers(3);
    for (const id of [1, 2, 3]) await attach(id, { name: `${id}.txt`, text: `${id}` });
    const remove = (args: Thing) => server.call('delete_a_caspio_attachment_by_id', { ...papers, ...args });
    expect((await remove({ 'q.where': 'PK_ID = 1' })).json.records_affected).toBe(1);
    expect(await namesOf()).toEqual(['2', '3']);
    const none = await remove({ 'q.where': 'PK_ID = 1' });
    expect(none.json.note).toBe('No record that matches holds a file in Doc; nothing was changed.');
    expect((await read(1)).text).toContain('FileNotFound');

    const stopped = await remove({ 'q.where': 'PK_ID >= 1' });
    expect(stopped.text).toContain('this reaches 2 files');
    expect(stopped.text).toContain('"FileName":"2"');
    expect(stopped.text).toContain('expected_count: 2.');
    const wrong = await remove({ 'q.where': 'PK_ID >= 2', expected_count: 3 });
    expect(wrong.isError).toBe(true);
    expect(await namesOf()).toEqual(['2', '3']);
    const done = await remove({ 'q.where': 'PK_ID >= 2', expected_count: 2 });
    expect(done.json).toEqual({ result: papers, records_affected: 2 });
    expect(await namesOf()).toEqual([]);
    const { json } = await server.call('list_all_caspio_records', { table_name: 'Papers' });
    expect(json.result).toHaveLength(3);
  });

  it('go through a view: stored, shown, listed, renamed, removed', async () => {
    const w9 = { view_name: 'Vendors_To_Approve', attachment_field_name: 'W9_Form' };
    const records = await server.call('list_all_caspio_view_records', {
      view_name: w9.view_name,
      'q.limit': 2,
    });
    const [{ PK_ID: id } = {}, { PK_ID: other } = {}] = records.json.result as Thing[];
    expect(id).toEqual(expect.any(String));
    const where = { 'q.where': `PK_ID = '${id}'` };
    const info = async () =>
      (await server.call('list_all_caspio_view_file_infos', { ...w9, ...where })).json.result;

    const File = { name: 'w9.pdf', base64: PDF.toString('base64') };
    const stored = await server.call('update_a_caspio_view_attachment_by_id', { ...w9, id, File });
    expect(stored.json.result).toEqual({ ...w9, id });
    await server.call('update_a_caspio_view_attachment_by_id', { ...w9, id: other, File });
    expect(await info()).toMatchObject([{ PK_ID: id, FileName: 'w9', FileType: 'pdf', Size: PDF.length }]);
    const shown = await server.call('get_single_caspio_view_attachment_by_id', { ...w9, id });
    expect(shown.json.result).toMatchObject({ type: 'application/pdf', sha256: sha256(PDF) });

    const name = { FileName: 'Form W-9' };
    const renamed = await server.call('update_a_caspio_view_file_info_by_id', { ...w9, ...where, ...name });
    expect(renamed.json).toMatchObject({ records_affected: 1 });
    expect(await info()).toMatchObject([name]);
    const wide = { ...w9, 'q.where': "Approval = 'Pending'" };
    const stopped = await server.call('delete_a_caspio_view_attachment_by_id', wide);
    expect(stopped.text).toMatch(/this reaches \d+ files/);
    expect(await info()).toMatchObject([name]);
    const removed = await server.call('delete_a_caspio_view_attachment_by_id', { ...w9, ...where });
    expect(removed.json).toMatchObject({ records_affected: 1 });
    expect(await info()).toEqual([]);
  });

  it('can be read through a read-only view, not changed', async () => {
    const photo = { view_name: 'Open_Tickets', attachment_field_name: 'Photo' };
    const { json } = await server.call('list_all_caspio_view_file_infos', photo);
    const { PK_ID: id, Size } = (json.result as Thing[]).find(({ FileName }) => FileName !== null) ?? {};
    const shown = await server.call('get_single_caspio_view_attachment_by_id', { ...photo, id });
    expect(shown.json.result).toMatchObject({ type: 'image/png', size: Size });
    const File = { name: 'new.png', base64: PNG.toString('base64') };
    const refused = await server.call('update_a_caspio_view_attachment_by_id', { ...photo, id, File });
    expect(refused.text).toContain('AlterReadOnlyData');
    const again = await server.call('get_single_caspio_view_attachment_by_id', { ...photo, id });
    expect(again.json).toEqual(shown.json);
  });

  it('are refused with the reason', async () => {
    const photo = { table_name: 'Employees', attachment_field_name: 'Photo', id: 1 };
    const File = { name: 'a.png', base64: PNG.toString('base64') };
    const before = (await server.call('get_single_caspio_attachment_by_id', photo)).json;
    const refused = async (args: Thing) =>
      (await server.call('update_a_caspio_attachment_by_id', { ...photo, File, ...args })).text;
    expect(await refused({ id: 9_999 })).toContain('ObjectNotFound');
    expect(await refused({ table_name: 'Employes' })).toContain('Did you mean "Employees"?');
    expect(await refused({ attachment_field_name: 'Name' })).toContain('FieldNotFound');
    // What the field takes stands in its definition.
    expect(await refused({ File: { name: 'a.txt', text: 'x' } })).toMatch(/AttachmentPermittedFileTypes|png/);
    expect(await refused({ File: { text: 'x' } })).toContain('File.name: is required with text and base64');
    expect(await refused({ File: { ...File, text: 'x' } })).toContain('needs exactly one of');
    expect(await refused({ File: { name: 'a.png', base64: 'no base64!' } })).toContain('is no base64');
    expect(await refused({ File: { ...File, name: '../a.png' } })).toContain('must be a plain file name');
    expect((await server.call('get_single_caspio_attachment_by_id', photo)).json).toEqual(before);
  });
});

it('attachments work over stdio in the built server', async () => {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'caspio-test-')));
  const server = await connectStdio({ args: ['--sandbox', '--files-dir', folder] });
  const photo = { table_name: 'Employees', attachment_field_name: 'Photo', id: 2 };
  await writeFile(join(folder, 'me.png'), PNG);
  await server.call('update_a_caspio_attachment_by_id', { ...photo, File: { path: 'me.png' } });
  const { content } = await server.client.callTool({
    name: 'get_single_caspio_attachment_by_id',
    arguments: photo,
  });
  expect(content[1]).toMatchObject({ type: 'image', data: PNG.toString('base64'), mimeType: 'image/png' });
  await server.call('get_single_caspio_attachment_by_id', { ...photo, save_as: 'back.png' });
  expect(await readFile(join(folder, 'back.png'))).toEqual(PNG);
  await server.close();
  await rm(folder, { recursive: true });
});
