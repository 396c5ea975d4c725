import { describe, expect, it } from 'vitest';
import { connect } from './support/connect.js';
import { freshServer } from './support/fresh.js';
import { rawServer } from './support/raw.js';
import { PLANTED } from './support/secrets.js';

describe('writes to the sandbox', () => {
  const { server, origin } = freshServer();

  const count = async (where: string) => {
    const args = { table_name: 'Orders', 'q.select': 'COUNT(*) AS n', 'q.where': where };
    const { json } = await server.call('list_all_caspio_records', args);
    return (json.result as { n: number }[])[0]?.n ?? Number.NaN;
  };
  const cancel = { table_name: 'Orders', values: { Status: 'Cancelled' } };

  it('reach one record by its key without a question', async () => {
    const { json } = await server.call('update_a_caspio_record_by_id', { ...cancel, 'q.where': 'PK_ID = 3' });
    expect(json).toEqual({ result: { table_name: 'Orders' }, records_affected: 1 });
    expect(await count("PK_ID = 3 AND Status = 'Cancelled'")).toBe(1);
  });

  it.each(['1=1', 'PK_ID > 0', "Status = 'Open'", 'PK_ID = 3 OR 1 = 1', '[PK_ID] = [PK_ID]'])(
    'are stopped at %s, with nothing changed',
    async (where) => {
      const before = await count("Status = 'Cancelled'");
      const reach = await count(where);
      const { isError, text } = await server.call('update_a_caspio_record_by_id', {
        ...cancel,
        'q.where': where,
      });
      expect(isError).toBe(true);
      expect(text).toContain(`repeat the same call with expected_count: ${reach}.`);
      expect(text).toContain('Would write: {"Status":"Cancelled"}\nSample: [{"PK_ID":');
      const removal = await server.call('delete_a_caspio_record_by_id', {
        table_name: 'Orders',
        'q.where': where,
      });
      expect(removal.isError).toBe(true);
      expect(await count("Status = 'Cancelled'")).toBe(before);
      expect(await count('1=1')).toBeGreaterThan(10_000);
    },
  );

  it('show what they would write, but no password', async () => {
    const { isError, text } = await server.call('update_a_caspio_record_by_id', {
      table_name: 'Customers',
      'q.where': "State = 'CA'",
      values: { Notes: 'n'.repeat(500), Portal_Password: 'hunter2' },
    });
    expect(isError).toBe(true);
    expect(text).toMatch(/Would write: \{"Notes":"n+… \(500 characters\)","Portal_Password":"…"\}/);
    expect(text).not.toContain('hunter2');
  });

  it('go through with the exact count, and not with another', async () => {
    const where = "Status = 'Open' AND PK_ID < 500";
    const reach = await count(where);
    expect(reach).toBeGreaterThan(1);
    const wrong = await server.call('delete_a_caspio_record_by_id', {
      table_name: 'Orders',
      'q.where': where,
      expected_count: reach + 1,
    });
    expect(wrong.isError).toBe(true);
    expect(wrong.text).toContain(`not the ${reach + 1} of expected_count`);
    const right = await server.call('delete_a_caspio_record_by_id', {
      table_name: 'Orders',
      'q.where': where,
      expected_count: reach,
    });
    expect(right.json).toEqual({ result: { table_name: 'Orders' }, records_affected: reach });
    expect(right.structured).toEqual(right.json);
    expect(await count(where)).toBe(0);
  });

  it('send nothing when nothing matches', async () => {
    const { json } = await server.call('update_a_caspio_record_by_id', {
      ...cancel,
      'q.where': "Status = 'None'",
    });
    expect(json).toMatchObject({ records_affected: 0, note: expect.stringContaining('No record matched') });
  });

  it('are not questioned with --confirm-above off, but a blank condition is still refused', async () => {
    const unattended = await connect({ origin: origin(), confirmAbove: 'off' });
    const done = await unattended.call('update_a_caspio_record_by_id', {
      ...cancel,
      'q.where': 'PK_ID < 10',
    });
    expect(done.json.records_affected).toBe(9);
    const blank = await unattended.call('delete_a_caspio_record_by_id', {
      table_name: 'Orders',
      'q.where': '  ',
    });
    expect(blank.text).toContain('q.where: is blank');
    await unattended.close();
  });

  it('give the new record back, and take list options by label, number or as read', async () => {
    const values = { Company: 'New & Co', Email: 'new@example.com', State: 'CA', Interests: ['webinars', 4] };
    const created = await server.call('create_a_caspio_record', { table_name: 'Customers', values });
    expect(created.json.result).toMatchObject({
      Company: 'New & Co',
      Interests: { 3: 'Webinars', 4: 'Product news' },
    });
    const { PK_ID, Interests } = created.json.result as Record<string, unknown>;
    const again = await server.call('update_a_caspio_record_by_id', {
      table_name: 'Customers',
      'q.where': `PK_ID = ${PK_ID}`,
      values: { Interests },
      response: 'rows',
    });
    expect(again.json.result).toMatchObject([{ Interests }]);
    const unknown = await server.call('create_a_caspio_record', {
      table_name: 'Customers',
      values: { ...values, Email: 'x@example.com', Interests: ['Knitting'] },
    });
    expect(unknown.text).toContain('Interests has no option "Knitting"');
    expect(unknown.text).toContain('Webinars');
  });

  it('guard the deletion and the conversion of a field that holds values', async () => {
    const deletion = { table_name: 'Customers', id: 'Phone' };
    const stopped = await server.call('delete_a_caspio_field_by_id', deletion);
    expect(stopped.isError).toBe(true);
    const reach = Number(/expected_count: (\d+)/.exec(stopped.text)?.[1]);
    expect(reach).toBeGreaterThan(1_000);
    const conversion = await server.call('update_a_caspio_field_by_id', { ...deletion, Type: 'TEXT' });
    expect(conversion.text).toContain('from STRING to TEXT');
    const done = await server.call('delete_a_caspio_field_by_id', { ...deletion, expected_count: reach });
    expect(done.json.result).toEqual(deletion);
    const gone = await server.call('get_single_caspio_field_by_id', deletion);
    expect(gone.text).toContain('"Phone" is no field of Customers.');
  });

  it('guard the removal of list options', async () => {
    const change = { table_name: 'Customers', id: 'Interests', ListField: ['Newsletter', 'Events'] };
    const stopped = await server.call('update_a_caspio_field_by_id', change);
    expect(stopped.isError).toBe(true);
    expect(stopped.text).toMatch(/Remove the options .*Webinars.* of the field Interests/);
    const field = await server.call('get_single_caspio_field_by_id', {
      table_name: 'Customers',
      id: 'Interests',
    });
    const options = Object.values((field.json.result as { ListField: object }).ListField) as string[];
    expect(options).toContain('Webinars');
    const more = await server.call('update_a_caspio_field_by_id', {
      ...change,
      ListField: [...options, 'Trips'],
    });
    expect(more.isError, more.text).toBe(false);
  });

  it('are not put before a person when they cannot succeed', async () => {
    const wide = { table_name: 'Orders', 'q.where': "Status = 'Open'" };
    const unknown = await server.call('update_a_caspio_record_by_id', {
      ...wide,
      values: { Statu: 'Shipped' },
    });
    expect(unknown.text).toContain('Did you mean "Status"?');
    expect(unknown.text).not.toContain('expected_count');
    const filled = await server.call('update_a_caspio_record_by_id', { ...wide, values: { Order_ID: 1 } });
    expect(filled.text).toContain('Order_ID cannot be written');
  });

  it('show the fields that they change', async () => {
    const wide = { table_name: 'Customers', 'q.where': "State = 'CA'", values: { Credit_Limit: 1 } };
    const { text } = await server.call('update_a_caspio_record_by_id', wide);
    expect(text).toMatch(/Sample: \[{"PK_ID":\d+,"Credit_Limit":/);
  });

  it('go through with any condition when --confirm-above is off, unless a count is named', async () => {
    const unattended = await connect({ origin: origin(), confirmAbove: 'off' });
    const named = await unattended.call('update_a_caspio_record_by_id', {
      ...cancel,
      'q.where': 'PK_ID < 10',
      expected_count: 3,
    });
    expect(named.text).toContain('not the 3 of expected_count');
    await unattended.close();
  });

  it('by key are counted too when the named count is another than one', async () => {
    const odd = { ...cancel, 'q.where': 'PK_ID = 5', expected_count: 7 };
    const { text } = await server.call('update_a_caspio_record_by_id', odd);
    expect(text).toContain('this reaches 1 record, not the 7 of expected_count');
  });

  it('are stopped even by their key with --confirm-above 0', async () => {
    const strict = await connect({ origin: origin(), confirmAbove: 0 });
    const one = { ...cancel, 'q.where': 'PK_ID = 3' };
    const stopped = await strict.call('update_a_caspio_record_by_id', one);
    expect(stopped.text).toContain('this reaches 1 record.');
    const done = await strict.call('update_a_caspio_record_by_id', { ...one, expected_count: 1 });
    expect(done.json.records_affected).toBe(1);
    await strict.close();
  });

  it('create a table, fill it through its fields, and set and clear a password', async () => {
    const Fields = [
      { Name: 'Code', Type: 'AUTONUMBER', Unique: true },
      { Name: 'Title', Type: 'STRING' },
      { Name: 'Secret', Type: 'PASSWORD' },
    ];
    expect((await server.call('create_a_caspio_table', { Name: 'Notes', Fields })).isError).toBe(false);
    await server.call('create_a_caspio_field', { table_name: 'Notes', Name: 'Done', Type: 'YES/NO' });
    const values = { Title: 'One', Done: true, Secret: PLANTED.password };
    const { json } = await server.call('create_a_caspio_record', { table_name: 'Notes', values });
    expect(json.result).toEqual({ PK_ID: 1, Code: 1, Title: 'One', Done: true });
    expect(
      (await server.call('list_all_caspio_password_fields', { table_name: 'Notes' })).json.result,
    ).toEqual(['Secret']);
    const password = { table_name: 'Notes', id: 'Secret', 'q.where': 'PK_ID = 1' };
    const set = await server.call('update_a_caspio_password_field_by_id', {
      ...password,
      Value: PLANTED.password,
    });
    expect(set.json.records_affected).toBe(1);
    const cleared = await server.call('delete_a_caspio_password_field_by_id', password);
    expect(cleared.json.records_affected).toBe(1);
  });

  it('go through views that allow it', async () => {
    const values = { Company: 'Bay Traders', Email: 'bay@example.com', State: 'CA' };
    const created = await server.call('create_a_caspio_view_record', {
      view_name: 'California_Customers',
      values,
    });
    expect(created.json.result).toMatchObject({ Company: 'Bay Traders' });
    const { PK_ID } = created.json.result as { PK_ID: string };
    const outside = await server.call('update_a_caspio_view_record_by_id', {
      view_name: 'California_Customers',
      'q.where': `PK_ID = '${PK_ID}'`,
      values: { City: 'Oakland' },
    });
    expect(outside.json).toEqual({ result: { view_name: 'California_Customers' }, records_affected: 1 });
    const removed = await server.call('delete_a_caspio_view_record_by_id', {
      view_name: 'California_Customers',
      'q.where': `PK_ID = '${PK_ID}'`,
    });
    expect(removed.json.records_affected).toBe(1);
  });
});

describe('bad input', () => {
  const cases: readonly (readonly [string, Record<string, unknown>, string])[] = [
    [
      'update_a_caspio_record_by_id',
      { table_name: 'T', 'q.where': ' ', values: { A: 1 } },
      'q.where: is blank',
    ],
    ['update_a_caspio_record_by_id', { table_name: 'T', values: { A: 1 } }, 'q.where: is required'],
    ['delete_a_caspio_record_by_id', { table_name: 'T', 'q.where': '/* everything */' }, 'q.where: is blank'],
    [
      'list_all_caspio_records',
      { table_name: 'T', constructor: 1 },
      'constructor: is no argument of this tool',
    ],
    ['list_all_caspio_records', { table_name: 'T', order_by: 'A' }, 'Did you mean "q.orderBy"?'],
    ['delete_a_caspio_record_by_id', { table_name: 'T', 'q.were': 'A=1' }, 'Did you mean "q.where"?'],
    [
      'delete_a_caspio_record_by_id',
      { table_name: 'T', 'q.where': "LEFT(NEWID(), 1) = 'A'" },
      'q.where: NEWID matches other records each time',
    ],
    [
      'list_all_caspio_records',
      { table_name: 'T', 'q.where': `A = 1${' '.repeat(100_000)}x` },
      'q.where: is too long',
    ],
    ['list_all_caspio_records', { table_name: 'T'.repeat(201) }, 'table_name: must have at most 200'],
    [
      'list_all_caspio_records',
      { table_name: 'T', ['x'.repeat(1_000_000)]: 1 },
      'x…: is no argument of this tool',
    ],
    ['list_all_caspio_records', { tabel_name: 'T' }, 'tabel_name: is no argument of this tool'],
    ['list_all_caspio_records', { table_name: 'T', 'q.pageSize': 3 }, 'q.pageSize: must be 5 to 1000'],
    ['list_all_caspio_records', { table_name: 'T', 'q.limit': 5_000 }, 'q.limit: must be at most 1000'],
    [
      'list_all_caspio_records',
      { table_name: 'T', 'q.limit': 5, 'q.pageNumber': 2 },
      'q.limit: cannot go with q.pageNumber',
    ],
    [
      'list_all_caspio_records',
      { table_name: 'T', 'q.where': `A = '${'x'.repeat(3_000)}'` },
      'q.where: is too long',
    ],
    ['list_all_caspio_records', { table_name: 'T', where: 'A=1', 'q.where': 'A=2' }, 'is given twice'],
    [
      'list_all_caspio_records',
      { table_name: 'T', 'q.where': "A = 'open" },
      "q.where: ' that is opened is never closed",
    ],
    [
      'list_all_caspio_records',
      { table_name: 'T', 'q.where': '1=1) OR (1=1' },
      'q.where: a closing parenthesis has no opening one',
    ],
    ['list_all_caspio_records', { table_name: '../views' }, 'table_name: must be a plain name'],
    ['list_all_caspio_records', { table_name: 'a%2Fb' }, 'table_name: must be a plain name'],
    ['list_all_caspio_records', { table_name: 'T?x=1' }, 'table_name: must be a plain name'],
    ['list_all_caspio_records', { table_name: '..' }, 'table_name: must be a plain name'],
    ['list_all_caspio_records', { table_name: '' }, 'table_name: is blank'],
    ['list_all_caspio_records', { table_name: ['T'] }, 'table_name: '],
    ['create_a_caspio_record', { table_name: 'T', values: {} }, 'values: is empty'],
    ['create_a_caspio_record', { table_name: 'T', values: { pk_id: 1 } }, 'values: holds PK_ID'],
    ['create_a_caspio_record', { table_name: 'T', values: [{ A: 1 }] }, 'values: '],
    [
      'create_a_caspio_record',
      { table_name: 'T', values: { A: { b: { c: 1 } } } },
      'values: A holds a nested value',
    ],
    [
      'create_a_caspio_record',
      { table_name: 'T', values: { A: 1 }, response: 'all' },
      'response: must be rows or none',
    ],
    ['create_a_caspio_field', { table_name: 'T', Name: 'A', Type: 'GUID' }, 'Unique: must be true for GUID'],
    ['create_a_caspio_field', { table_name: 'T', Name: '1 A', Type: 'STRING' }, 'Name: must be letters'],
    ['create_a_caspio_field', { table_name: 'T', Name: 'A', Type: 'VARCHAR' }, 'Type: must be one of STRING'],
    [
      'create_a_caspio_table',
      { Name: 'N', Fields: [{ Name: 'A', Type: 'AUTONUMBER' }] },
      'Fields.0.Unique: must be true',
    ],
    [
      'create_a_caspio_table',
      { Name: 'N', Fields: [{ Name: 'A', Type: 'STRING', Lenght: 3 }] },
      'Fields.0: ',
    ],
    ['create_a_caspio_table', { Name: 'N', Fields: [] }, 'Fields: is empty'],
    [
      'create_a_caspio_table',
      {
        Name: 'N',
        Fields: [
          { Name: 'A', Type: 'TEXT' },
          { Name: 'a', Type: 'TEXT' },
        ],
      },
      'Fields.1.Name: stands twice',
    ],
    [
      'create_a_caspio_field',
      { table_name: 'T', Name: 'A', Type: 'LIST-STRING' },
      'ListField: must hold the options',
    ],
    [
      'create_a_caspio_field',
      { table_name: 'T', Name: 'PK_ID', Type: 'TEXT' },
      'Name: is the name of the key',
    ],
    ['list_all_caspio_records', { table_name: 'T', where: 'Since > 2024-01-31' }, "Write '2024-01-31'."],
    [
      'delete_a_caspio_record_by_id',
      { table_name: 'T', where: 'Since < 2024-1-1' },
      '2024-1-1 without quotes is a subtraction',
    ],
    [
      'create_a_caspio_record',
      { table_name: 'T', values: 'Company=A' },
      'must be one object of field names and values',
    ],
    ['update_a_caspio_field_by_id', { table_name: 'T', id: 'A' }, 'no property to change is given'],
  ];

  it.each(cases)('%s %j is refused before anything is sent', async (tool, args, problem) => {
    const raw = await rawServer(() => ({ json: { Result: [] } }));
    const server = await connect({ origin: raw.origin });
    const { isError, text } = await server.call(tool, args);
    expect(isError).toBe(true);
    expect(text).toContain(problem);
    expect(text).toContain('\nNext: ');
    expect(raw.seen).toEqual([]);
    expect(raw.logins()).toBe(0);
    await server.close();
    await raw.close();
  });
});

describe('a count that cannot be trusted', () => {
  it.each([-1, 0.5])('%d stops the write', async (TotalCount) => {
    const raw = await rawServer(() => ({ json: { Result: [], Pagination: { TotalCount } } }));
    const server = await connect({ origin: raw.origin });
    const { isError } = await server.call('delete_a_caspio_record_by_id', {
      table_name: 'T',
      'q.where': 'A = 1',
    });
    expect(isError).toBe(true);
    expect(raw.seen.map(({ method }) => method)).toEqual(['GET']);
    await server.close();
    await raw.close();
  });

  it('is the larger of what is said and what is seen', async () => {
    const Result = [{ PK_ID: 1 }, { PK_ID: 2 }, { PK_ID: 3 }];
    const raw = await rawServer(() => ({ json: { Result, Pagination: { TotalCount: 1 } } }));
    const server = await connect({ origin: raw.origin });
    const { text } = await server.call('delete_a_caspio_record_by_id', {
      table_name: 'T',
      'q.where': 'A = 1',
    });
    expect(text).toContain('expected_count: 3');
    await server.close();
    await raw.close();
  });

  it('is compared with what a write by key reached', async () => {
    const raw = await rawServer(() => ({ json: { RecordsAffected: 99 } }));
    const server = await connect({ origin: raw.origin });
    const { json } = await server.call('delete_a_caspio_record_by_id', {
      table_name: 'T',
      'q.where': 'PK_ID = 1',
    });
    expect(json.note).toBe('1 record matched before the write, 99 were reached.');
    await server.close();
    await raw.close();
  });
});
