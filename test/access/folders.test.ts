import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { isBelow, listedPath, oddPath } from '../../src/access/bounds/paths.js';
import type { AllowLists } from '../../src/access/connection.js';
import { createKept } from '../../src/caspio/kept.js';
import { type Sandbox, startSandbox } from '../../src/sandbox/index.js';
import { type RawServer, rawServer } from '../support/raw.js';
import { type Bounded, bounded } from './bounded.js';

type Thing = Record<string, string>;

describe('a listed path', () => {
  it.each([
    ['Invoices/2026', ['Invoices', '2026']],
    ['/Invoices//2026/', ['Invoices', '2026']],
    ['/', []],
    ['', undefined],
    [' ', undefined],
    ['Invoices/..', undefined],
    ['./x', undefined],
  ])('%j', (entry, names) => {
    expect(listedPath(entry)).toEqual(names);
  });
});

describe('the path of a file', () => {
  const folder = ['Invoices', '2026'];
  it.each([
    'Invoices/2026/a.pdf',
    '/invoices/2026/x/y/100% sure %.pdf',
    'INVOICES/2026/..a..',
    'Invoices/2026/…a',
  ])('%j is below', (at) => {
    expect(oddPath(at)).toBeUndefined();
    expect(isBelow(at, folder)).toBe(true);
  });

  it.each([
    'Invoices/2026',
    'Invoices/2026b/a.pdf',
    'Invoices/2025/a.pdf',
    'Invoices',
    'a.pdf',
    '2026/a.pdf',
    'C:/Invoices/2026/a.pdf',
    'Invoices/2026 /a.pdf',
    'Invoices./2026/a.pdf',
    ' Invoices/2026/a.pdf',
  ])('%j is not', (at) => {
    expect(isBelow(at, folder)).toBe(false);
  });

  it.each([
    'Invoices/2026/../2025/a.pdf',
    'Invoices/2026/./a.pdf',
    'Invoices/2026/.. /a.pdf',
    'Invoices/2026/\u2026/a.pdf',
    'Invoices/2026/\uff0e\uff0e/a.pdf',
    'Invoices/2026/\u2025/a.pdf',
    'Invoices/2026/.\u200b./a.pdf',
    'Invoices/2026//a.pdf',
    '//Invoices/2026/a.pdf',
    'Invoices/2026/',
    'Invoices\\2026\\a.pdf',
    'Invoices/2026/..\\2025/a.pdf',
    'Invoices/2026/%2e%2e/a.pdf',
    'Invoices/2026/%252e/a.pdf',
    'Invoices/2026/%u002e/a.pdf',
    'Invoices/2026/..\uff0f2025/a.pdf',
    'Invoices/2026/..\u22152025/a.pdf',
    'Invoices/2026/a\0.pdf',
    '',
  ])('%j is odd', (at) => {
    expect(oddPath(at)).toBeDefined();
  });
});

describe('the Files area of the sandbox, bounded to one folder', () => {
  let sandbox: Sandbox;
  let team: Bounded;
  let all: Bounded;
  let keys: Record<string, string>;
  beforeAll(async () => {
    sandbox = await startSandbox();
    all = bounded(sandbox.url, { folders: ['/'] });
    const root = (await all.rows('list_all_caspio_files_folders')) as readonly Thing[];
    const keyOf = (rows: readonly Thing[], name: string) =>
      rows.find(({ Name }) => Name === name)?.ExternalKey ?? '';
    const Invoices = keyOf(root, 'Invoices');
    const years = (await all.rows('list_all_caspio_files_folders', { externalKey: Invoices })) as Thing[];
    keys = {
      Invoices,
      Contracts: keyOf(root, 'Contracts'),
      2025: keyOf(years, '2025'),
      2026: keyOf(years, '2026'),
    };
  });
  afterAll(async () => {
    await all.close();
    await sandbox.close();
  });
  afterEach(() => team?.close());

  const start = (allow: AllowLists = { folders: ['/INVOICES//2026/'] }) => {
    team = bounded(sandbox.url, allow);
    return team;
  };
  const fileIn = async (name: string) =>
    ((await all.rows('list_all_caspio_files', { externalKey: keys[name] })) as readonly Thing[])[0] ?? {};
  const folders = async (externalKey?: string) => {
    const args = externalKey === undefined ? {} : { externalKey };
    return ((await team.rows('list_all_caspio_files_folders', args)) as readonly Thing[]).map(
      ({ Name }) => Name,
    );
  };

  it('shows the way, and no other folder on it', async () => {
    start();
    expect(await folders()).toEqual(['Invoices']);
    expect(await folders(keys.Invoices)).toEqual(['2026']);
    expect(await folders(keys['2026'])).toEqual([]);
    for (const name of ['Invoices', '2026']) {
      const one = await team.result('get_single_caspio_files_folder_by_id', { id: keys[name] });
      expect(one).toMatchObject({ Name: name });
    }
    const page = await team.run('list_all_caspio_files_folders', { pageSize: 5, sortDescending: true });
    expect(page).toMatchObject({ total_count: 1 });
  });

  it('reads, uploads and deletes there, by key and by path', async () => {
    start();
    const { ExternalKey: id, Name } = await fileIn('2026');
    expect(await team.result('get_single_caspio_file_metadatum_by_id', { id })).toMatchObject({ Name });
    expect(await team.result('get_single_caspio_file_by_id', { id: id?.toUpperCase() })).toMatchObject({
      name: Name,
    });
    const filePath = `/invoices/2026/${Name}`;
    expect(await team.result('list_all_caspio_files_paths', { filePath })).toMatchObject({ name: Name });
    expect(await team.result('list_all_caspio_path_file_infos', { filePath })).toMatchObject({ Name });
    const Files = [{ name: 'new.txt', text: 'new' }];
    const externalKey = keys['2026'];
    const [made] = (await team.result('create_a_caspio_file', { Files, externalKey })) as Thing[];
    // Found at once, though the list of the folder was read before.
    expect(await team.result('get_single_caspio_file_by_id', { id: made?.ExternalKey })).toMatchObject({
      name: 'new.txt',
    });
    await team.run('update_a_caspio_file_by_id', { File: { name: 'new.txt', text: 'newer' }, externalKey });
    await team.run('delete_a_caspio_file_by_id', { id: made?.ExternalKey });
    const rest = (await team.rows('list_all_caspio_files', { externalKey })) as readonly Thing[];
    expect(rest.map((file) => file.Name)).not.toContain('new.txt');
  });

  it('refuses everything elsewhere, without a word on whether it exists', async () => {
    start();
    const outside = (await fileIn('2025')).ExternalKey ?? '';
    const nowhere = '00000000-0000-4000-8000-000000000000';
    const Files = [{ name: 'a.txt', text: 'a' }];
    const File = Files[0];
    const tries: [string, object, string][] = [
      ['list_all_caspio_files', {}, 'externalKey'],
      ['list_all_caspio_files', { externalKey: keys.Invoices }, 'externalKey'],
      ['list_all_caspio_files', { externalKey: keys.Contracts }, 'externalKey'],
      ['list_all_caspio_files', { externalKey: nowhere }, 'externalKey'],
      ['list_all_caspio_files_folders', { externalKey: keys['2025'] }, 'externalKey'],
      ['get_single_caspio_files_folder_by_id', { id: keys.Contracts }, 'id'],
      ['create_a_caspio_file', { Files }, 'externalKey'],
      ['create_a_caspio_file', { Files, externalKey: keys.Invoices }, 'externalKey'],
      ['create_a_caspio_file', { Files, externalKey: keys['2025'] }, 'externalKey'],
      ['update_a_caspio_file_by_id', { File }, 'externalKey'],
      ['update_a_caspio_file_by_id', { File, externalKey: keys.Contracts }, 'externalKey'],
      ['get_single_caspio_file_by_id', { id: outside }, 'id'],
      ['get_single_caspio_file_by_id', { id: nowhere }, 'id'],
      ['get_single_caspio_file_metadatum_by_id', { id: outside }, 'id'],
      ['delete_a_caspio_file_by_id', { id: outside }, 'id'],
      ['list_all_caspio_files_paths', { filePath: 'Read me first.txt' }, 'filePath'],
      ['list_all_caspio_files_paths', { filePath: 'Contracts/x.pdf' }, 'filePath'],
      ['list_all_caspio_path_file_infos', { filePath: 'Invoices/2026/../2025/x.pdf' }, 'filePath'],
      ['delete_a_caspio_files_path_by_id', { filePath: '/etc/passwd' }, 'filePath'],
    ];
    for (const [tool, args, argument] of tries) {
      const failure = await team.failure(tool, args);
      expect([failure.kind, failure.argument], tool).toEqual(['rights', argument]);
    }
    const rootless = await team.failure('create_a_caspio_file', { Files });
    expect(rootless.what).toContain('may not leave it out');
    expect(rootless.next).toContain('the folders "/INVOICES//2026/". List the folders');
    const said = async (id: string) => {
      const { what, next } = await team.failure('get_single_caspio_file_by_id', { id });
      return [what.replace(id, ''), next];
    };
    expect(await said(outside)).toEqual(await said(nowhere));
    expect(await all.result('get_single_caspio_file_metadatum_by_id', { id: outside })).toBeDefined();
  });

  it('opens a folder with all below it, and nothing for a path that is not there', async () => {
    start({ folders: ['Invoices', 'Invoices/2026'] });
    const { ExternalKey: id } = await fileIn('2025');
    expect(await team.result('get_single_caspio_file_metadatum_by_id', { id })).toBeDefined();
    expect(await folders()).toEqual(['Invoices']);
    expect(await folders(keys.Invoices)).toEqual(['2025', '2026']);
    await team.close();
    start({ folders: ['Elsewhere/2026', '', '..'] });
    expect(await folders()).toEqual([]);
    expect((await team.failure('get_single_caspio_file_by_id', { id })).kind).toBe('rights');
    expect((await team.failure('list_all_caspio_files')).kind).toBe('rights');
  });

  it('is the whole area with /', async () => {
    expect(await all.rows('list_all_caspio_files')).toHaveLength(1);
    const Files = [{ name: 'b.txt', text: 'b' }];
    expect(await all.result('create_a_caspio_file', { Files })).toHaveLength(1);
    expect((await all.failure('list_all_caspio_files_paths', { filePath: '../x' })).kind).toBe('rights');
  });
});

describe('what the wall asks of Caspio itself', () => {
  let raw: RawServer;
  let team: Bounded;
  let time = 0;
  /** `Open` has folders F0, F1, … with a file each, and more below them: see `deep`. */
  let count = 3;
  beforeAll(async () => {
    raw = await rawServer(({ path, query: { externalKey = '', pageNumber = '1' } }) => {
      const folder = (Name: string, ExternalKey = `key-${Name}`) => ({ Name, ExternalKey });
      const page = (rows: object[]) => ({
        json: { Result: rows.slice((Number(pageNumber) - 1) * 1_000, Number(pageNumber) * 1_000) },
      });
      if (path === '/v3/files/folders') {
        if (externalKey === '') return page([folder('Open'), folder('Secret')]);
        if (externalKey === 'key-open')
          return page(Array.from({ length: count }, (_, n) => folder(`f${n}`, `key-f${n}`)));
        return page([]);
      }
      if (path === '/v3/files') return page([{ Name: 'x', ExternalKey: `file-${externalKey}` }]);
      return { json: { Result: { Name: 'x' } } };
    });
  });
  afterAll(() => raw.close());
  afterEach(() => team.close());
  const start = () => {
    team = bounded(raw.origin, { folders: ['Open'] }, () => time);
    return raw.seen.length;
  };
  const info = (id: string) => team.run('get_single_caspio_file_metadatum_by_id', { id });
  const sent = (from: number) => raw.seen.slice(from).map(({ path, query }) => [path, query.externalKey]);

  it('is never about anything outside', async () => {
    const from = start();
    await team.failure('get_single_caspio_file_by_id', { id: 'file-key-Secret' });
    await team.failure('delete_a_caspio_file_by_id', { id: 'file-key-Secret' });
    await team.failure('list_all_caspio_files', { externalKey: 'key-Secret' });
    await team.failure('list_all_caspio_files_folders', { externalKey: 'key-Secret' });
    expect(JSON.stringify(sent(from))).not.toContain('ecret');
    expect(raw.seen.slice(from).every(({ method }) => method === 'GET')).toBe(true);
  });

  it('is asked once by all who ask at the same time, and then kept for a minute', async () => {
    const from = start();
    await Promise.all(Array.from({ length: 10 }, () => info('file-key-f2')));
    const walked = sent(from).filter(([path]) => path === '/v3/files' || path === '/v3/files/folders');
    expect(new Set(walked.map(String)).size).toBe(walked.length);
    await team.failure('get_single_caspio_file_by_id', { id: 'nowhere' }); // goes to the end
    const again = raw.seen.length;
    await team.failure('get_single_caspio_file_by_id', { id: 'nowhere' });
    await info('file-key-f1');
    expect(sent(again)).toEqual([['/v3/files/file-key-f1/fileInfo', undefined]]);
    time += 61_000;
    const later = raw.seen.length;
    await info('file-key-f1');
    expect(raw.seen.length - later).toBeGreaterThan(1);
  });

  it('costs nothing for what came by in a list', async () => {
    start();
    await team.run('list_all_caspio_files_folders', { externalKey: 'key-Open' }).catch(() => undefined);
    await team.run('list_all_caspio_files_folders', { externalKey: 'key-open' });
    const before = raw.seen.length;
    await team.run('list_all_caspio_files', { externalKey: 'key-f1' });
    await info('file-key-f1');
    expect(raw.seen.length - before).toBe(2);
  });

  it('has an end, and says how to go on', async () => {
    count = 1_500;
    const from = start();
    const failure = await team.failure('get_single_caspio_file_by_id', { id: 'nowhere' });
    expect(failure.what).toContain('500 folders');
    expect(raw.seen.length - from).toBeLessThan(1_100);
    count = 3;
  });
});

describe('a shared reading', () => {
  it('that fails with the call that began it is begun anew by another', async () => {
    const kept = createKept<string>();
    let fail = (_: Error) => {};
    const first = kept.get('k', () => new Promise((_, reject) => (fail = reject)));
    const others = [1, 2, 3].map(() => kept.get('k', async () => 'read'));
    fail(new Error('left'));
    await expect(first).rejects.toThrow('left');
    expect(await Promise.all(others)).toEqual(['read', 'read', 'read']);
  });
});
