import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Connection } from '../support/connect.js';
import { type RawServer, rawServer } from '../support/raw.js';
import { servedTeam } from '../support/team.js';

const ORDERS = { table_name: 'Orders' };
const EVERY = { ...ORDERS, 'q.where': 'PK_ID = 1' };

/** What a bounded agent tries, to see more than the table Orders, the view Open_Orders and one directory. */
const ESCAPES: readonly (readonly [what: string, tool: string, args: Record<string, unknown>])[] = [
  [
    'a sub-query',
    'list_all_caspio_records',
    { ...ORDERS, 'q.where': 'PK_ID IN (SELECT PK_ID FROM Salaries)' },
  ],
  [
    'a sub-query in what is selected',
    'list_all_caspio_records',
    { ...ORDERS, 'q.select': '(SELECT MAX(Pay) FROM Salaries) AS x' },
  ],
  [
    'a sub-query in the order',
    'list_all_caspio_records',
    { ...ORDERS, 'q.orderBy': '(SELECT 1 FROM Salaries)' },
  ],
  [
    'a sub-query in groups',
    'list_all_caspio_records',
    { ...ORDERS, 'q.select': 'COUNT(*) AS n', 'q.groupBy': '(SELECT Pay FROM Salaries)' },
  ],
  ['UNION', 'list_all_caspio_records', { ...ORDERS, 'q.where': '1=1 UNION ALL TABLE Salaries' }],
  [
    'UNION in odd letters',
    'list_all_caspio_records',
    { ...ORDERS, 'q.where': '1=1 uNiOn sElEcT * fRoM Salaries' },
  ],
  [
    'a CTE',
    'list_all_caspio_records',
    { ...ORDERS, 'q.where': '1=1; WITH x AS (SELECT 1 AS a) SELECT * FROM x' },
  ],
  [
    'a second statement without a semicolon',
    'list_all_caspio_records',
    { ...ORDERS, 'q.select': 'PK_ID FROM Salaries DELETE' },
  ],
  ['a comment', 'list_all_caspio_records', { ...ORDERS, 'q.where': '1=1 -- AND Owner = 1' }],
  ['a nested comment', 'list_all_caspio_records', { ...ORDERS, 'q.where': '1=1 /* /* */ SELECT */' }],
  ['a comment within a word', 'list_all_caspio_records', { ...ORDERS, 'q.where': 'PK_ID IN (SEL/**/ECT 1)' }],
  ['odd brackets', 'list_all_caspio_records', { ...ORDERS, 'q.where': "[a]]'] = 1 OR '[' = 'SELECT'" }],
  ['a double quote', 'list_all_caspio_records', { ...ORDERS, 'q.where': `"a" = 'x' OR "SELECT" = 1` }],
  ['an open quote', 'list_all_caspio_records', { ...ORDERS, 'q.select': "PK_ID, 'x", 'q.where': "' = 'x'" }],
  ['a no-break space', 'list_all_caspio_records', { ...ORDERS, 'q.where': '1=1\u00a0OR\u00a01=1' }],
  ['a vertical tab', 'list_all_caspio_records', { ...ORDERS, 'q.where': 'PK_ID\u000b= 1' }],
  [
    'wide letters',
    'list_all_caspio_records',
    { ...ORDERS, 'q.where': 'PK_ID IN (\uff33\uff25\uff2c\uff25\uff23\uff34 1)' },
  ],
  ['a wide quote', 'list_all_caspio_records', { ...ORDERS, 'q.where': "a = 'x\uff07 OR 1=1'" }],
  [
    'a name of four parts',
    'list_all_caspio_records',
    { ...ORDERS, 'q.where': 'srv.db.dbo.Salaries.Pay > 1' },
  ],
  ['the name of another table', 'list_all_caspio_records', { ...ORDERS, 'q.where': 'Salaries.Pay > 1' }],
  [
    'a function of the server',
    'list_all_caspio_records',
    { ...ORDERS, 'q.select': "OBJECT_ID('Salaries') AS x" },
  ],
  [
    'a sub-query in a deletion',
    'delete_a_caspio_record_by_id',
    { ...ORDERS, 'q.where': 'PK_ID IN (SELECT 1)' },
  ],
  [
    'a sub-query among users',
    'delete_a_caspio_user_by_id',
    { directory_id: 'k4t9wd', Where: 'Email IN (SELECT 1)' },
  ],
  ['another table', 'list_all_caspio_records', { table_name: 'Salaries' }],
  ['another table in odd letters', 'list_all_caspio_records', { table_name: 'SALARIES' }],
  ['a table like its own', 'list_all_caspio_records', { table_name: 'Orders ​' }],
  ['a path out of its table', 'list_all_caspio_records', { table_name: 'Orders/../Salaries' }],
  ['an encoded path', 'list_all_caspio_records', { table_name: '..%2fSalaries' }],
  ['the design of another table', 'list_all_caspio_fields', { table_name: 'Salaries' }],
  ['a new table', 'create_a_caspio_table', { Name: 'Mine', Fields: [{ Name: 'A', Type: 'STRING' }] }],
  ['another view', 'list_all_caspio_view_records', { view_name: 'All_Salaries' }],
  ['a table as a view', 'list_all_caspio_view_records', { view_name: 'Orders' }],
  ['another directory', 'list_all_caspio_users', { directory_id: 'zzzzzz' }],
  [
    'files of another table',
    'list_all_caspio_file_infos',
    { table_name: 'Salaries', attachment_field_name: 'Scan' },
  ],
  [
    'passwords of another table',
    'update_a_caspio_password_field_by_id',
    { table_name: 'Salaries', id: 'P', 'q.where': 'PK_ID = 1', Value: 'x' },
  ],
];

/** Refused for every connection, as names and clauses that cannot stand in an address or in parentheses. */
const BEFORE = new Set(['an open quote', 'a path out of its table', 'an encoded path']);

/** Tools that no list can hold, or of kinds without one. */
const CLOSED = [
  'create_a_caspio_outgoing_webhook',
  'create_a_caspio_run',
  'list_all_caspio_bridge_applications',
  'list_all_caspio_files',
];

describe('an agent within bounds', () => {
  let team: Awaited<ReturnType<typeof servedTeam>>;
  let raw: RawServer;
  let client: Connection;
  beforeAll(async () => {
    team = await servedTeam(['--confirm-above', 'off']);
    raw = await rawServer(() => ({ json: { Result: [], RecordsAffected: 0, UsersAffected: 0 } }));
    const allow = { tables: ['Orders'], views: ['Open_Orders'], directories: ['k4t9wd'] };
    client = await team.connect(await team.add('bounded', { origin: raw.origin, allow }));
  });
  afterAll(async () => {
    await client.close();
    await team.close();
    await raw.close();
  });

  it('does its work', async () => {
    expect((await client.call('list_all_caspio_records', EVERY)).isError).toBe(false);
    expect(raw.seen.at(-1)?.path).toBe('/v3/tables/Orders/records');
  });

  it.each(ESCAPES)('does not get out by %s: nothing is sent', async (what, tool, args) => {
    const before = raw.seen.length;
    const { isError, text } = await client.call(tool, args);
    expect(isError).toBe(true);
    // What no request can hold is refused before it comes to the bounds.
    expect(text).toMatch(BEFORE.has(what) ? /^Error \(arguments\): / : /^Error \(rights\): /);
    expect(raw.seen.length).toBe(before);
  });

  it.each(CLOSED)('has no %s', async (name) => {
    expect((await client.client.listTools()).tools.map((tool) => tool.name)).not.toContain(name);
    await expect(client.call(name, {})).rejects.toThrow('switched off');
  });

  it('gets no more by headers', async () => {
    const allow = { tables: ['Orders'] };
    const member = await team.add('header', { origin: raw.origin, allow, scope: { readOnly: true, allow } });
    const wishes = [
      { 'x-mcp-readonly': 'false' },
      { 'x-mcp-tools': 'delete_a_caspio_record_by_id,list_all_caspio_records' },
      { 'x-mcp-toolsets': 'records,webhooks,views' },
      { 'x-mcp-scope': 'all', 'x-mcp-tables': 'Salaries', principal: 'admin' },
    ];
    for (const headers of wishes) {
      const wishful = await team.connect(member, headers);
      const names = (await wishful.client.listTools()).tools.map(({ name }) => name);
      expect(names.filter((name) => /create|update|delete|view|webhook/.test(name))).toEqual([]);
      await wishful.call('list_all_caspio_records', EVERY);
      expect(raw.seen.at(-1)?.headers.principal).toBe('header');
      expect((await wishful.call('list_all_caspio_records', { table_name: 'Salaries' })).isError).toBe(true);
      await wishful.close();
    }
  });
});

describe('the machine of the server', () => {
  it('gives no file to a connection, by path or by address', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'caspio-secret-'));
    writeFileSync(join(folder, 'secret.txt'), 'planted-file');
    const team = await servedTeam();
    const client = await team.connect(await team.add('reader'));
    const sources = [
      { path: join(folder, 'secret.txt') },
      { path: '/etc/passwd' },
      { path: '../../../../etc/passwd' },
      { url: `file://${join(folder, 'secret.txt')}` },
      { url: 'http://127.0.0.1:1/' },
      { url: 'https://169.254.169.254/latest/meta-data' },
    ];
    for (const source of sources) {
      const { isError, text } = await client.call('create_a_caspio_file', { Files: [source] });
      expect(isError).toBe(true);
      expect(text).not.toContain('planted-file');
    }
    const saved = { filePath: 'Inbox/receipt.png', save_as: join(folder, 'out.png') };
    expect((await client.call('list_all_caspio_files_paths', saved)).text).toContain('no folder is open');
    await client.close();
    await team.close();
  });
});
