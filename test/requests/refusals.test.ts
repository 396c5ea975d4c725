import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Connection, connect } from '../support/connect.js';
import { type RawServer, rawServer } from '../support/raw.js';

/** Calls that end before anything is sent, not even a login. */

type Arguments = Record<string, unknown>;
const FILE = { name: 'a.txt', text: 'x' };
const EVENT = { webhook_id: 'w1', EventType: 'table.recordInsert', ObjectName: 'T' };
const PHOTO = { table_name: 'T', attachment_field_name: 'Photo', id: 7 };
const PAGE = { external_key: 'a1', app_key: 'p1' };

describe('refused before anything is sent', () => {
  let folder: string;
  let raw: RawServer;
  let closed: Connection;
  let open: Connection;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'refusals-'));
    await writeFile(join(folder, 'a.txt'), 'x');
    raw = await rawServer(() => ({ json: { Result: [] } }));
    closed = await connect({ origin: raw.origin });
    open = await connect({ origin: raw.origin, filesDirs: [folder] });
  });
  afterAll(async () => {
    await closed.close();
    await open.close();
    await raw.close();
    await rm(folder, { recursive: true });
  });

  async function refused(server: Connection, tool: string, args: Arguments): Promise<string> {
    const { isError, text } = await server.call(tool, args);
    expect(isError).toBe(true);
    expect(text).toMatch(/^Error \(arguments\): .+\nNext: .+/);
    expect(raw.seen).toEqual([]);
    expect(raw.logins()).toBe(0);
    return text;
  }

  it.each<[string, Arguments, string]>([
    ['get_single_caspio_attachment_by_id', { ...PHOTO, id: [7] }, 'id: '],
    ['get_single_caspio_attachment_by_id', { ...PHOTO, id: '../7' }, 'id: must be a PK_ID'],
    ['get_single_caspio_attachment_by_id', { ...PHOTO, id: 'fileInfo' }, 'id: must be a PK_ID'],
    ['get_single_caspio_file_by_id', { id: 'folders' }, 'id: must be the ExternalKey of a file'],
    ['get_single_caspio_attachment_by_id', { ...PHOTO, save_as: '' }, 'save_as: is blank'],
    ['update_a_caspio_attachment_by_id', { ...PHOTO, File: 'a.txt' }, 'File: '],
    ['update_a_caspio_attachment_by_id', PHOTO, 'File: is required'],
    ['delete_a_caspio_attachment_by_id', { ...PHOTO, 'q.where': 'A=1' }, 'id: is no argument of this tool'],
    [
      'delete_a_caspio_view_attachment_by_id',
      { view_name: 'V', attachment_field_name: 'Photo', 'q.where': ' ; -- all' },
      'q.where: is blank',
    ],
    [
      'update_a_caspio_file_info_by_id',
      { table_name: 'T', attachment_field_name: 'Photo', 'q.where': 'A=1', FileName: ' ' },
      'FileName: is blank',
    ],
    ['list_all_caspio_files', { pageSize: 4 }, 'pageSize: must be 5 to 1000'],
    ['list_all_caspio_files', { pageNumber: 0 }, 'pageNumber: must be at least 1'],
    ['list_all_caspio_files', { sortField: 'Owner' }, 'sortField: must be one of Name, Size'],
    ['list_all_caspio_files', { cursor: 'abc' }, 'cursor: is not a cursor of this server'],
    ['list_all_caspio_files_folders', { sortField: 'Size' }, 'sortField: must be one of Name, DateCreated'],
    ['list_all_caspio_files_folders', { sortDescending: 'down' }, 'sortDescending: must be true or false'],
    ['create_a_caspio_file', { Files: [] }, 'Files: is empty'],
    ['create_a_caspio_file', { Files: [FILE, { ...FILE, name: 'a/b' }] }, 'Files.1.name: must be a plain'],
    ['update_a_caspio_file_by_id', { id: 'k', File: FILE }, 'id: is no argument of this tool'],
    ['get_single_caspio_file_by_id', {}, 'id: is required'],
    ['list_all_caspio_files_paths', { filePath: ' ' }, 'filePath: is blank'],
    ['delete_a_caspio_files_path_by_id', { filePath: 'x'.repeat(3_000) }, 'filePath: is too long'],
    ['create_a_caspio_outgoing_webhook', { Name: 'N', OutgoingUrls: [] }, 'OutgoingUrls: is empty'],
    [
      'create_a_caspio_outgoing_webhook',
      { Name: 'N', OutgoingUrls: ['http://a.example'] },
      'OutgoingUrls.0: must begin with https://',
    ],
    [
      'create_a_caspio_outgoing_webhook',
      { Name: 'N', OutgoingUrls: ['https://a.example'], CallThrottling: 0 },
      'CallThrottling: must be at least 1',
    ],
    ['update_a_caspio_outgoing_webhook_by_id', { id: 'w1' }, 'arguments: hold nothing to change'],
    ['update_a_caspio_outgoing_webhook_by_id', { id: 'w1', Enabled: 'maybe' }, 'Enabled: must be true'],
    [
      'create_a_caspio_webhook_event',
      { ...EVENT, EventType: 'recordCreate' },
      'EventType: must be one of table.recordInsert',
    ],
    [
      'create_a_caspio_webhook_event',
      { ...EVENT, EventSources: ['RESTAPIs', 'Email'] },
      'EventSources.1: must be of Datasheet',
    ],
    ['update_a_caspio_webhook_event_by_id', { webhook_id: 'w1', id: 'e1' }, 'EventType: '],
    ['create_a_caspio_run', { external_key: null }, 'external_key: '],
    ['get_single_caspio_data_import_export_task_by_id', { id: 'a/b' }, 'id: must be a plain name'],
    ['get_single_caspio_deployment_by_id', { ...PAGE, method: 'script' }, 'method: must be iFrame, URL'],
    ['update_a_caspio_deployment_by_id', { ...PAGE, Deployed: 'yes' }, 'Deployed: must be true or false'],
    [
      'caspio_deployments_bulk_update',
      { external_key: 'a1', Deployed: false, expected_count: 1.5 },
      'expected_count: must be a whole number',
    ],
    [
      'create_a_caspio_user',
      { directory_id: 'd1', values: { Email: 'a@example.com', _status: 'Active' } },
      'values: holds _status, which Caspio works out',
    ],
    ['create_a_caspio_user', { directory_id: 'd1', values: {} }, 'values: is empty'],
    ['create_a_caspio_user', { directory_id: 'd1', values: 'a@example.com' }, 'values: must be one object'],
    ['update_a_caspio_user_by_id', { directory_id: 'd1', values: { A: 1 }, Where: '  ' }, 'Where: is blank'],
    ['delete_a_caspio_user_by_id', { directory_id: 'd1' }, 'Where: is required'],
    ['create_a_caspio_users_activate', { directory_id: 'd1', UserGUID: '' }, 'UserGUID: is blank'],
  ])('%s %j', async (tool, args, problem) => {
    expect(await refused(closed, tool, args)).toContain(`Error (arguments): ${problem}`.trimEnd());
  });

  it.each([
    ["_status = 'Inactive'", '_status'],
    ["Email = 'a@example.com' AND [_Sign_In_Method] = 'SSO'", '_sign_in_method'],
    ["'x' = _2FA_STATUS", '_2fa_status'],
  ])('a write to users where %s, with the reason', async (Where, name) => {
    const reason = `Where: names ${name}, which Caspio works out for reads only`;
    const next = 'List the users by it first (q.where), then write by their UserGUID.';
    const args = { directory_id: 'd1', Where };
    expect(await refused(closed, 'delete_a_caspio_user_by_id', args)).toBe(
      `Error (arguments): ${reason}.\nNext: ${next}`,
    );
    const change = { ...args, values: { A: 1 }, expected_count: 2 };
    expect(await refused(closed, 'update_a_caspio_user_by_id', change)).toContain(reason);
  });

  const ONE_SOURCE = 'File: needs exactly one of path, url, text, base64';
  it.each<[Arguments, string]>([
    [{}, ONE_SOURCE],
    [{ name: 'a.txt' }, ONE_SOURCE],
    [{ ...FILE, base64: 'eA==' }, ONE_SOURCE],
    [{ path: 'a.txt', url: 'https://a.example/a.txt' }, ONE_SOURCE],
    [{ text: 'x' }, 'File.name: is required with text and base64'],
    [{ base64: 'eA==' }, 'File.name: is required with text and base64'],
    [{ name: ' ', text: 'x' }, 'File.name: is blank'],
    [{ name: 'a\r\nb', text: 'x' }, 'File.name: must be a plain file name'],
    [{ name: 'a\\b', text: 'x' }, 'File.name: must be a plain file name'],
    [{ name: 'half \ud83d.txt', text: 'x' }, 'File.name: '],
    [{ name: 'a', base64: 'not base64!' }, 'File.base64: is no base64'],
    [{ name: 'a', base64: 'eA' }, 'File.base64: is no base64'],
    [{ ...FILE, content_type: 'text' }, 'File.content_type: must be a media type'],
    [{ ...FILE, content_type: 'text/plain\r\nX: y' }, 'File.content_type: must be a media type'],
    [{ ...FILE, size: 1 }, 'File: '],
    [{ path: '' }, 'File.path: is blank'],
    [{ path: 'a.txt' }, 'File.path: no folder is open to files'],
    [{ url: 'http://a.example/a.txt' }, 'File.url: is no https address'],
    [{ url: 'file:///etc/passwd' }, 'File.url: is no https address'],
    [{ url: 'https://127.0.0.1/a.txt' }, 'File.url: does not lead to a public address'],
    [{ url: 'https://me:pw@a.example/a.txt' }, 'File.url: holds a user name or password'],
  ])('a File of %j', async (File, problem) => {
    const text = await refused(closed, 'update_a_caspio_file_by_id', { File });
    expect(text).toContain(`Error (arguments): ${problem}`.trimEnd());
  });

  it.each([
    ['none.txt', 'is not below an open folder'],
    ['../a.txt', 'is not below an open folder'],
    ['/etc/passwd', 'is not below an open folder'],
    ['.', 'is no file'],
  ])('a local file %j', async (path, problem) => {
    expect(await refused(open, 'update_a_caspio_file_by_id', { File: { path } })).toContain(
      `File.path: "${path}" ${problem}`,
    );
    const Files = [FILE, { path }];
    expect(await refused(open, 'create_a_caspio_file', { Files })).toContain(`Files.1.path: "${path}"`);
  });

  it('says how files of this machine are opened', async () => {
    const text = await refused(closed, 'create_a_caspio_file', { Files: [{ path: 'a.txt' }] });
    expect(text).toContain(
      'Start the server with --files-dir FOLDER, or send the content as text or base64.',
    );
  });
});
