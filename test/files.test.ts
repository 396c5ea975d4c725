import { createHash, randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { connect, connectStdio } from './support/connect.js';
import { freshServer } from './support/fresh.js';

type Thing = Record<string, string>;

const sha256 = (bytes: Uint8Array | string) => createHash('sha256').update(bytes).digest('hex');

describe('the Files area of the sandbox', () => {
  const { server, origin } = freshServer();

  const folderNamed = async (name: string, externalKey?: string) => {
    const args = externalKey === undefined ? {} : { externalKey };
    const { json } = await server.call('list_all_caspio_files_folders', args);
    return (json.result as Thing[]).find(({ Name }) => Name === name)?.ExternalKey ?? '';
  };
  const upload = (Files: readonly Record<string, unknown>[], externalKey?: string) =>
    server.call('create_a_caspio_file', { Files, ...(externalKey && { externalKey }) });
  const overwrite = (File: Record<string, unknown>, externalKey?: string) =>
    server.call('update_a_caspio_file_by_id', { File, ...(externalKey && { externalKey }) });
  const read = (id = '') => server.call('get_single_caspio_file_by_id', { id });
  const byPath = (filePath: string) => server.call('list_all_caspio_files_paths', { filePath });

  /** All pages of a folder. */
  async function everything(args: Record<string, unknown>) {
    const names: string[] = [];
    let cursor: unknown;
    let calls = 0;
    do {
      const page = await server.call('list_all_caspio_files', { ...args, ...(cursor ? { cursor } : {}) });
      expect(page.isError, page.text).toBe(false);
      names.push(...(page.json.result as Thing[]).map(({ Name = '' }) => Name));
      cursor = page.json.next_cursor;
      calls += 1;
    } while (cursor !== undefined);
    return { names, calls };
  }

  it('has folders in folders, each the same alone', async () => {
    const { json } = await server.call('list_all_caspio_files_folders', { sortDescending: true });
    const top = (json.result as Thing[]).map(({ Name }) => Name);
    expect(top).toEqual(['Product_Images', 'Invoices', 'Inbox', 'Contracts']);
    const id = await folderNamed('2026', await folderNamed('Invoices'));
    const one = await server.call('get_single_caspio_files_folder_by_id', { id });
    expect(one.json.result).toMatchObject({ Name: '2026', ExternalKey: id });
    const wrong = await server.call('get_single_caspio_files_folder_by_id', { id: '2026' });
    expect(wrong.text).toContain('ObjectNotFound');
  });

  it('takes several files at once, whatever their names', async () => {
    const names = [
      'two words.txt',
      "quote\"d 'n' more.txt",
      'semi;colon; filename=other.txt',
      '100% %22 sure %.txt',
      'Übergröße.txt',
      'отчёт за май.txt',
      '見積書 2026.txt',
      'تقرير.txt',
      '👩‍🚀 emoji 🎉.txt',
      'e\u0301 decomposed.txt',
      'a+b&c=d#e.txt',
      '{curly} [square] (round)*.txt',
      'no extension',
    ];
    const externalKey = await folderNamed('Contracts');
    const uploaded = await upload(
      names.map((name) => ({ name, text: `I am ${name}` })),
      externalKey,
    );
    const stored = uploaded.json.result as Thing[];
    expect(stored.map(({ Name }) => Name)).toEqual(names);
    const { names: listed } = await everything({ externalKey });
    expect(listed).toEqual(expect.arrayContaining(names));
    for (const { Name, ExternalKey } of stored) {
      const bytes = Buffer.from(`I am ${Name}`);
      const one = await read(ExternalKey);
      expect(one.json.result).toMatchObject({ name: Name, size: bytes.length, sha256: sha256(bytes) });
      const same = await byPath(`Contracts/${Name}`);
      expect(same.json).toEqual(one.json);
      const facts = await server.call('list_all_caspio_path_file_infos', { filePath: `Contracts/${Name}` });
      expect(facts.json.result).toMatchObject({ Name, ExternalKey, Size: bytes.length });
    }
  });

  it('refuses a name that exists, keeps the file, and says what overwrites', async () => {
    const [first] = (await upload([{ name: 'plan.txt', text: 'first' }])).json.result as Thing[];
    const both = [
      { name: 'new.txt', text: 'new' },
      { name: 'Plan.txt', text: 'second' },
    ];
    const refused = await upload(both);
    expect(refused.isError).toBe(true);
    expect(refused.text).toContain('HTTP 409');
    expect(refused.text).toContain('overwrite it with update_a_caspio_file_by_id');
    expect((await read(first?.ExternalKey)).json.result).toMatchObject({ text: 'first' });
    expect((await byPath('new.txt')).text).toContain('FileNotFound');
  });

  it('overwrites under the same key, and makes a file that is not there', async () => {
    const externalKey = await folderNamed('Inbox');
    const [first] = (await upload([{ name: 'plan.csv', text: 'a,b\n1,2\n' }], externalKey)).json
      .result as Thing[];
    const done = await overwrite({ name: 'plan.csv', text: 'a\n3\n' }, externalKey);
    expect(done.json.result).toEqual(first);
    expect((await read(first?.ExternalKey)).json.result).toMatchObject({ text: 'a\n3\n', type: 'text/csv' });
    const facts = await server.call('get_single_caspio_file_metadatum_by_id', { id: first?.ExternalKey });
    expect(facts.json.result).toMatchObject({ Name: 'plan.csv', Size: 4, ContentType: 'text/csv' });

    const made = await overwrite({ name: 'fresh.txt', text: '' });
    expect(made.json.result).toMatchObject({ Name: 'fresh.txt' });
    expect((await byPath('/fresh.txt')).json.result).toMatchObject({ size: 0, text: '', sha256: sha256('') });
  });

  it.each([{}, { pageSize: 7 }, { pageSize: 33, sortDescending: true }, { sortField: 'Size' }])(
    'lists many files completely and each once, with %j',
    async (how) => {
      const externalKey = await folderNamed('Contracts');
      const { names: before } = await everything({ externalKey });
      const added = Array.from({ length: 130 }, (_, number) => ({
        name: `file ${String(number).padStart(3, '0')}.txt`,
        text: 'x'.repeat(number % 4),
      }));
      await upload(added, externalKey);
      const { names, calls } = await everything({ externalKey, ...how });
      const expected = [...before, ...added.map(({ name }) => name)];
      expect([...names].sort()).toEqual([...expected].sort());
      expect(calls).toBe(Math.ceil(expected.length / (how.pageSize ?? 100)));
    },
  );

  it('goes on with a list that was cut to fit into an answer', async () => {
    const small = await connect({ origin: origin(), maxResultChars: 3_000 });
    const args = { externalKey: await folderNamed('Product_Images') };
    const names: string[] = [];
    let cursor: unknown;
    do {
      const page = await small.call('list_all_caspio_files', { ...args, ...(cursor ? { cursor } : {}) });
      expect(page.text.length).toBeLessThanOrEqual(3_000);
      names.push(...(page.json.result as Thing[]).map(({ Name = '' }) => Name));
      cursor = page.json.next_cursor;
    } while (cursor !== undefined);
    await small.close();
    expect(names).toEqual((await everything(args)).names);
  });

  it('deletes one file by its key and one by its path, and no other', async () => {
    const externalKey = await folderNamed('Inbox');
    const { names } = await everything({ externalKey });
    const { json } = await server.call('list_all_caspio_path_file_infos', {
      filePath: 'Inbox/見積書 2026-10.pdf',
    });
    const { ExternalKey: id } = json.result as Thing;
    const byKey = await server.call('delete_a_caspio_file_by_id', { id });
    expect(byKey.json).toEqual({ result: { id }, note: 'Deleted.' });
    const path = { filePath: 'Inbox/Übergabe Lager.txt' };
    const deleted = await server.call('delete_a_caspio_files_path_by_id', path);
    expect(deleted.json).toEqual({ result: path, note: 'Deleted.' });
    const left = names.filter((name) => !['見積書 2026-10.pdf', 'Übergabe Lager.txt'].includes(name));
    expect((await everything({ externalKey })).names).toEqual(left);
    for (const gone of [
      await server.call('delete_a_caspio_file_by_id', { id }),
      await server.call('delete_a_caspio_files_path_by_id', path),
      await server.call('get_single_caspio_file_metadatum_by_id', { id }),
      await byPath(path.filePath),
    ]) {
      expect(gone.text).toContain('FileNotFound');
    }
  });

  it('shows texts and pictures, and small files as base64', async () => {
    const text = await byPath('Inbox/Übergabe Lager.txt');
    expect(text.json.result).toMatchObject({
      type: 'text/plain',
      text: expect.stringContaining('Schlüssel'),
    });
    const { content } = await server.client.callTool({
      name: 'list_all_caspio_files_paths',
      arguments: { filePath: 'Inbox/receipt.png' },
    });
    expect(content[1]).toMatchObject({ type: 'image', mimeType: 'image/png' });
    const pdf = (await byPath('Inbox/見積書 2026-10.pdf')).json.result as Thing;
    expect(sha256(Buffer.from(pdf.base64 ?? '', 'base64'))).toBe(pdf.sha256);
    await upload([{ name: 'large.png', base64: randomBytes(900_000).toString('base64') }]);
    const large = await byPath('large.png');
    expect(large.json.note).toContain('Too large to show');
  });

  it('refuses a folder that is not there, and no files at all', async () => {
    const File = { name: 'lost.txt', text: 'x' };
    const nowhere = '00000000-0000-4000-8000-000000000000';
    expect((await upload([File], nowhere)).text).toContain('ObjectNotFound');
    expect((await overwrite(File, nowhere)).text).toContain('ObjectNotFound');
    expect((await upload([])).text).toContain('Files: is empty');
    expect((await upload([{ name: 'a/b.txt', text: 'x' }])).text).toContain('must be a plain file name');
    const list = await server.call('list_all_caspio_files', { sortField: 'Owner' });
    expect(list.text).toContain('sortField: must be one of Name, Size');
  });

  it('takes a name with half a character, which no encoding has', async () => {
    const { isError, text } = await upload([{ name: 'broken \ud83d.txt', text: 'x' }]);
    expect(text).not.toContain('fault of its own');
    if (!isError) expect((await byPath('broken \ufffd.txt')).json.result).toMatchObject({ text: 'x' });
  });
});

it('the Files area works over stdio in the built server', async () => {
  const server = await connectStdio({ args: ['--sandbox'] });
  const Files = [{ name: 'über uns.txt', text: 'wir 👋' }];
  const { json } = await server.call('create_a_caspio_file', { Files });
  const [{ ExternalKey } = {}] = json.result as Thing[];
  const back = await server.call('get_single_caspio_file_by_id', { id: ExternalKey });
  expect(back.json.result).toMatchObject({ name: 'über uns.txt', text: 'wir 👋' });
  await server.close();
});
