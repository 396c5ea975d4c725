import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { publish } from '../src/publish.js';
import { toolsets } from '../tools/index.js';
import { LOCAL_FILES } from './requests/case.js';
import { CASES } from './requests/index.js';
import { type Connection, connect } from './support/connect.js';
import { OPERATIONS } from './support/operations.js';
import { type RawServer, type Reply, rawServer } from './support/raw.js';
import { PLANTED } from './support/secrets.js';

const mirrors = new Set(OPERATIONS.map(([name]) => name));
const tools = toolsets
  .flatMap((toolset) => toolset.tools.map((tool) => publish(tool)))
  .filter(({ name }) => mirrors.has(name));

/** The method and path of a tool's operation, as a pattern. */
function operationOf(tool: string): RegExp {
  const [, , request = ''] = OPERATIONS.find(([name]) => name === tool) ?? [];
  return new RegExp(`^${request.replace(/\{\w+\}/g, '[^/?]+')}$`);
}

const downloads =
  /^(get_single_caspio_(view_)?attachment_by_id|get_single_caspio_file_by_id|list_all_caspio_files_paths)$/;

describe('every tool sends exactly', () => {
  let folder: string;
  let raw: RawServer;
  let server: Connection;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'requests-'));
    for (const [name, bytes] of Object.entries(LOCAL_FILES)) await writeFile(join(folder, name), bytes);
  });
  afterEach(async () => {
    await server.close();
    await raw.close();
    await rm(folder, { recursive: true });
  });
  const start = async (replies: readonly Reply[]) => {
    const queue = [...replies];
    raw = await rawServer(() => queue.shift() ?? { status: 500 });
    server = await connect({ origin: raw.origin, filesDirs: [folder] });
  };

  it.each(CASES)('$tool $args', async ({ tool, args, requests, replies, answer, image }) => {
    await start(replies);
    const { content, structuredContent, isError } = await server.client.callTool({
      name: tool,
      arguments: args,
    });

    const [first, ...more] = content;
    const text = first?.type === 'text' ? first.text : '';
    expect(isError, text).toBeUndefined();
    expect(JSON.parse(text)).toEqual(answer);
    expect(more).toEqual(image ? [{ type: 'image', ...image }] : []);
    const declares = tools.find(({ name }) => name === tool)?.outputSchema !== undefined;
    expect(structuredContent).toEqual(declares ? answer : undefined);

    const sent = raw.seen.map(({ method, path, query, body }) => [`${method} ${path}`, query, body]);
    expect(sent).toEqual(requests.map(([line, query = {}, body = '']) => [line, query, body]));
    expect(sent.at(-1)?.[0]).toMatch(operationOf(tool));
    for (const { method, headers, bytes } of raw.seen) {
      const type = args.File || args.Files ? /^multipart\/form-data; boundary=\S+$/ : /^application\/json$/;
      expect(headers.authorization).toBe(`Bearer ${PLANTED.token(1)}`);
      expect(headers.accept).toBe(downloads.test(tool) ? 'application/octet-stream' : 'application/json');
      expect(headers['content-type'] ?? '').toMatch(method === 'GET' ? /^$/ : type);
      expect(headers['transfer-encoding']).toBeUndefined();
      expect(Number(headers['content-length'] ?? 0)).toBe(bytes.length);
    }
  });

  it.each([
    ['list_all_caspio_records', { table_name: 'T' }, { 'q.where': 'PK_ID > 5' }],
    ['list_all_caspio_view_records', { view_name: 'V' }, { 'q.pageNumber': '2' }],
    ['list_all_caspio_users', { directory_id: 'd1' }, { 'q.pageNumber': '2' }],
  ] as const)('%s goes on with next_cursor', async (tool, args, expected) => {
    const five = { Result: [1, 2, 3, 4, 5].map((id) => ({ PK_ID: id, UserGUID: `g-${id}` })) };
    await start([{ json: five }, { json: { Result: [{ PK_ID: 6, UserGUID: 'g-6' }] } }]);
    const given = { ...args, 'q.pageSize': 5 };
    const { cursor, next } = await goOn(server, tool, given);
    expect(cursor).toEqual(expect.any(String));
    expect(next).toEqual({ result: [{ PK_ID: 6, UserGUID: 'g-6' }] });
    expect(raw.seen[1]?.query).toMatchObject({ 'q.pageSize': '5', ...expected });
  });

  it.each(['list_all_caspio_files', 'list_all_caspio_files_folders'])(
    '%s goes on with next_cursor',
    async (tool) => {
      const five = ['a', 'b', 'c', 'd', 'e'].map((Name) => ({ Name }));
      await start([
        { json: { Result: five, Pagination: { TotalCount: 6 } } },
        { json: { Result: [{ Name: 'f' }], Pagination: { TotalCount: 6 } } },
      ]);
      const given = { externalKey: 'k', pageSize: 5, sortField: 'DateCreated', sortDescending: true };
      const { next } = await goOn(server, tool, given);
      expect(next).toEqual({ result: [{ Name: 'f' }], total_count: 6 });
      const query = { externalKey: 'k', pageSize: '5', sortField: 'DateCreated', sortDescending: 'true' };
      expect(raw.seen.map((seen) => seen.query)).toEqual([
        { ...query, pageNumber: '1' },
        { ...query, pageNumber: '2' },
      ]);
    },
  );
});

async function goOn(server: Connection, tool: string, args: Record<string, unknown>) {
  const cursor = (await server.call(tool, args)).json.next_cursor;
  return { cursor, next: (await server.call(tool, { ...args, cursor })).json };
}

describe('the cases', () => {
  it('cover every tool of the catalogue', () => {
    const covered = new Set(CASES.map(({ tool }) => tool));
    expect(tools.map(({ name }) => name).filter((name) => !covered.has(name))).toEqual([]);
  });

  it.each(tools)('use every argument of $name', ({ name, inputSchema }) => {
    const used = CASES.filter(({ tool }) => tool === name).flatMap(({ args }) => Object.keys(args));
    // A cursor comes from an earlier answer.
    const known = new Set([...used, ...used.map((argument) => `q.${argument}`), 'cursor']);
    expect(Object.keys(inputSchema.properties ?? {}).filter((argument) => !known.has(argument))).toEqual([]);
  });
});
