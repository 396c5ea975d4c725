import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { isBounded, withinBounds } from '../../src/access/bounds/index.js';
import type { AllowLists } from '../../src/access/connection.js';
import type { Caspio } from '../../src/caspio/client.js';
import { Failure } from '../../src/caspio/failure.js';
import { type Path, path } from '../../src/caspio/path.js';
import { names } from '../../src/caspio/shapes.js';
import { type Sandbox, startSandbox } from '../../src/sandbox/index.js';
import { toolsets } from '../../tools/index.js';
import { type RawServer, rawServer } from '../support/raw.js';
import { type Bounded, bounded, failureOf } from './bounded.js';

const ALLOW: AllowLists = {
  tables: ['Orders', 'Tickets', 'New_One'],
  views: ['Open_Orders'],
  directories: ['k4t9wd'],
};
const everyTool = toolsets.flatMap(({ tools }) => tools);

describe('which tools a bounded connection has', () => {
  const left = (allow: AllowLists, named: readonly string[] = []) =>
    withinBounds(toolsets, everyTool, allow, named).map(({ name }) => name);
  const of = (name: string) => toolsets.find((toolset) => toolset.name === name)?.tools ?? [];

  it('is every one without a list', () => {
    expect(isBounded({})).toBe(false);
    expect(left({})).toEqual(everyTool.map(({ name }) => name));
  });

  it('is those of the kinds with a list, and what needs none', () => {
    const found = left({ tables: ['Orders'] });
    const wanted = [...of('tables'), ...of('records'), ...of('usage')].map(({ name }) => name);
    expect(found).toEqual(expect.arrayContaining(wanted));
    const attachments = found.filter((name) => of('attachments').some((tool) => tool.name === name));
    expect(attachments).toContain('get_single_caspio_attachment_by_id');
    expect(attachments.filter((name) => name.includes('view'))).toEqual([]);
    const jobs = of('workflows').filter(({ bounds }) => bounds !== 'none');
    const others = jobs.filter(({ name }) => found.includes(name));
    expect(found).toHaveLength(wanted.length + attachments.length + others.length);
  });

  it('is hardly any with an empty list, which closes everything', () => {
    expect(isBounded({ tables: [] })).toBe(true);
    expect(left({ tables: [] })).toEqual(of('usage').map(({ name }) => name));
  });

  it('holds what no list can bound only where it was named', () => {
    const allow = { tables: ['Orders'], views: ['v'], folders: ['/'], directories: ['d'] };
    const own = everyTool.filter(({ bounds }) => bounds === 'none');
    const unbounded = [...['webhooks', 'tasks', 'applications'].flatMap(of), ...own].map(({ name }) => name);
    expect(left(allow)).toEqual(
      everyTool.map(({ name }) => name).filter((name) => !unbounded.includes(name)),
    );
    expect(left(allow, ['create_a_caspio_run'])).toContain('create_a_caspio_run');
    expect(left({ tables: [] }, ['list_all_caspio_records'])).not.toContain('list_all_caspio_records');
  });
});

describe('within its bounds a connection works as any other', () => {
  let sandbox: Sandbox;
  let team: Bounded;
  beforeAll(async () => {
    sandbox = await startSandbox();
    team = bounded(sandbox.url, ALLOW);
  });
  afterAll(async () => {
    await team.close();
    await sandbox.close();
  });

  it('sees only what is listed', async () => {
    expect(await team.result('list_all_caspio_tables')).toEqual(['Orders', 'Tickets']);
    expect(await team.result('list_all_caspio_views')).toEqual(['Open_Orders']);
    const found = (await team.result('list_all_caspio_directories')) as { Id: string }[];
    expect(found.map(({ Id }) => Id)).toEqual(['k4t9wd']);
    const { schema } = team.context('test');
    expect(await schema.names('tables')).toEqual(['Orders', 'Tickets']);
    expect((await schema.fields('tables', 'ORDERS')).length).toBeGreaterThan(3);
  });

  it('takes names in any case', async () => {
    expect(await team.result('get_single_caspio_table_by_id', { id: 'oRDERS' })).toMatchObject({});
    expect(await team.rows('list_all_caspio_records', { table_name: 'ORDERS', 'q.limit': 2 })).toHaveLength(
      2,
    );
  });

  it.each([
    { 'q.where': "Status IN ('Open', 'Delivered') AND YEAR(Order_Date) >= 2020" },
    { 'q.where': "Status LIKE '%e%' AND ISNULL(Status, '') <> 'O''Brien; -- SELECT'" },
    { 'q.where': 'Order_Date >= DATEADD(month, -60, GETDATE())' },
    { 'q.select': "PK_ID, CASE WHEN Paid = 1 THEN 'yes' ELSE 'no' END AS was_paid" },
    { 'q.select': 'PK_ID, CAST(Total AS DECIMAL(10,2)) AS sum_total, [Order_ID]' },
    { 'q.select': 'Status, COUNT(*) AS n', 'q.groupBy': 'Status', 'q.orderBy': 'COUNT(*) DESC' },
    { 'q.select': 'YEAR(Order_Date) AS y, COUNT(*) AS n', 'q.groupBy': 'YEAR(Order_Date)' },
    { 'q.select': 'PK_ID, Orders.Status', 'q.orderBy': '[Orders].[Order_Date] DESC' },
  ])('reads with %j', async (args) => {
    expect(
      (await team.rows('list_all_caspio_records', { table_name: 'Orders', ...args })).length,
    ).toBeGreaterThan(0);
  });

  it('pages, with what the pages add of their own', async () => {
    const args = { table_name: 'Orders', 'q.where': "Status <> 'x'", 'q.select': 'Status', 'q.pageSize': 5 };
    const first = await team.run('list_all_caspio_records', args);
    const cursor = 'cursorAfter' in first ? first.cursorAfter(5) : undefined;
    expect(cursor).toBeDefined();
    expect(await team.rows('list_all_caspio_records', { ...args, cursor })).toHaveLength(5);
  });

  it('writes, to tables, views and users', async () => {
    const values = { Subject: 'S', Status: 'Open', Priority: 'Low' };
    const made = await team.result('create_a_caspio_record', { table_name: 'Tickets', values });
    const where = `PK_ID = ${(made as { PK_ID: number }).PK_ID}`;
    const updated = await team.run('update_a_caspio_record_by_id', {
      table_name: 'tickets',
      'q.where': where,
      values: { Subject: '(SELECT 1) -- ; "' },
    });
    expect(updated).toMatchObject({ records_affected: 1 });
    const file = { name: 'a.txt', text: 'a' };
    const photo = { table_name: 'Tickets', attachment_field_name: 'Photo' };
    await team.run('list_all_caspio_file_infos', { ...photo, 'q.where': where });
    await team.run('update_a_caspio_attachment_by_id', {
      ...photo,
      id: where.replace('PK_ID = ', ''),
      File: { ...file, name: 'a.png', content_type: 'image/png' },
    });
    await team.run('delete_a_caspio_record_by_id', { table_name: 'Tickets', 'q.where': where });
    expect(await team.rows('list_all_caspio_view_records', { view_name: 'Open_Orders' })).not.toEqual([]);
    const users = await team.run('update_a_caspio_user_by_id', {
      directory_id: 'k4t9wd',
      Where: "Email = 'nobody' OR First_Name LIKE 'A%'",
      values: { Department: 'Sales' },
    });
    expect(users).toMatchObject({ result: { directory_id: 'k4t9wd' } });
  });

  it('makes a table that is listed, and changes its fields', async () => {
    await team.run('create_a_caspio_table', { Name: 'New_One', Fields: [{ Name: 'A', Type: 'STRING' }] });
    await team.run('create_a_caspio_field', { table_name: 'New_One', Name: 'B', Type: 'STRING' });
    await team.run('delete_a_caspio_field_by_id', { table_name: 'New_One', id: 'B' });
    expect(await team.result('list_all_caspio_fields', { table_name: 'new_one' })).toHaveLength(1);
  });

  it('hears advice about what it may know, and no more', async () => {
    const failure = await team.failure('list_all_caspio_records', {
      table_name: 'Orders',
      'q.where': 'Statu = 1',
    });
    const explained = await team.context('test').schema.explain(failure);
    expect(explained.next).toContain('Status');
    const strange = new Failure({
      kind: 'arguments',
      what: 'x',
      next: '',
      path: path`/tables/Customer/records`,
      caspio: { status: 404, code: 'ObjectNotFound' },
    });
    expect((await team.context('test').schema.explain(strange)).next).not.toContain('Customers');
    const fields = await failureOf(team.context('test').schema.fields('tables', 'Customers'));
    expect(fields).toMatchObject({ kind: 'rights', argument: 'table_name' });
  });
});

describe('outside its bounds a connection reaches nothing', () => {
  let raw: RawServer;
  let team: Bounded;
  beforeAll(async () => {
    raw = await rawServer(({ method }) => ({ json: { Result: method === 'POST' ? {} : [] } }));
  });
  afterAll(() => raw.close());
  afterEach(() => team.close());

  async function refused(allow: AllowLists, tool: string, args: object): Promise<Failure> {
    team = bounded(raw.origin, allow);
    const before = raw.seen.length;
    const failure = await team.failure(tool, args);
    expect(raw.seen.slice(before), 'nothing is sent').toEqual([]);
    expect(failure.kind).toBe('rights');
    return failure;
  }

  const values = { A: 1 };
  const field = { attachment_field_name: 'F' };
  const File = { name: 'a.txt', text: 'a' };
  it.each<[string, string, object]>([
    ['get_single_caspio_table_by_id', 'id', { id: 'Salaries' }],
    ['create_a_caspio_table', 'Name', { Name: 'Salaries', Fields: [{ Name: 'A', Type: 'STRING' }] }],
    ['list_all_caspio_fields', 'table_name', { table_name: 'Salaries' }],
    ['create_a_caspio_field', 'table_name', { table_name: 'Salaries', Name: 'A', Type: 'STRING' }],
    ['update_a_caspio_field_by_id', 'table_name', { table_name: 'Salaries', id: 'A', Label: 'x' }],
    ['delete_a_caspio_field_by_id', 'table_name', { table_name: 'Salaries', id: 'A' }],
    ['get_single_caspio_field_by_id', 'table_name', { table_name: 'Salaries', id: 'A' }],
    ['list_all_caspio_records', 'table_name', { table_name: 'Salaries' }],
    ['list_all_caspio_records', 'table_name', { table_name: 'Orders2' }],
    ['list_all_caspio_records', 'table_name', { table_name: 'Order' }],
    ['list_all_caspio_records', 'table_name', { table_name: 'dbo.Orders' }],
    ['list_all_caspio_records', 'table_name', { table_name: '[Orders]' }],
    ['list_all_caspio_records', 'table_name', { table_name: 'Open_Orders' }],
    ['list_all_caspio_records', 'table_name', { table_name: 'Tic\u212aets' }],
    ['create_a_caspio_record', 'table_name', { table_name: 'Salaries', values }],
    [
      'update_a_caspio_record_by_id',
      'table_name',
      { table_name: 'Salaries', 'q.where': 'PK_ID = 1', values },
    ],
    ['delete_a_caspio_record_by_id', 'table_name', { table_name: 'Salaries', 'q.where': 'PK_ID = 1' }],
    ['list_all_caspio_password_fields', 'table_name', { table_name: 'Salaries' }],
    [
      'update_a_caspio_password_field_by_id',
      'table_name',
      { table_name: 'Salaries', id: 'P', 'q.where': 'PK_ID = 1', Value: 'x' },
    ],
    [
      'delete_a_caspio_password_field_by_id',
      'table_name',
      { table_name: 'Salaries', id: 'P', 'q.where': 'PK_ID = 1' },
    ],
    ['get_single_caspio_attachment_by_id', 'table_name', { table_name: 'Salaries', ...field, id: '1' }],
    ['update_a_caspio_attachment_by_id', 'table_name', { table_name: 'Salaries', ...field, id: '1', File }],
    ['list_all_caspio_file_infos', 'table_name', { table_name: 'Salaries', ...field }],
    [
      'delete_a_caspio_attachment_by_id',
      'table_name',
      { table_name: 'Salaries', ...field, 'q.where': 'PK_ID = 1' },
    ],
    ['get_single_caspio_view_by_id', 'id', { id: 'Salaries' }],
    ['list_all_caspio_view_fields', 'view_name', { view_name: 'Salaries' }],
    ['list_all_caspio_view_records', 'view_name', { view_name: 'Orders' }],
    ['create_a_caspio_view_record', 'view_name', { view_name: 'Salaries', values }],
    ['delete_a_caspio_view_record_by_id', 'view_name', { view_name: 'Salaries', 'q.where': 'PK_ID = 1' }],
    ['get_single_caspio_view_attachment_by_id', 'view_name', { view_name: 'Salaries', ...field, id: '1' }],
    ['list_all_caspio_users', 'directory_id', { directory_id: 'z27hqm' }],
    ['create_a_caspio_user', 'directory_id', { directory_id: 'z27hqm', values }],
    ['update_a_caspio_user_by_id', 'directory_id', { directory_id: 'z27hqm', Where: 'A = 1', values }],
    ['delete_a_caspio_user_by_id', 'directory_id', { directory_id: 'z27hqm', Where: 'A = 1' }],
    ['create_a_caspio_users_activate', 'directory_id', { directory_id: 'z27hqm', UserGUID: 'x' }],
    [
      'create_a_caspio_webhook_event',
      'ObjectName',
      { webhook_id: 'w', EventType: 'table.recordInsert', ObjectName: 'Salaries' },
    ],
    [
      'update_a_caspio_webhook_event_by_id',
      'ObjectName',
      { webhook_id: 'w', id: 'e', EventType: 'table.recordInsert', ObjectName: 'Salaries' },
    ],
  ])('%s names %s', async (tool, argument, args) => {
    const failure = await refused(ALLOW, tool, args);
    expect(failure.argument).toBe(argument);
    expect(failure.what).toContain(`${argument}: this connection may not use "`);
    expect(failure.next).toMatch(/It may use the (tables "Orders", "T|views "Open_|directories "k4t9wd)/);
  });

  it.each([
    'PK_ID IN (SELECT PK_ID FROM Salaries)',
    '1 = 1 UNION (x)',
    'WITH c AS (x)',
    'Salaries.Pay = 1',
    '[a].[b].[c] = 1',
    'PK_ID = 1 --x',
    'PK_ID = 1 /* /* */ */',
    'PK_ID\u00a0= 1',
    'PK_ID\v= 1',
    '"PK_ID" = 1',
    'ＳＥＬＥＣＴ = 1',
    "OBJECT_ID('Salaries') = 1",
  ])('%j is refused in every clause', async (clause) => {
    const read = { table_name: 'Orders' };
    const write = { 'q.where': clause, values };
    const places: [string, object, string][] = [
      ['list_all_caspio_records', { ...read, 'q.where': clause }, 'q.where'],
      ['list_all_caspio_records', { ...read, 'q.select': clause }, 'q.select'],
      ['list_all_caspio_records', { ...read, 'q.orderBy': clause }, 'q.orderBy'],
      ['list_all_caspio_records', { ...read, 'q.groupBy': clause, 'q.select': 'A' }, 'q.groupBy'],
      ['list_all_caspio_view_records', { view_name: 'Open_Orders', 'q.where': clause }, 'q.where'],
      ['list_all_caspio_users', { directory_id: 'k4t9wd', 'q.where': clause }, 'q.where'],
      ['list_all_caspio_file_infos', { ...read, ...field, 'q.where': clause }, 'q.where'],
      ['update_a_caspio_record_by_id', { ...read, ...write }, 'q.where'],
      ['update_a_caspio_view_record_by_id', { view_name: 'Open_Orders', ...write }, 'q.where'],
      ['delete_a_caspio_record_by_id', { ...read, 'q.where': clause }, 'q.where'],
      ['delete_a_caspio_attachment_by_id', { ...read, ...field, 'q.where': clause }, 'q.where'],
      ['delete_a_caspio_user_by_id', { directory_id: 'k4t9wd', Where: clause }, 'Where'],
      ['update_a_caspio_user_by_id', { directory_id: 'k4t9wd', Where: clause, values }, 'Where'],
    ];
    for (const [tool, args, argument] of places) {
      const failure = await refused(ALLOW, tool, args);
      await team.close();
      expect(failure.argument, tool).toBe(argument);
      expect(failure.what).not.toContain('Salaries');
    }
  });

  it('SQL in the name of a field is refused', async () => {
    const odd = { 'A = (SELECT Pay FROM Salaries), B': 1 };
    const failure = await refused(ALLOW, 'create_a_caspio_record', { table_name: 'Orders', values: odd });
    expect(failure.argument).toBe('values');
  });

  it('kinds without a list are closed, their lists too', async () => {
    const some = { tables: ['Orders'] };
    for (const [tool, args] of [
      ['list_all_caspio_views', {}],
      ['list_all_caspio_directories', {}],
      ['list_all_caspio_view_records', { view_name: 'Orders' }],
      ['list_all_caspio_users', { directory_id: 'Orders' }],
      ['list_all_caspio_files', {}],
      ['list_all_caspio_files_folders', {}],
      ['list_all_caspio_files_paths', { filePath: 'a/b' }],
    ] as const) {
      expect((await refused(some, tool, args)).next).toContain('no ');
      await team.close();
    }
    await refused({ views: ['v'] }, 'list_all_caspio_tables', {});
    expect(await team.context('test').schema.names('tables')).toEqual([]);
  });

  it('lists at most twenty names', async () => {
    const tables = Array.from({ length: 25 }, (_, index) => `T${index}`);
    const { next } = await refused({ tables }, 'list_all_caspio_fields', { table_name: 'X' });
    expect(next).toContain('"T19" and 5 more');
  });

  it('what is opened by name passes, but for events of other tables', async () => {
    team = bounded(raw.origin, ALLOW);
    const before = raw.seen.length;
    await team.run('list_all_caspio_outgoing_webhooks');
    await team.run('create_a_caspio_run', { external_key: 'x' });
    await team.run('list_all_caspio_bridge_applications');
    await team.run('create_a_caspio_webhook_event', {
      webhook_id: 'w',
      EventType: 'table.recordInsert',
      ObjectName: 'orders',
    });
    expect(raw.seen).toHaveLength(before + 4);
  });

  describe('whatever a tool might ask for', () => {
    const asked = (at: string, request: object = {}): Promise<unknown> => {
      team = bounded(raw.origin, { ...ALLOW, folders: ['/'] });
      const { caspio }: { caspio: Caspio } = team.context('test');
      return caspio.request({ method: 'GET', path: at as Path, answer: names, ...request });
    };

    it.each([
      '',
      '/',
      '/tables/',
      '/tables//records',
      'tables/Orders',
      '/Tables/Orders',
      '/tables/Orders/Records',
      '/tables/Orders/records/1',
      '/tables/Orders/unknown',
      '/tables/Orders/fields/..%2F..%2FSalaries%2Frecords',
      '/tables/Orders%2F..%2FSalaries',
      '/tables/Orders/../Salaries/records',
      '/tables/Orders/%2e%2e/Salaries',
      '/tables/Orders%252f',
      '/tables/Orders%00',
      '/tables/Orders%',
      '/tables/Orders%ff',
      '/tables/Orders?x=1',
      '/tables/Orders#x',
      '/tables/Orders\\..\\Salaries',
      '/tables/__proto__',
      '/constructor/x',
      '/views/Open_Orders/records/1/2/3',
      '/directories/k4t9wd',
      '/directories/k4t9wd/users/x',
      '/files/PATH',
      '/files/Folders/x/y',
      '/files/x/content',
      '/me',
    ])('%j is refused', async (at) => {
      const before = raw.seen.length;
      expect((await failureOf(asked(at))).kind).toBe('rights');
      expect(raw.seen).toHaveLength(before);
    });

    it.each([
      ['DELETE', '/tables/Orders'],
      ['PUT', '/tables/Orders'],
      ['POST', '/views'],
      ['PUT', '/tables'],
      ['POST', '/directories'],
      ['DELETE', '/files'],
    ])('%s %s is refused', async (method, at) => {
      expect((await failureOf(asked(at, { method }))).kind).toBe('rights');
    });

    it.each([
      [{ where: '1 IN (SELECT 1)' }, 'where'],
      [{ 'q.having': '1 IN (SELECT 1)' }, 'q.having'],
      [{ 'q.limit': '1 UNION x' }, 'q.limit'],
      [{ response: 'rows; x' }, 'response'],
    ])('%j is a clause, or holds one', async (query, argument) => {
      const failure = await failureOf(asked('/tables/Orders/records', { query }));
      expect(failure.argument).toBe(argument);
    });

    it('a clause in a list, or a body of several records, is looked at too', async () => {
      const query = { 'q.where': ['1 IN (SELECT 1)'] };
      expect((await failureOf(asked('/tables/Orders/records', { query }))).argument).toBe('q.where');
      const body = [{ A: 1 }, { 'A = (SELECT 1)': 1 }];
      const posted = asked('/tables/Orders/records', { method: 'POST', body });
      expect((await failureOf(posted)).argument).toBe('values');
    });

    it.each([
      { name: 'Salaries' },
      { Name: 'Orders', name: 'Salaries' },
      { Name: ['Orders'] },
      {},
      undefined,
      'Orders',
    ])('a new table %j is refused', async (body) => {
      const failure = await failureOf(asked('/tables', { method: 'POST', body }));
      expect(failure.argument).toBe('Name');
    });
  });
});

describe('lists of any form', () => {
  it('lose what is not listed, and what is not understood', async () => {
    const Result = ['Orders', 'Salaries', { Name: 'tickets' }, { Name: 'Salaries' }, 7, null, ['Orders']];
    const raw = await rawServer(() => ({ json: { Result } }));
    const team = bounded(raw.origin, ALLOW);
    expect(await team.result('list_all_caspio_tables')).toEqual(['Orders', { Name: 'tickets' }]);
    await team.close();
    await raw.close();
  });
});
