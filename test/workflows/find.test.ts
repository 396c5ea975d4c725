import { afterEach, describe, expect, it } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/index.js';
import { bounded } from '../access/bounded.js';
import { type Connection, connect } from '../support/connect.js';
import { freshServer } from '../support/fresh.js';
import { type RawServer, type Reply, rawServer } from '../support/raw.js';

const TOOL = 'caspio_records_find';
type Row = Readonly<Record<string, unknown>>;

describe('in the sandbox', () => {
  const { server } = freshServer();
  const find = async (args: Readonly<Record<string, unknown>>) => {
    const { json, text } = await server.call(TOOL, args);
    expect(json.result, text).toBeDefined();
    return { rows: json.result as readonly Row[], note: json.note };
  };
  const lead = (Email: string, Name: string) =>
    server.call('create_a_caspio_record', { table_name: 'Leads_Import', values: { Email, Name } });

  it('finds whatever has the text, best first, and shows who it is', async () => {
    const { rows, note } = await find({ text: " o'BRIEN ", tables: ['Customers', 'customers', 'Vendors'] });
    expect(rows).toEqual([
      {
        table: 'Customers',
        PK_ID: 42,
        match: 'begins',
        found: { Company: "O'Brien & Sons" },
        about: {
          Customer_ID: 'C-00042',
          Email: 'samuel.navarro42@obriensons.example',
          First_Name: 'Samuel',
          Last_Name: 'Navarro',
        },
      },
    ]);
    expect(note).toBeUndefined();
    expect(await find({ text: 'nobody has this', tables: ['Customers'] })).toEqual({
      rows: [],
      note: 'Nothing found.',
    });
  });

  it('finds in views too, and in some fields only', async () => {
    const { rows } = await find({
      text: 'San Diego',
      views: ['California_Customers'],
      fields: ['city'],
      limit: 3,
    });
    expect(rows).toHaveLength(3);
    for (const row of rows) expect(row).toMatchObject({ match: 'equal', found: { City: 'San Diego' } });
    expect(rows[0]).toMatchObject({ view: 'California_Customers', PK_ID: expect.any(String) });
  });

  it('takes every sign as it is', async () => {
    const names = ['100%', '100 and more', 'a_b', 'axb', 'a[b]c', 'abc', "it''s", "it's", 'x\\y', 'a]b'];
    for (const [index, name] of names.entries()) await lead(`${index}@example.com`, name);
    for (const name of names) {
      const { rows } = await find({ text: name, tables: ['Leads_Import'] });
      expect(
        rows.map(({ found }) => found),
        name,
      ).toEqual([{ Name: name }]);
    }
  });

  it('ranks, and leaves out what fits least', async () => {
    const names = ['Rosanna', 'Miss Anna', 'Annabel', 'Joanna-Lee', 'Anna'];
    for (const [index, name] of names.entries()) await lead(`${index}@example.com`, name);
    const args = { text: 'anna', tables: ['Leads_Import'] };
    const { rows, note } = await find(args);
    expect(rows.map(({ match, found }) => [match, (found as Row).Name])).toEqual([
      ['equal', 'Anna'],
      ['begins', 'Annabel'],
      ['word', 'Miss Anna'],
      ['contains', 'Rosanna'],
      ['contains', 'Joanna-Lee'],
    ]);
    expect(note).toBeUndefined();
    const best = await find({ ...args, limit: 2 });
    expect(best.rows.map(({ match }) => match)).toEqual(['equal', 'begins']);
    expect(best.note).toBe('More than 2 matches in table Leads_Import.');
  });

  it('knows what was meant', async () => {
    const text = 'x';
    const wrong = [
      [{ tables: ['Customer'] }, 'There is no table "Customer". Did you mean "Customers"'],
      [{ tables: ['Open_Orders'] }, 'It is a view: use the view tools.'],
      [{ tables: ['Customers'], fields: ['Compny'] }, 'Did you mean "Company"?'],
      [
        { tables: ['Customers'], fields: ['Interests'] },
        'fields: Interests is of type LIST-STRING, which holds no text',
      ],
    ] as const;
    for (const [args, said] of wrong)
      expect((await server.call(TOOL, { text, ...args })).text, said).toContain(said);
  });
});

describe('to Caspio', () => {
  let raw: RawServer;
  let server: Connection;
  afterEach(async () => {
    await server.close();
    await raw.close();
  });
  const start = async (fields: readonly Row[], rows: readonly Row[] = [], reply?: Reply) => {
    raw = await rawServer(({ path }) =>
      path.endsWith('/fields') ? { json: { Result: fields } } : (reply ?? { json: { Result: rows } }),
    );
    server = await connect({ origin: raw.origin });
  };
  const sent = () => raw.seen.filter(({ path }) => path.endsWith('/records'));

  it('asks for letters beyond ASCII as they are', async () => {
    await start([{ Name: 'Notes', Type: 'TEXT' }], []);
    await server.call(TOOL, { text: '日本', tables: ['T'] });
    expect(sent()[0]?.query['q.where']).toBe("[Notes] LIKE N'%日本%'");
  });

  it('goes one request a table, beside its design', async () => {
    await start([
      { Name: 'Notes', Type: 'TEXT' },
      { Name: 'Odd Name', Type: 'STRING' },
      { Name: 'Code', Type: 'PREFIXED AUTONUMBER' },
      { Name: 'Tags', Type: 'LIST-STRING' },
      { Name: 'Word', Type: 'PASSWORD' },
      { Name: 'Total', Type: 'NUMBER' },
    ]);
    await server.call(TOOL, { text: "5% o'f", tables: ['T'], views: ['V 1'] });
    expect(raw.seen.map(({ path }) => path).sort()).toEqual([
      '/v3/tables/T/fields',
      '/v3/tables/T/records',
      '/v3/views/V%201/fields',
      '/v3/views/V%201/records',
    ]);
    const query = {
      'q.where': "[Odd Name] LIKE '%5[%] o''f%' OR [Code] LIKE '%5[%] o''f%' OR [Notes] LIKE '%5[%] o''f%'",
      'q.orderBy':
        "CASE WHEN '5% o''f' IN ([Odd Name], [Code]) THEN 0 WHEN [Odd Name] LIKE '5[%] o''f%' OR [Code] LIKE '5[%] o''f%' OR [Notes] LIKE '5[%] o''f%' THEN 1 ELSE 2 END, PK_ID",
      'q.limit': '21',
    };
    expect(sent().map((seen) => seen.query)).toEqual([query, query]);
    await server.call(TOOL, { text: 'b', tables: ['T'], fields: ['NOTES'], limit: 100 });
    expect(sent().at(-1)?.query).toEqual({
      'q.where': "[Notes] LIKE '%b%'",
      'q.orderBy': "CASE WHEN [Notes] LIKE 'b%' THEN 1 ELSE 2 END, PK_ID",
      'q.limit': '101',
    });
    expect(raw.seen, 'the design is cached').toHaveLength(5);
  });

  it('goes with as many fields as an address holds, and says which are left out', async () => {
    const names = Array.from({ length: 60 }, (_, index) => `A_field_of_the_table_${index + 1}`);
    await start(names.map((Name) => ({ Name, Type: 'STRING' })));
    const { json } = await server.call(TOOL, { text: 'Müller & Söhne', tables: ['T'] });
    const where = String(sent()[0]?.query['q.where']);
    const used = where.split(' OR ').length;
    expect(used).toBeGreaterThan(8);
    expect(String(json.note)).toContain(
      `Not looked in, as the address has no room: ${names.slice(used).join(', ')} of table T; name them in fields.`,
    );
    const one = await server.call(TOOL, {
      text: 'Müller',
      tables: ['T'],
      fields: names.slice(used, used + 5),
    });
    expect(one.json.note).toBe('Nothing found.');
  });

  it('goes nothing where the text is too long, or nothing can hold it', async () => {
    await start([
      { Name: 'A', Type: 'STRING' },
      { Name: 'B', Type: 'TEXT' },
    ]);
    const long = await server.call(TOOL, { text: '語'.repeat(200), tables: ['T'] });
    expect(long.text).toContain('Error (arguments): text: is too long for the address of a request');
    await server.close();
    await raw.close();
    await start([{ Name: 'A', Type: 'NUMBER' }]);
    const { json } = await server.call(TOOL, { text: 'x', tables: ['T'] });
    expect(json).toEqual({ result: [], note: 'No text field to look in: table T. Nothing found.' });
    expect(sent()).toEqual([]);
  });

  it.each([
    [{ text: 'x' }, 'tables: name at least one table'],
    [{ text: ' ', tables: ['T'] }, 'text: is blank'],
    [{ text: 'x'.repeat(201), tables: ['T'] }, 'text: must have at most 200 characters'],
    [{ text: '\ud800', tables: ['T'] }, 'text: holds half of a character pair'],
    [{ tables: ['T'] }, 'text: is required'],
    [{ text: 'x', tables: Array(11).fill('T') }, 'tables: must have at most 10 names'],
  ])('goes nothing for %j', async (args, refusal) => {
    await start([]);
    expect((await server.call(TOOL, args)).text).toContain(`Error (arguments): ${refusal}`);
    expect(raw.seen).toEqual([]);
  });

  it('and back come long texts around what was found', async () => {
    const before = 'Lorem ipsum dolor sit amet, '.repeat(40);
    const fields = [
      { Name: 'Body', Type: 'TEXT' },
      { Name: 'Subject', Type: 'STRING' },
    ];
    await start(fields, [
      { PK_ID: 7, Body: `${before}the Needle is here. ${before}`, Subject: 'Hay' },
      { PK_ID: 8, Body: `needle ${before}`, Subject: '' },
      { PK_ID: 9, Body: null, Subject: 'found by other rules' },
    ]);
    const { json } = await server.call(TOOL, { text: 'needle', tables: ['T'] });
    const [first, second, third] = json.result as readonly Row[];
    expect(first).toMatchObject({ PK_ID: 8, match: 'begins', about: {} });
    expect(first).toHaveProperty('found.Body', expect.stringMatching(/^needle Lorem .{0,110}…$/));
    expect(second).toMatchObject({ PK_ID: 7, match: 'word', about: { Subject: 'Hay' } });
    expect(second).toHaveProperty('found.Body', expect.stringMatching(/^….{40}Needle is here\. .{50,80}…$/));
    expect(third).toEqual({
      table: 'T',
      PK_ID: 9,
      match: 'contains',
      found: {},
      about: { Subject: 'found by other rules' },
    });
  });

  it('and back comes what Caspio refuses', async () => {
    const json = { Code: 'UnsufficientPrivileges', Message: 'No.' };
    await start([{ Name: 'A', Type: 'STRING' }], [], { status: 403, json });
    expect((await server.call(TOOL, { text: 'x', tables: ['T', 'U'] })).text).toContain('Error (rights)');
  });
});

describe('of a bounded connection', () => {
  let sandbox: Sandbox;
  afterEach(() => sandbox.close());

  it('works within its bounds only', async () => {
    sandbox = await startSandbox();
    const team = bounded(sandbox.url, { tables: ['Customers'] });
    const rows = await team.rows(TOOL, { text: "O'Brien; -- [x] %", tables: ['Customers'] });
    expect(rows).toEqual([]);
    expect(await team.rows(TOOL, { text: "O'Brien", tables: ['Customers'] })).toHaveLength(1);
    const failures = [
      await team.failure(TOOL, { text: 'x', tables: ['Customers', 'Orders'] }),
      await team.failure(TOOL, { text: 'x', tables: ['Customers'], views: ['Open_Orders'] }),
      await team.failure(TOOL, { text: 'Oʼ', tables: ['Customers'] }),
    ];
    expect(failures.map(({ what }) => what)).toEqual([
      'tables: this connection may not use "Orders"',
      'views: this connection may not use "Open_Orders"',
      expect.stringMatching(/^text: holds the character U\+02BC/),
    ]);
    await team.close();
  });
});
