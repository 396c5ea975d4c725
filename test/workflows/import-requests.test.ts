import { afterEach, describe, expect, it } from 'vitest';
import { type Connection, connect } from '../support/connect.js';
import { type RawServer, type Reply, rawServer, type Seen } from '../support/raw.js';
import { PLANTED } from '../support/secrets.js';
import { TOOLS } from './importing.js';

const FIELDS = [
  { Name: 'Id', Type: 'INTEGER', Unique: true },
  { Name: 'Email', Type: 'STRING' },
  { Name: 'Name', Type: 'STRING' },
  { Name: 'Open', Type: 'YES/NO' },
  { Name: 'Day', Type: 'DATE/TIME' },
  { Name: 'Pass', Type: 'PASSWORD' },
  { Name: 'Order', Type: 'STRING' },
  { Name: 'Sum', Type: 'NUMBER', IsFormula: true, Editable: false },
];

describe('an import sends', () => {
  let raw: RawServer | undefined;
  let server: Connection | undefined;
  const urls: string[] = [];
  afterEach(async () => {
    await server?.close();
    await raw?.close();
    urls.length = 0;
  });

  async function load(
    args: Record<string, unknown>,
    reply: (seen: Seen) => Reply | undefined = () => undefined,
    fields: readonly object[] = FIELDS,
  ) {
    raw = await rawServer((seen, response) => {
      urls.push(`${raw?.origin}${response.req.url}`);
      if (seen.path === '/v3/tables/T/fields') return { json: { Result: fields } };
      const own = reply(seen);
      if (own) return own;
      if (seen.method === 'GET') return { json: { Result: [] } };
      return seen.method === 'PUT' ? { json: { RecordsAffected: 1 } } : { status: 201, json: { Result: [] } };
    });
    server = await connect({ origin: raw.origin, tools: TOOLS });
    const outcome = await server.call('caspio_records_import', { table_name: 'T', ...args });
    const sent = raw.seen.map(({ method, path, query, body }) => [`${method} ${path}`, query, body]);
    return { ...outcome, result: (outcome.json.result ?? {}) as Record<string, unknown>, sent };
  }

  it('one request a row, with what differs', async () => {
    const records = [
      { Id: 1, Name: 'Ann', Open: 'yes', Day: '2026-01-31T00:00:00Z', Pass: PLANTED.password },
      { Id: '2', Name: 'Ben', Open: false, Day: '' },
      { Id: 3, Name: 'Cid', Order: 'x' },
    ];
    const there = { PK_ID: 7, Id: 1, Name: 'Ann', Open: false, Day: '2026-01-31T00:00:00' };
    const { sent, result } = await load({ mode: 'upsert', key: ['id'], records }, ({ method }) =>
      method === 'GET' ? { json: { Result: [there] } } : undefined,
    );
    const lookUp = {
      'q.select': 'PK_ID, Id, Name, [Open], Day, [Order]',
      'q.where': 'Id IN (1,2,3)',
      'q.orderBy': 'PK_ID',
      'q.limit': '1000',
    };
    expect(sent.slice(0, 2)).toEqual([
      ['GET /v3/tables/T/fields', {}, ''],
      ['GET /v3/tables/T/records', lookUp, ''],
    ]);
    expect(sent.slice(2)).toHaveLength(3);
    expect(sent).toContainEqual(['PUT /v3/tables/T/records', { 'q.where': 'PK_ID = 7' }, { Open: true }]);
    expect(sent).toContainEqual([
      'POST /v3/tables/T/records',
      { response: 'rows' },
      { Id: 2, Name: 'Ben', Open: false, Day: null },
    ]);
    expect(sent).toContainEqual([
      'POST /v3/tables/T/records',
      { response: 'rows' },
      { Id: 3, Name: 'Cid', Order: 'x' },
    ]);
    expect(result).toMatchObject({ inserted: 2, updated: 1 });
  });

  it('conditions over several fields, quoted', async () => {
    const records = [
      { Email: "o'b@x.com", Open: 'yes', Name: 'a' },
      { Email: 'é@x.com', Open: 'no', Name: 'b' },
    ];
    const { sent } = await load({ mode: 'update', key: ['Email', 'Open'], records });
    expect(sent.slice(1)).toEqual([
      [
        'GET /v3/tables/T/records',
        {
          'q.select': 'PK_ID, Email, [Open], Name',
          'q.where': "(Email = 'o''b@x.com' AND [Open] = 1) OR (Email = N'é@x.com' AND [Open] = 0)",
          'q.orderBy': 'PK_ID',
          'q.limit': '1000',
        },
        '',
      ],
    ]);
  });

  it('no address that is too long, and all keys once', async () => {
    const email = (index: number) => `${'é'.repeat(index % 90)}${index}@example.com`;
    const records = Array.from({ length: 300 }, (_, index) => ({
      Email: email(index),
      Name: 'x',
      Order: 'y',
    }));
    for (const key of [['Email'], ['Email', 'Name']]) {
      const { sent, result } = await load({ mode: 'update', key, records });
      expect(result).toMatchObject({ missing: 300 });
      expect(Math.max(...urls.map(({ length }) => length))).toBeLessThanOrEqual(2_047);
      const asked = sent.flatMap(([, query]) => {
        const where = (query as Record<string, string>)['q.where'] ?? '';
        return where.match(/[é\d]+@example\.com/g) ?? [];
      });
      expect(asked.sort()).toEqual(records.map(({ Email }) => Email).sort());
      await server?.close();
      await raw?.close();
    }
    const long = await load({
      mode: 'update',
      key: ['Email'],
      records: [{ Email: '日'.repeat(250), Name: 'x' }],
    });
    expect(long.sent).toHaveLength(1);
    expect(long.result).toMatchObject({ failed: 1 });
    expect(long.text).toContain('its key is too long to be looked up');
  });

  it('no select where the names alone would fill the address', async () => {
    const many = Array.from({ length: 90 }, (_, index) => ({
      Name: `Field_with_a_long_name_${index}`,
      Type: 'STRING',
    }));
    const row = Object.fromEntries(many.map(({ Name }) => [Name, 'x']));
    const records = [{ Id: 1, ...row }];
    const { sent } = await load({ mode: 'update', key: ['Id'], records }, undefined, [...FIELDS, ...many]);
    expect(sent.at(-1)?.[1]).toEqual({ 'q.where': 'Id IN (1)', 'q.orderBy': 'PK_ID', 'q.limit': '1000' });
  });

  it('each key alone where an answer has other keys than were asked for', async () => {
    const records = [
      { Email: 'strasse', Name: 'x' },
      { Email: 'b', Name: 'x' },
    ];
    const { sent, result } = await load({ mode: 'upsert', key: ['Email'], records }, ({ method, query }) =>
      method === 'GET' && query['q.where']?.includes('strasse')
        ? { json: { Result: [{ PK_ID: 5, Email: 'straße', Name: 'x' }] } }
        : undefined,
    );
    const wheres = sent.flatMap(([, query]) => (query as Record<string, string>)['q.where'] ?? []);
    expect(wheres).toEqual(["Email IN ('strasse','b')", "Email IN ('strasse')", "Email IN ('b')"]);
    expect(result).toMatchObject({ unchanged: 1, inserted: 1 });
  });

  it.each([
    [{}, 'records: is required, unless File is given'],
    [{ records: [] }, 'records: is empty'],
    [{ records: [{ Id: 1 }], File: { name: 'a', text: 'a' } }, 'records: cannot go with File'],
    [{ records: [{ Id: 1 }], mode: 'upsert' }, 'key: is required for mode upsert'],
    [{ records: [{ Id: 1 }], mode: 'upsert', key: ['Id', 'id'] }, 'key: names a field twice'],
    [{ File: { name: 'a' } }, 'File: needs exactly one of path, url, text, base64'],
    [{ File: { path: 'a.csv' } }, 'File.path: no folder is open'],
    [{ File: { name: 'a.csv', text: '' } }, 'File: holds no row'],
    [{ records: [{ Id: 1 }], resume: 'e30' }, 'resume: is no token'],
  ])('nothing for %j', async (args, refusal) => {
    const { isError, text, sent } = await load(args);
    expect(isError).toBe(true);
    expect(text).toContain(`Error (arguments): ${refusal}`);
    expect(sent).toEqual([]);
  });

  it.each([
    [{ records: [{ Id: 1, Nmae: 'x' }] }, 'records: "Nmae" is no field of table T', 'Did you mean "Name"?'],
    [{ records: [{ Name: 'x', Sum: 1 }] }, 'records: Sum cannot be written', 'Leave it out'],
    [{ records: [{ PK_ID: 1, Name: 'x' }] }, 'records: PK_ID cannot be written', ''],
    [
      { records: [{ Id: 1, Pass: 'x' }], mode: 'update', key: ['Id'] },
      'records: Pass cannot be written',
      'new records only',
    ],
    [
      { records: [{ Id: 1 }], mode: 'update', key: ['Ip'] },
      'key: "Ip" is no field of table T',
      'Did you mean "Id"',
    ],
    [{ records: [{ Id: 1 }], mode: 'update', key: ['Name'] }, 'key: Name is no column of the records', ''],
    [{ records: [{ Id: 1 }], mode: 'update', key: ['Id'] }, 'records: holds nothing that can be written', ''],
    [
      { records: [{ PK_ID: 1, Name: 'x' }], mode: 'upsert', key: ['PK_ID'] },
      'key: PK_ID is filled by Caspio',
      '',
    ],
    [{ records: [{ Pass: 'x' }], mode: 'update', key: ['Pass'] }, 'key: Pass is of type PASSWORD', ''],
  ])('nothing but the question for fields for %j', async (args, refusal, next) => {
    const { isError, text, sent } = await load(args);
    expect(isError).toBe(true);
    expect(text).toContain(`Error (arguments): ${refusal}`);
    expect(text).toContain(next);
    expect(sent.map(([line]) => line)).toEqual(['GET /v3/tables/T/fields']);
  });

  it('a password, which no error quotes', async () => {
    const records = [{ Id: 1, Pass: PLANTED.password }, { Id: 2 }];
    const { text, result } = await load({ records }, ({ method, body }) =>
      method === 'POST' && (body as { Id: number }).Id === 1
        ? { status: 400, json: { Code: 'InvalidInputValue', Message: `Not '${PLANTED.password}'` } }
        : undefined,
    );
    expect(text).not.toContain(PLANTED.password);
    expect(result).toMatchObject({
      inserted: 1,
      errors: [{ error: "InvalidInputValue: Not '[secret]'", count: 1, rows: '1' }],
    });
  });

  it('no more once it has no right to, and later the rest, each row once', async () => {
    let writes = 0;
    let isClosed = true;
    const taken: unknown[] = [];
    const records = Array.from({ length: 40 }, (_, index) => ({ Id: index, Name: 'x' }));
    const { result, text } = await load({ records }, ({ method, body }) => {
      if (method !== 'POST') return undefined;
      writes += 1;
      if (writes > 10 && isClosed)
        return { status: 403, json: { Code: 'UnsufficientPrivileges', Message: 'no' } };
      taken.push((body as { Id: number }).Id);
      return undefined;
    });
    expect(result).toMatchObject({ inserted: 10, rows_done: 10, failed: 0, resume: expect.any(String) });
    expect(writes).toBeLessThanOrEqual(14);
    expect(text).toContain('Stopped: Caspio refused the request (HTTP 403)');
    const call = { table_name: 'T', records, resume: result.resume };
    const refused = await server?.call('caspio_records_import', call);
    expect(refused?.text).toContain('Error (rights)');
    isClosed = false;
    const rest = await server?.call('caspio_records_import', call);
    expect(rest?.json.result).toMatchObject({ rows: 40, inserted: 30 });
    expect(taken.sort((a, b) => Number(a) - Number(b))).toEqual(records.map(({ Id }) => Id));
  });

  it('a write again only where its key shows that it is missing', async () => {
    const seen: string[] = [];
    const records = [{ Id: 1, Name: 'x' }];
    const { result } = await load({ mode: 'upsert', key: ['Id'], records }, ({ method }) => {
      seen.push(method);
      if (method === 'GET')
        return { json: { Result: seen.length > 5 ? [{ PK_ID: 9, Id: 1, Name: 'x' }] : [] } };
      return { status: 502 };
    });
    expect(seen).toEqual(['GET', 'POST', 'GET', 'POST', 'GET', 'POST', 'GET']);
    expect(result).toMatchObject({ inserted: 1, new_keys: '9' });
  });

  it('no fourth repetition, and says that it is not known', async () => {
    const { result, sent } = await load(
      { mode: 'upsert', key: ['Id'], records: [{ Id: 1, Name: 'x' }] },
      ({ method }) => (method === 'POST' ? { status: 502 } : undefined),
    );
    expect(sent.map(([line]) => String(line).split(' ')[0])).toEqual([
      ...['GET', 'GET', 'POST', 'GET', 'POST', 'GET', 'POST', 'GET', 'POST', 'GET'],
    ]);
    expect(result).toMatchObject({ inserted: 0, unknown: 1, unknown_rows: '1', resume: expect.any(String) });
  });
});
