import { execFileSync } from 'node:child_process';
import {
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  realpath,
  rename,
  rm,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createFolders } from '../src/files/folders.js';
import { type Sandbox, startSandbox } from '../src/sandbox/index.js';
import { type Connection, connect } from './support/connect.js';

/**
 * On disk: open/ and more/ are opened to the server; outside/ lies beside them and holds a secret; open/ has links
 * that lead there.
 */
describe('folders opened with --files-dir', () => {
  let sandbox: Sandbox;
  let server: Connection;
  let root: string;
  beforeAll(async () => {
    root = await realpath(await mkdtemp(join(tmpdir(), 'caspio-test-')));
    for (const folder of ['open/sub', 'more', 'outside', 'open-too']) {
      await mkdir(join(root, folder), { recursive: true });
    }
    await writeFile(join(root, 'open/sub/inside.txt'), 'inside');
    await writeFile(join(root, 'open/..dots.txt'), 'dots');
    await writeFile(join(root, 'more/more.txt'), 'more');
    await writeFile(join(root, 'outside/secret.txt'), 'secret');
    await writeFile(join(root, 'open-too/secret.txt'), 'secret');
    await symlink(join(root, 'outside/secret.txt'), join(root, 'open/link.txt'));
    await symlink(join(root, 'outside'), join(root, 'open/linked'));
    await symlink('../outside', join(root, 'open/sub/relative'));
    await symlink(join(root, 'outside/new.txt'), join(root, 'open/dangling.txt'));
    await symlink(join(root, 'open/sub/inside.txt'), join(root, 'open/good-link.txt'));
    execFileSync('mkfifo', [join(root, 'open/pipe')]);
    sandbox = await startSandbox();
    server = await connect({ origin: sandbox.url, filesDirs: [join(root, 'open'), join(root, 'more')] });
  });
  afterAll(async () => {
    await server.close();
    await sandbox.close();
    await rm(root, { recursive: true });
  });

  const inRoot = (path: string) => path.replace('$root', root);
  const upload = (path: string) =>
    server.call('update_a_caspio_file_by_id', { File: { name: 'up.txt', path: inRoot(path) } });
  const save = (save_as: string) =>
    server.call('list_all_caspio_files_paths', {
      filePath: 'Read me first.txt',
      save_as: inRoot(save_as),
    });
  const uploaded = async () => {
    const { json } = await server.call('list_all_caspio_files_paths', { filePath: 'up.txt' });
    return (json.result as { text?: string } | undefined)?.text;
  };
  /** Every name below the root, and what the files hold. */
  async function disk() {
    const all = (await readdir(root, { recursive: true })).sort();
    const secrets = ['outside/secret.txt', 'open-too/secret.txt', 'open/sub/inside.txt', 'more/more.txt'];
    return [all, await Promise.all(secrets.map((name) => readFile(join(root, name), 'utf8')))];
  }

  it.each([
    ['sub/inside.txt', 'inside'],
    ['./sub/../sub/inside.txt', 'inside'],
    ['$root/open/sub/inside.txt', 'inside'],
    ['more.txt', 'more'],
    ['$root/more/more.txt', 'more'],
    ['..dots.txt', 'dots'],
    ['good-link.txt', 'inside'],
  ])('read %s', async (path, text) => {
    expect((await upload(path)).isError).toBe(false);
    expect(await uploaded()).toBe(text);
    await server.call('delete_a_caspio_files_path_by_id', { filePath: 'up.txt' });
  });

  it.each([
    ['../outside/secret.txt', 'is not below an open folder'],
    ['sub/../../outside/secret.txt', 'is not below an open folder'],
    ['$root/outside/secret.txt', 'is not below an open folder'],
    ['$root/open/../outside/secret.txt', 'is not below an open folder'],
    ['$root/open-too/secret.txt', 'is not below an open folder'],
    ['../open-too/secret.txt', 'is not below an open folder'],
    ['/etc/passwd', 'is not below an open folder'],
    ['link.txt', 'is not below an open folder'],
    ['linked/secret.txt', 'is not below an open folder'],
    ['sub/relative/../outside/secret.txt', 'is not below an open folder'],
    ['$root/open/linked/secret.txt', 'is not below an open folder'],
    ['dangling.txt', 'is not below an open folder'],
    ['nothing.txt', 'is not below an open folder'],
    ['/dev/zero', 'is not below an open folder'],
    ['/proc/self/environ', 'is not below an open folder'],
    ['sub', 'is no file'],
    ['.', 'is no file'],
    ['pipe', 'is no file'],
    ['sub/inside.txt\0.png', 'is not below an open folder'],
    [' ', 'File.path'],
  ])('do not read %j', async (path, reason) => {
    const { isError, text } = await upload(path);
    expect(isError).toBe(true);
    expect(text).toContain(reason);
    expect(text).not.toContain('secret"');
    expect(await uploaded()).toBeUndefined();
  });

  it.each(['new.txt', 'sub/new.txt', '$root/open/new.txt', '$root/more/new.txt', 'sub/../..new'])(
    'write %s',
    async (path) => {
      const { json } = await save(path);
      const { saved_as } = json.result as { saved_as: string };
      const wanted = join(root, 'open', path);
      expect(saved_as).toBe(path.startsWith('$root') ? inRoot(path) : wanted);
      expect(await readFile(saved_as, 'utf8')).toContain('Files of the company');
      await rm(saved_as);
    },
  );

  it.each([
    ['../outside/new.txt', 'is not below an open folder'],
    ['$root/outside/new.txt', 'is not below an open folder'],
    ['$root/new.txt', 'is not below an open folder'],
    ['$root/open-too/new.txt', 'is not below an open folder'],
    ['linked/new.txt', 'is not below an open folder'],
    ['sub/relative/new.txt', 'is not below an open folder'],
    ['no-such-folder/new.txt', 'is not below an open folder'],
    ['sub/inside.txt', 'exists already'],
    ['$root/more/more.txt', 'exists already'],
    ['link.txt', 'exists already'],
    ['good-link.txt', 'exists already'],
    ['dangling.txt', 'exists already'],
    ['sub', 'exists already'],
    ['linked', 'exists already'],
    ['pipe', 'exists already'],
    ['sub/', 'names no file'],
    ['..', 'names no file'],
    ['.', 'names no file'],
    ['/dev/null', 'is not below an open folder'],
    ['sub/inside.txt/new.txt', 'is no folder'],
    ['new\0.txt', 'cannot be written'],
    [`${'long'.repeat(80)}.txt`, 'cannot be written'],
  ])('do not write %j', async (path, reason) => {
    const before = await disk();
    const { isError, text } = await save(path);
    expect(isError).toBe(true);
    expect(text).toContain('save_as: ');
    expect(text).toContain(reason);
    expect(text).toContain('Error (arguments)');
    expect(await disk()).toEqual(before);
  });

  it('are none by default, and the answer says how to open one', async () => {
    const closed = await connect({ origin: sandbox.url });
    const path = join(root, 'open/sub/inside.txt');
    const read = await closed.call('update_a_caspio_file_by_id', { File: { path } });
    expect(read.text).toContain('no folder is open to files');
    expect(read.text).toContain('--files-dir');
    const write = await closed.call('list_all_caspio_files_paths', {
      filePath: 'Read me first.txt',
      save_as: join(root, 'open/new.txt'),
    });
    expect(write.text).toContain('no folder is open to files');
    expect(await readdir(join(root, 'open'))).not.toContain('new.txt');
    await closed.close();
  });
});

it('cannot be left by a link that takes the place of a folder meanwhile', async () => {
  const base = await realpath(await mkdtemp(join(tmpdir(), 'caspio-test-')));
  const [open, outside] = [join(base, 'open'), join(base, 'outside')];
  await mkdir(join(open, 'sub'), { recursive: true });
  await mkdir(outside);
  await writeFile(join(open, 'sub', 'file'), 'inside');
  await writeFile(join(outside, 'file'), 'outside');
  const folders = createFolders([open]);
  let swapping = true;
  const swap = (async () => {
    while (swapping) {
      await rename(join(open, 'sub'), join(open, 'aside'));
      await symlink(outside, join(open, 'sub'));
      await rm(join(open, 'sub'));
      await rename(join(open, 'aside'), join(open, 'sub'));
    }
  })();
  const seen = new Set<string>();
  for (let round = 0; round < 3_000; round += 1) {
    const opened = await folders.openFile('sub/file', 'File').catch(() => undefined);
    if (!opened) continue;
    seen.add((await opened.handle.readFile()).toString());
    await opened.handle.close();
  }
  swapping = false;
  await swap;
  expect(seen.has('outside')).toBe(false);
  const { handle, size } = await folders.openFile('sub/file', 'File');
  await handle.close();
  await rm(base, { recursive: true });
  expect(size).toBe('inside'.length);
});
