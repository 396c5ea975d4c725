import { afterEach, describe, expect, it } from 'vitest';
import { type Connection, connect } from './support/connect.js';
import { type Handler, type RawServer, type Reply, rawServer } from './support/raw.js';

/** What each toolset tells its caller when Caspio refuses, and what it refuses itself. */

type Arguments = Record<string, unknown>;

let raw: RawServer | undefined;
let server: Connection | undefined;
afterEach(async () => {
  await server?.close();
  await raw?.close();
});

async function call(handle: Handler, tool: string, args: Arguments) {
  raw = await rawServer(handle);
  server = await connect({ origin: raw.origin });
  return { ...(await server.call(tool, args)), raw };
}

const ID = '11111111-2222-3333-4444-555555555555';
const refusal = (status: number, Code: string, Message = 'Words of Caspio.'): Reply => ({
  status,
  json: { Code, Message, RequestId: ID },
});
const told = (kind: string, status: number, code: string, next: string) =>
  [
    `Error (${kind}): Caspio refused the request (HTTP ${status}).`,
    `Caspio: ${code} "Words of Caspio."`,
    `Request id: ${ID}`,
    `Next: ${next}`,
  ].join('\n');

const FILE = { name: 'a.txt', text: 'x' };
const EVENT = { webhook_id: 'w1', EventType: 'table.recordInsert', ObjectName: 'T' };
const PAGE = { external_key: 'a1', app_key: 'p1' };
const USER = { directory_id: 'd1', UserGUID: 'g-1' };
const PHOTO = { table_name: 'T', attachment_field_name: 'Photo' };
const VIEW_PHOTO = { view_name: 'V', attachment_field_name: 'Photo' };

describe('what is missing (404)', () => {
  const EXACT = 'List the objects of this kind and use an exact name or id.';
  it.each<[string, Arguments]>([
    ['get_single_caspio_files_folder_by_id', { id: 'k' }],
    ['create_a_caspio_file', { Files: [FILE], externalKey: 'k' }],
    ['update_a_caspio_file_by_id', { File: FILE, externalKey: 'k' }],
    ['get_single_caspio_outgoing_webhook_by_id', { id: 'w1' }],
    ['update_a_caspio_outgoing_webhook_by_id', { id: 'w1', Enabled: true }],
    ['delete_a_caspio_outgoing_webhook_by_id', { id: 'w1' }],
    ['list_all_caspio_webhook_events', { webhook_id: 'w1' }],
    ['create_a_caspio_webhook_event', EVENT],
    ['get_single_caspio_webhook_event_by_id', { webhook_id: 'w1', id: 'e1' }],
    ['update_a_caspio_webhook_event_by_id', { ...EVENT, id: 'e1' }],
    ['delete_a_caspio_webhook_event_by_id', { webhook_id: 'w1', id: 'e1' }],
    ['get_single_caspio_data_import_export_task_by_id', { id: 'k' }],
    ['create_a_caspio_run', { external_key: 'k' }],
    ['get_single_caspio_bridge_application_by_id', { id: 'a1' }],
    ['list_all_caspio_datapages', { external_key: 'a1' }],
    ['get_single_caspio_datapage_by_id', { external_key: 'a1', id: 'p1' }],
    ['update_a_caspio_deployment_by_id', { ...PAGE, Deployed: true }],
    ['caspio_deployments_bulk_update', { external_key: 'a1', Deployed: false }],
    ['list_all_caspio_users', { directory_id: 'd1' }],
    ['create_a_caspio_user', { directory_id: 'd1', values: { Email: 'a@example.com' } }],
    ['delete_a_caspio_user_by_id', { directory_id: 'd1', Where: 'PK_ID = 1' }],
    ['create_a_caspio_users_activate', USER],
  ])('%s', async (tool, args) => {
    const { isError, text } = await call(() => refusal(404, 'ObjectNotFound'), tool, args);
    expect(isError).toBe(true);
    expect(text).toBe(told('arguments', 404, 'ObjectNotFound', EXACT));
  });

  it.each<[string, Arguments]>([
    ['get_single_caspio_file_by_id', { id: 'k' }],
    ['get_single_caspio_file_metadatum_by_id', { id: 'k' }],
    ['delete_a_caspio_file_by_id', { id: 'k' }],
    ['list_all_caspio_files_paths', { filePath: 'a.txt' }],
    ['list_all_caspio_path_file_infos', { filePath: 'a.txt' }],
    ['delete_a_caspio_files_path_by_id', { filePath: 'a.txt' }],
  ])('%s', async (tool, args) => {
    const { text } = await call(() => refusal(404, 'FileNotFound'), tool, args);
    const next = 'List the files of the folder and use an exact key or path.';
    expect(text).toBe(told('arguments', 404, 'FileNotFound', next));
  });

  /** Answers for the design of table T and view V, and refuses the rest. */
  const account =
    (reply: Reply): Handler =>
    ({ path }) => {
      if (path === '/v3/tables') return { json: { Result: ['T'] } };
      if (path === '/v3/views') return { json: { Result: ['V'] } };
      if (path.endsWith('/fields')) return { json: { Result: [{ Name: 'Photo', Type: 'ATTACHMENT' }] } };
      return reply;
    };

  it.each<[string, Arguments, string]>([
    [
      'get_single_caspio_attachment_by_id',
      { ...PHOTO, table_name: 'Tt', id: 7 },
      'There is no table "Tt". Did you mean "T"?',
    ],
    [
      'update_a_caspio_view_attachment_by_id',
      { ...VIEW_PHOTO, view_name: 'T', id: '7', File: FILE },
      'There is no view "T". It is a table: use the table tools.',
    ],
    ['list_all_caspio_file_infos', { ...PHOTO, attachment_field_name: 'Foto' }, '"Foto" is no field of T.'],
  ])('%s %j', async (tool, args, next) => {
    const { text } = await call(account(refusal(404, 'ObjectNotFound')), tool, args);
    expect(text).toContain('Error (arguments): Caspio refused the request (HTTP 404).');
    expect(text).toContain(`\nNext: ${next}`);
  });

  // What Caspio's body says of a record without a file is not known.
  it.each<[string, Arguments, Reply]>([
    ['get_single_caspio_attachment_by_id', { ...PHOTO, id: 7 }, refusal(404, 'ObjectNotFound')],
    ['get_single_caspio_attachment_by_id', { ...PHOTO, id: 7 }, refusal(404, 'FileNotFound')],
    ['get_single_caspio_attachment_by_id', { ...PHOTO, id: 7 }, { status: 404 }],
    ['get_single_caspio_view_attachment_by_id', { ...VIEW_PHOTO, id: '7' }, refusal(404, 'FileNotFound')],
    ['update_a_caspio_attachment_by_id', { ...PHOTO, id: 7, File: FILE }, refusal(404, 'ObjectNotFound')],
  ])('%s of a record or a file that is not there (%#)', async (tool, args, reply) => {
    const { text } = await call(account(reply), tool, args);
    expect(text).toContain('Error (arguments): Caspio refused the request (HTTP 404).');
    expect(text).toMatch(/\nNext: .*record/);
    expect(text).not.toMatch(/does not go here|folder/);
  });
});

it('is told of a DataPage that is not deployed as such', async () => {
  const { text } = await call(() => refusal(404, 'ObjectNotFound'), 'get_single_caspio_deployment_by_id', {
    ...PAGE,
    method: 'U',
  });
  expect(text).toContain('only while it is deployed');
});

describe('conflicts (409)', () => {
  it('of a file name say what overwrites', async () => {
    const { text } = await call(() => refusal(409, 'FileAlreadyExists'), 'create_a_caspio_file', {
      Files: [FILE],
    });
    const next =
      'A file of this name is in the folder already. Choose another name, or overwrite it with update_a_caspio_file_by_id.';
    expect(text).toBe(told('arguments', 409, 'FileAlreadyExists', next));
  });

  it('without a word of Caspio say it too', async () => {
    const { text } = await call(() => ({ status: 409 }), 'create_a_caspio_file', { Files: [FILE] });
    expect(text).toContain('overwrite it with update_a_caspio_file_by_id');
  });

  it.each<[string, Arguments, string]>([
    [
      'create_a_caspio_users_activate',
      USER,
      'Look at the present state first, then repeat with what fits it.',
    ],
    [
      'create_a_caspio_run',
      { external_key: 'k' },
      'A task runs only while its Status is Ready; see get_single_caspio_data_import_export_task_by_id.',
    ],
  ])('%s: the state stands against it', async (tool, args, next) => {
    const { text } = await call(() => refusal(409, 'Conflict'), tool, args);
    expect(text).toBe(told('arguments', 409, 'Conflict', next));
  });
});

describe('too much at once (413)', () => {
  it.each<[string, Arguments]>([
    ['create_a_caspio_file', { Files: [FILE] }],
    ['update_a_caspio_file_by_id', { File: FILE }],
    ['update_a_caspio_attachment_by_id', { ...PHOTO, id: 7, File: FILE }],
    ['update_a_caspio_view_attachment_by_id', { ...VIEW_PHOTO, id: '7', File: FILE }],
  ])('%s', async (tool, args) => {
    const { text } = await call(() => ({ status: 413 }), tool, args);
    expect(text).toBe('Error (arguments): Caspio refused the request (HTTP 413).\nNext: Send less data.');
  });

  it('is told too when Caspio closes before it has read everything', async () => {
    const { text } = await call(
      (_, response) => {
        response.writeHead(413, { connection: 'close' }).end();
        return undefined;
      },
      'update_a_caspio_file_by_id',
      { File: { name: 'a.txt', text: 'x'.repeat(500_000) } },
    );
    expect(text).toContain('HTTP 413');
  });
});

describe('a missing right (403)', () => {
  const ASK = 'Ask the account administrator to give the Web services profile this right on this object.';
  it.each<[string, Arguments]>([
    ['get_single_caspio_attachment_by_id', { ...PHOTO, id: 7 }],
    ['delete_a_caspio_view_attachment_by_id', { ...VIEW_PHOTO, 'q.where': "PK_ID = '7'" }],
    ['create_a_caspio_file', { Files: [FILE] }],
    ['delete_a_caspio_file_by_id', { id: 'k' }],
    ['create_a_caspio_outgoing_webhook', { Name: 'N', OutgoingUrls: ['https://a.example'] }],
    ['list_all_caspio_webhook_events', { webhook_id: 'w1' }],
    ['create_a_caspio_run', { external_key: 'k' }],
    ['update_a_caspio_deployment_by_id', { ...PAGE, Deployed: false }],
    ['caspio_deployments_bulk_update', { external_key: 'a1', Deployed: false }],
    ['list_all_caspio_users', { directory_id: 'd1' }],
    ['create_a_caspio_users_activate', USER],
  ])('%s', async (tool, args) => {
    const { text } = await call(() => refusal(403, 'UnsufficientPrivileges'), tool, args);
    expect(text).toBe(told('rights', 403, 'UnsufficientPrivileges', ASK));
  });
});

describe('creating a webhook', () => {
  const create = (reply: Reply) =>
    call(() => reply, 'create_a_caspio_outgoing_webhook', {
      Name: 'Orders',
      OutgoingUrls: ['https://a.example'],
    });
  const TAKEN = 'Another webhook probably has this name or one of these URLs';

  it.each([refusal(400, 'IncorrectBodyParameter'), { status: 400 }])(
    'advises on a duplicate (%j)',
    async (reply) => {
      expect((await create(reply)).text).toContain(
        `\nNext: ${TAKEN}: see list_all_caspio_outgoing_webhooks.`,
      );
    },
  );

  it.each<[Reply, string]>([
    [{ status: 400, json: [{ name: 'api-calls-rate', message: 'Over the limit.' }] }, 'Next: Wait a minute'],
    [refusal(400, 'ProfileDisabled'), 'Next: Ask the account administrator to enable'],
  ])('does not take %j for a duplicate', async (reply, next) => {
    const { text } = await create(reply);
    expect(text).not.toContain(TAKEN);
    expect(text).toContain(next);
  });
});
