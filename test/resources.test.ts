import type { Client } from '@modelcontextprotocol/client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { select } from '../src/registry.js';
import { type Sandbox, startSandbox } from '../src/sandbox/index.js';
import { createShelf } from '../src/shelf.js';
import { toolsets } from '../tools/index.js';
import { type Connection, connect, connectStdio, type Mode } from './support/connect.js';
import { freshServer, sharedServer } from './support/fresh.js';
import { connectHttp, serverOverHttp } from './support/http.js';
import { servedTeam } from './support/team.js';

const uris = async (client: Client) => (await client.listResources()).resources.map(({ uri }) => uri);
const templates = async (client: Client) =>
  (await client.listResourceTemplates()).resourceTemplates.map(({ uriTemplate }) => uriTemplate);

async function read(client: Client, uri: string) {
  const { contents } = await client.readResource({ uri });
  expect(contents).toHaveLength(1);
  return contents[0] as { uri: string; mimeType?: string; text?: string; blob?: string };
}

async function readJson(client: Client, uri: string) {
  const { mimeType, text = '' } = await read(client, uri);
  expect(mimeType).toBe('application/json');
  return JSON.parse(text).result;
}

const complete = async (client: Client, uri: string, name: string, value: string) => {
  const asked = { ref: { type: 'ref/resource' as const, uri }, argument: { name, value } };
  return (await client.complete(asked)).completion.values;
};

const SCHEMA = 'caspio://tables/{table}/schema';
const TEMPLATES = [
  SCHEMA,
  'caspio://tables/{table}/records/{pk}',
  'caspio://views/{view}/schema',
  'caspio://views/{view}/records/{pk}',
  'caspio://files/{+path}',
];

describe('resources', () => {
  const { server } = sharedServer();

  it('lists what has one address, and templates of the rest', async () => {
    expect(await uris(server.client)).toEqual(['caspio://tables', 'caspio://views', 'caspio://directories']);
    expect(await templates(server.client)).toEqual(TEMPLATES);
  });

  it.each([
    ['caspio://tables', 'list_all_caspio_tables', {}],
    ['caspio://views', 'list_all_caspio_views', {}],
    ['caspio://directories', 'list_all_caspio_directories', {}],
    ['caspio://tables/Orders/schema', 'list_all_caspio_fields', { table_name: 'Orders' }],
    [
      'caspio://tables/Price%20List%202026/schema',
      'list_all_caspio_fields',
      { table_name: 'Price List 2026' },
    ],
    ['caspio://views/Open_Orders/schema', 'list_all_caspio_view_fields', { view_name: 'Open_Orders' }],
  ])('%s is what %s answers', async (uri, tool, args) => {
    expect(await readJson(server.client, uri)).toEqual((await server.call(tool, args)).json.result);
  });

  it('gives a record of a table', async () => {
    expect(await readJson(server.client, 'caspio://tables/Orders/records/5')).toMatchObject({ PK_ID: 5 });
  });

  it('gives a record of a view, whose key has a comma, encoded or not', async () => {
    const { json } = await server.call('list_all_caspio_view_records', {
      view_name: 'Customer_Order_History',
      'q.limit': 1,
    });
    const [row] = json.result as { PK_ID: string }[];
    expect(row?.PK_ID).toContain(',');
    for (const key of [row?.PK_ID ?? '', encodeURIComponent(row?.PK_ID ?? '')]) {
      expect(await readJson(server.client, `caspio://views/Customer_Order_History/records/${key}`)).toEqual(
        row,
      );
    }
  });

  it('gives a text of the Files area as text, a picture as bytes', async () => {
    const text = await read(server.client, 'caspio://files/Read%20me%20first.txt');
    expect(text).toMatchObject({
      mimeType: 'text/plain',
      text: expect.stringContaining('Files of the company'),
    });
    const { json } = await server.call('list_all_caspio_records', {
      table_name: 'Products',
      'q.where': "Image <> ''",
      'q.limit': 1,
    });
    const [product] = json.result as { Image: string }[];
    const image = await read(server.client, `caspio://files/${product?.Image.replace(/^\//, '')}`);
    expect(image.mimeType).toBe('image/png');
    expect(
      Buffer.from(image.blob ?? '', 'base64')
        .subarray(1, 4)
        .toString(),
    ).toBe('PNG');
  });

  it.each([
    ['caspio://nothing', /Resource not found/],
    ['caspio://tables/', /Resource not found/],
    ['caspio://tables/Orders', /Resource not found/],
    ['caspio://tables/%E0%A4%A/schema', /Resource not found/],
    ['caspio://exports/0/gone.csv', /Resource not found/],
    ['caspio://tables/Ordres/schema', /Did you mean "Orders"/],
    ['caspio://views/Orders/schema', /It is a table/],
    ['caspio://files/Invoices/none.pdf', /FileNotFound/],
  ])('says that %s is not there', async (uri, message) => {
    const failure = server.client.readResource({ uri });
    await expect(failure).rejects.toMatchObject({ code: -32602, data: { uri } });
    await expect(failure).rejects.toThrow(message);
  });

  it('takes no address that nobody would write', async () => {
    const uri = `caspio://tables/${'x'.repeat(5_000)}/schema`;
    await expect(server.client.readResource({ uri })).rejects.toMatchObject({ code: -32602 });
  });

  it.each([
    ['caspio://tables/Orders/records/99999999', /no record 99999999.*list_all_caspio_records/s],
    ['caspio://tables/Orders/records/1%20OR%201=1', /pk: must be a whole number/],
    ["caspio://views/Open_Orders/records/1'%20OR%20'1'='1", /pk: must be numbers with commas/],
    ['caspio://tables/..%2FOrders/schema', /table: must be a plain name/],
    ['caspio://tables/%20/schema', /table: is blank/],
    ['caspio://files/%20', /path: is blank/],
  ])('says what is wrong with %s', async (uri, message) => {
    const failure = server.client.readResource({ uri });
    await expect(failure).rejects.toMatchObject({ code: -32602 });
    await expect(failure).rejects.toThrow(message);
  });

  it('completes names while they are typed', async () => {
    expect(await complete(server.client, SCHEMA, 'table', 'ord')).toEqual(['Orders']);
    expect(await complete(server.client, SCHEMA, 'table', 'user')).toEqual([
      'Customer_Portal_Users',
      'Staff_Users',
    ]);
    expect(await complete(server.client, 'caspio://views/{view}/records/{pk}', 'view', 'open_t')).toEqual([
      'Open_Tickets',
    ]);
    expect(await complete(server.client, 'caspio://files/{+path}', 'path', 'read')).toEqual([
      'Read me first.txt',
    ]);
  });

  it('completes nothing of what it does not know', async () => {
    expect(await complete(server.client, SCHEMA, 'constructor', '')).toEqual([]);
    expect(await complete(server.client, 'caspio://nothing/{x}', 'x', '')).toEqual([]);
  });
});

describe('files as resources', () => {
  const { server } = freshServer();
  const put = (name: string, content_type: string, text: string) =>
    server.call('create_a_caspio_file', { Files: [{ name, content_type, text }] });

  it('gives bytes that are more than a tool shows', async () => {
    await put('100% a, b.bin', 'application/octet-stream', 'x'.repeat(300_000));
    const { mimeType, blob = '' } = await read(server.client, 'caspio://files/100%25%20a,%20b.bin');
    expect(mimeType).toBe('application/octet-stream');
    expect(Buffer.from(blob, 'base64').toString()).toBe('x'.repeat(300_000));
  });

  it('says how to get what is too large to attach', async () => {
    await put('long.txt', 'text/plain', 'x'.repeat(1_000_001));
    await expect(server.client.readResource({ uri: 'caspio://files/long.txt' })).rejects.toThrow(
      /more than 1 MB.*list_all_caspio_files_paths and save_as/s,
    );
  });

  it('keeps a record within the size of an answer', async () => {
    const made = await server.call('create_a_caspio_record', {
      table_name: 'Customers',
      values: { Company: 'Long', Email: 'long@example.com', Notes: 'x'.repeat(60_000) },
    });
    const { PK_ID } = made.json.result as { PK_ID: number };
    const { text = '' } = await read(server.client, `caspio://tables/Customers/records/${PK_ID}`);
    expect(text.length).toBeLessThanOrEqual(40_000);
    expect(JSON.parse(text)).toMatchObject({ result: { Company: 'Long' }, note: expect.any(String) });
  });
});

describe('what tools have kept', () => {
  let sandbox: Sandbox;
  beforeAll(async () => {
    sandbox = await startSandbox();
  });
  afterAll(() => sandbox.close());

  it('is there for a while', async () => {
    let now = 0;
    const shelf = createShelf(() => now);
    const server = await connect({ origin: sandbox.url, shelf });
    const link = shelf.put({ name: 'März 1.csv', mimeType: 'text/csv', text: 'a,b\n1,2\n' });
    expect(await uris(server.client)).toContain(link.uri);
    expect(await read(server.client, link.uri)).toEqual({
      uri: link.uri,
      mimeType: 'text/csv',
      text: 'a,b\n1,2\n',
    });
    now += 15 * 60_000 + 1;
    expect(await uris(server.client)).not.toContain(link.uri);
    await expect(server.client.readResource({ uri: link.uri })).rejects.toMatchObject({ code: -32602 });
    await server.close();
  });

  it.each([
    [{ toolsets: ['records'] }, [], ['caspio://tables/{table}/records/{pk}']],
    [{ toolsets: ['views'], readOnly: true }, ['caspio://views'], TEMPLATES.slice(2, 4)],
    [{ toolsets: ['webhooks'] }, [], []],
    [{ excludeTools: ['list_all_caspio_fields'] }, undefined, TEMPLATES.slice(1)],
    [{ readOnly: true }, undefined, TEMPLATES],
  ])('depends on the tools that give the same: %j', async (selection, single, others) => {
    const server = await connect({ origin: sandbox.url, tools: select(toolsets, selection).tools });
    if (single) expect(await uris(server.client)).toEqual(single);
    expect(await templates(server.client)).toEqual(others);
    if (!others.includes(SCHEMA)) {
      await expect(server.client.readResource({ uri: 'caspio://tables/Orders/schema' })).rejects.toThrow(
        /Resource not found/,
      );
      expect(await complete(server.client, SCHEMA, 'table', '')).toEqual([]);
    }
    await server.close();
  });
});

const MODES: readonly Mode[] = [{ pin: '2026-07-28' }, 'legacy'];
const WAYS = ['stdio', 'http'].flatMap((over) => MODES.map((mode) => [over, mode] as const));

describe.each(WAYS)('resources over %s, protocol %j', (over, mode) => {
  let server: Connection;
  let http: Awaited<ReturnType<typeof serverOverHttp>> | undefined;
  beforeAll(async () => {
    const args = ['--sandbox'];
    if (over === 'stdio') server = await connectStdio({ args, mode });
    else {
      http = await serverOverHttp({ args });
      server = await connectHttp(http.url, { mode });
    }
  });
  afterAll(async () => {
    await server.close();
    await http?.close();
  });

  it('are listed, read and completed', async () => {
    expect(await uris(server.client)).toContain('caspio://tables');
    expect(await templates(server.client)).toEqual(TEMPLATES);
    expect(await readJson(server.client, 'caspio://tables')).toContain('Orders');
    expect(await readJson(server.client, 'caspio://tables/Orders/records/5')).toMatchObject({ PK_ID: 5 });
    expect(await complete(server.client, SCHEMA, 'table', 'ord')).toEqual(['Orders']);
    await expect(server.client.readResource({ uri: 'caspio://nothing' })).rejects.toMatchObject({
      code: -32602,
    });
  });
});

describe('resources of a bounded connection', () => {
  let team: Awaited<ReturnType<typeof servedTeam>>;
  beforeAll(async () => {
    team = await servedTeam();
  });
  afterAll(() => team.close());

  it('show nothing of what is outside', async () => {
    const allow = { tables: ['Orders'], folders: ['Invoices'] };
    const { client, close } = await team.connect(await team.add('sales', { allow }));
    expect(await uris(client)).toEqual(['caspio://tables']);
    expect(await templates(client)).toEqual([...TEMPLATES.slice(0, 2), 'caspio://files/{+path}']);
    expect(await readJson(client, 'caspio://tables')).toEqual(['Orders']);
    expect(await readJson(client, 'caspio://tables/orders/records/5')).toMatchObject({ PK_ID: 5 });
    expect(await complete(client, SCHEMA, 'table', '')).toEqual(['Orders']);
    expect(await complete(client, 'caspio://files/{+path}', 'path', '')).toEqual([]);
    const refused = [
      'caspio://tables/Customers/schema',
      'caspio://tables/Customers/records/1',
      'caspio://tables/None/schema',
      'caspio://files/Contracts/x.pdf',
      'caspio://files/Invoices/../Contracts/x.pdf',
      'caspio://files/Invoices%2F..%2FContracts%2Fx.pdf',
      'caspio://views/Open_Orders/schema',
      'caspio://directories',
    ];
    for (const uri of refused) {
      await expect(client.readResource({ uri }), uri).rejects.toMatchObject({ code: -32602 });
    }
    const outside = client.readResource({ uri: 'caspio://tables/Customers/schema' });
    await expect(outside).rejects.toThrow(/may not use "Customers".*tables "Orders"/s);
    await close();
  });

  it('are not there without tables', async () => {
    const allow = { views: ['Open_Orders'] };
    const { client, close } = await team.connect(await team.add('views', { allow }));
    expect(await uris(client)).toEqual(['caspio://views']);
    expect(await readJson(client, 'caspio://views')).toEqual(['Open_Orders']);
    expect(await templates(client)).toEqual(TEMPLATES.slice(2, 4));
    await close();
  });
});
