import { describe, expect, test } from 'vitest';
import { type Answer, INCORRECT_BODY, INCORRECT_QUERY, type Row, refusal, useSandbox } from './support.js';

const caspio = useSandbox();
const second = useSandbox();
const empty = useSandbox({ seed: 'empty' });

const PORTAL = '/directories/k4t9wd/users';
const STAFF = '/directories/z27hqm/users';
const TABLE = '/tables/Customer_Portal_Users';
const ROWS = { response: 'rows' };
const NOT_FOUND = [404, 'ObjectNotFound', 'Requested object not found'];

type Query = Record<string, string | number>;

const users = async (query: Query, path = PORTAL) =>
  (await caspio.call('GET', path, query)).body.Result as Row[];

const affected = ({ status, body }: Answer) => [status, (body as unknown as Row).UsersAffected];

const activate = (body: unknown, path = PORTAL) => caspio.call('POST', `${path}/activate`, {}, body);

/** A user whose status this is. */
async function someone(status: string): Promise<Row> {
  const [user] = await users({ 'q.where': `_status = '${status}'`, 'q.orderBy': 'PK_ID', 'q.limit': 1 });
  return user ?? {};
}

test('are listed with the number of their users', async () => {
  const { status, body } = await caspio.call('GET', '/directories');
  expect(status).toBe(200);
  expect(body.Result).toHaveLength(2);
  expect(body.Result[1]).toEqual({
    Id: 'z27hqm',
    Name: 'Staff_Users',
    NumberOfUsers: 24,
    DateCreated: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/),
    DateUpdated: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/),
    CreatedBy: expect.any(String),
    UpdatedBy: expect.any(String),
  });
  expect((await empty.call('GET', '/directories')).body).toEqual({ Result: [] });
});

test('are found by their ids only', async () => {
  const body = { Email: 'x@y.example' };
  for (const id of ['nope', 'Staff_Users']) {
    const path = `/directories/${id}/users`;
    const answers = [
      await caspio.call('GET', path),
      await caspio.call('POST', path, {}, body),
      await caspio.call('PUT', path, { Where: 'PK_ID = 1' }, body),
      await caspio.call('DELETE', path, { Where: 'PK_ID = 1' }),
      await caspio.call('POST', `${path}/activate`, {}, { UserGUID: 'x' }),
    ];
    for (const reply of answers) expect(refusal(reply)).toEqual(NOT_FOUND);
  }
});

describe('users', () => {
  test('are the records of a table, with three attributes', async () => {
    const [user] = await users({ 'q.where': 'PK_ID = 7' });
    const { _status, _sign_in_method, _2fa_status, ...row } = user ?? {};
    expect([_status, _sign_in_method, _2fa_status]).toEqual([
      expect.any(String),
      expect.any(String),
      expect.any(String),
    ]);
    expect(row).not.toHaveProperty('Password');
    const record = await caspio.call('GET', `${TABLE}/records`, { 'q.where': 'PK_ID = 7' });
    expect(record.body.Result).toEqual([row]);
    const fields = (await caspio.call('GET', `${TABLE}/fields`)).body.Result;
    const shown = fields.map((field) => field.Name).filter((name) => name !== 'Password');
    expect(Object.keys(row)).toEqual(['PK_ID', ...shown]);
  });

  test('are in every state, the same on every start', async () => {
    const all = { 'q.pageSize': 1000, 'q.orderBy': 'PK_ID' };
    const values = async (path: string, attribute: string) =>
      new Set((await users(all, path)).map((user) => user[attribute]));
    expect(await values(PORTAL, '_status')).toEqual(
      new Set([
        'Active',
        'Inactive',
        'ActivationPending',
        'ActivationExpired',
        'Locked',
        'Suspended',
        'PasswordExpired',
      ]),
    );
    expect(await values(PORTAL, '_sign_in_method')).toEqual(new Set(['Caspio', 'Okta']));
    expect(await values(PORTAL, '_2fa_status')).toEqual(new Set(['Enabled', 'Disabled']));
    expect(await values(STAFF, '_2fa_status')).toEqual(new Set(['Unavailable']));
    expect((await second.call('GET', PORTAL, all)).body.Result).toEqual(await users(all));
  });

  test('are read with all eight parameters, attributes included', async () => {
    const counted = await users({
      'q.select': '_2fa_status, COUNT(*) AS n',
      'q.where': "_sign_in_method = 'caspio' AND _status LIKE 'act%'",
      'q.groupBy': '_2fa_status',
      'q.orderBy': '_2fa_status DESC',
    });
    expect(counted.map((row) => row._2fa_status)).toEqual(['Enabled', 'Disabled']);
    const page = await caspio.call('GET', STAFF, {
      'q.select': 'Email, _status',
      'q.orderBy': '_status, Email',
      'q.pageNumber': 2,
      'q.pageSize': 20,
      'q.getPaginationInfo': 'true',
    });
    expect(page.body.Pagination).toEqual({ TotalCount: 24, PageNumber: 2, PageSize: 20 });
    expect(page.body.Result).toHaveLength(4);
    expect(Object.keys(page.body.Result[0] ?? {})).toEqual(['Email', '_status']);
    expect(await users({ 'q.limit': 3 })).toHaveLength(3);
    expect(refusal(await caspio.call('GET', PORTAL, { 'q.pageSize': 4 }))).toEqual(INCORRECT_QUERY);
    const unknown = await caspio.call('GET', PORTAL, { 'q.where': "_role = 'x'" });
    expect(refusal(unknown)).toEqual([400, 'SqlServerError', "Invalid column name '_role'."]);
  });

  test('are created pending, with a GUID of their own', async () => {
    const values = { Email: 'new@portal.example', First_Name: 'New', Role: 'Buyer', Password: 'secret' };
    const { status, body } = await caspio.call('POST', PORTAL, ROWS, values);
    expect(status).toBe(201);
    expect(body.Result).toEqual([
      expect.objectContaining({
        Email: 'new@portal.example',
        UserGUID: expect.stringMatching(/^[0-9A-F-]{36}$/),
        Role: 'Buyer',
        _status: 'ActivationPending',
        _sign_in_method: 'Caspio',
        _2fa_status: 'Disabled',
      }),
    ]);
    expect(body.Result[0]).not.toHaveProperty('Password');
    const quiet = await caspio.call('POST', STAFF, {}, { Email: 'new@sandbox.example' });
    expect([quiet.status, quiet.text]).toEqual([201, '']);
    expect(await users({ 'q.where': "Email = 'new@sandbox.example'" }, STAFF)).toMatchObject([
      { _2fa_status: 'Unavailable' },
    ]);
  });

  test('need an e-mail address of their own', async () => {
    for (const body of [{}, { First_Name: 'X' }, { Email: '' }, { Email: null }])
      expect(refusal(await caspio.call('POST', PORTAL, {}, body))).toEqual(INCORRECT_BODY);
    const [{ Email } = {} as Row] = await users({ 'q.limit': 1 });
    const twice = await caspio.call('POST', PORTAL, {}, { Email: String(Email).toUpperCase() });
    expect(refusal(twice)).toEqual([
      400,
      'SqlServerError',
      "Cannot perform operation because duplicate or blank values are not allowed in field 'Email'.",
    ]);
  });

  test.each([
    [{ Nope: 1 }, 404, 'FieldNotFound'],
    [{ _status: 'Active' }, 404, 'FieldNotFound'],
    [{ UserGUID: 'x' }, 400, 'AlterReadOnlyData'],
    [{ Registered_At: '2026-01-01' }, 400, 'AlterReadOnlyData'],
    [{ Role: 'x'.repeat(256) }, 400, 'InvalidInputValue'],
  ])('refuse %j', async (values, status, code) => {
    const posted = await caspio.call('POST', PORTAL, {}, { Email: 'z@z.example', ...values });
    const put = await caspio.call('PUT', PORTAL, { Where: 'PK_ID = 1' }, values);
    for (const reply of [posted, put]) expect([reply.status, reply.body.Code]).toEqual([status, code]);
  });

  test('are changed by Where', async () => {
    const Where = "Department = 'Facilities'";
    const found = await users({ 'q.where': Where, 'q.limit': 1000 });
    const reply = await caspio.call('PUT', PORTAL, { Where }, { Role: 'Guest' });
    expect([reply.status, reply.body]).toEqual([200, { UsersAffected: found.length }]);
    const rows = await caspio.call('PUT', PORTAL, { Where: 'PK_ID IN (1, 2)', ...ROWS }, { Role: 'Host' });
    expect(affected(rows)).toEqual([200, 2]);
    expect(rows.body.Result.map((user) => [user.PK_ID, user.Role, typeof user._status])).toEqual([
      [1, 'Host', 'string'],
      [2, 'Host', 'string'],
    ]);
    expect(affected(await caspio.call('PUT', PORTAL, { Where: 'PK_ID = 0' }, { Role: 'x' }))).toEqual([
      200, 0,
    ]);
    expect(refusal(await caspio.call('PUT', PORTAL, { Where: 'PK_ID = 1' }, {}))).toEqual(INCORRECT_BODY);
  });

  test('are deleted by Where', async () => {
    const number = async () => (await caspio.call('GET', '/directories')).body.Result[0]?.NumberOfUsers;
    const before = Number(await number());
    const reply = await caspio.call('DELETE', PORTAL, { Where: 'PK_ID IN (31, 32, 33)' });
    expect([reply.status, reply.body]).toEqual([200, { UsersAffected: 3 }]);
    expect(await number()).toBe(before - 3);
    expect(await users({ 'q.where': 'PK_ID = 32' })).toEqual([]);
  });

  test('are not changed or deleted by an attribute, or by q.where', async () => {
    for (const attribute of ['_status', '_sign_in_method', '_2fa_status', '[_status]']) {
      const Where = `${attribute} = 'Active'`;
      const message = `Invalid column name '${attribute.replace(/[[\]]/g, '')}'.`;
      const answers = [
        await caspio.call('PUT', PORTAL, { Where }, { Role: 'x' }),
        await caspio.call('DELETE', PORTAL, { Where }),
      ];
      for (const reply of answers) expect(refusal(reply)).toEqual([400, 'SqlServerError', message]);
    }
    const misspelt = { 'q.where': 'PK_ID = 1' };
    expect(refusal(await caspio.call('PUT', PORTAL, misspelt, { Role: 'x' }))).toEqual(INCORRECT_QUERY);
    expect(refusal(await caspio.call('DELETE', PORTAL, misspelt))).toEqual(INCORRECT_QUERY);
    expect(await users({ 'q.where': 'PK_ID = 1' })).toHaveLength(1);
  });
});

describe('activation', () => {
  test.each(['ActivationPending', 'ActivationExpired', 'Inactive'])('invites who is %s', async (status) => {
    const { UserGUID, PK_ID } = await someone(status);
    const mailed = await activate({ UserGUID });
    expect([mailed.status, mailed.body]).toEqual([200, { Result: { ActivationUrl: null } }]);
    const link = async () =>
      (await activate({ UserGUID: String(UserGUID).toLowerCase(), SendEmail: false })).body;
    const [first, next] = [await link(), await link()];
    expect(first.Result.ActivationUrl).toMatch(/^https:\/\/sandbox\.caspio\.example\//);
    expect(next.Result.ActivationUrl).not.toBe(first.Result.ActivationUrl);
    expect(await users({ 'q.where': `PK_ID = ${PK_ID}` })).toMatchObject([{ _status: 'ActivationPending' }]);
  });

  test.each(['Active', 'Locked', 'Suspended', 'PasswordExpired'])('refuses who is %s', async (status) => {
    const { UserGUID, PK_ID } = await someone(status);
    expect(refusal(await activate({ UserGUID, SendEmail: false }))).toEqual([
      409,
      'Conflict',
      `Cannot perform operation because a user with the status '${status}' cannot be activated.`,
    ]);
    expect(await users({ 'q.where': `PK_ID = ${PK_ID}` })).toMatchObject([{ _status: status }]);
  });

  test('needs a user of the directory', async () => {
    const { UserGUID } = await someone('ActivationPending');
    expect(refusal(await activate({ UserGUID }, STAFF))).toEqual(NOT_FOUND);
    for (const body of [{}, { UserGUID: null }, { UserGUID: 5 }, { UserGUID, SendEmail: 'no' }])
      expect(refusal(await activate(body))).toEqual(INCORRECT_BODY);
  });
});

test('the table keeps the fields that users are known by', async () => {
  const field = `${TABLE}/fields`;
  const answers = [
    await caspio.call('DELETE', `${field}/UserGUID`),
    await caspio.call('PUT', `${field}/Email`, {}, { Name: 'Mail' }),
    await caspio.call('PUT', `${field}/Email`, {}, { Unique: false }),
  ];
  for (const { status, body } of answers) expect([status, body.Code]).toEqual([400, 'ReferentialIntegrity']);
  expect((await caspio.call('PUT', `${field}/Email`, {}, { Label: 'Address' })).status).toBe(204);
  expect((await caspio.call('DELETE', `${field}/Phone`)).status).toBe(204);
  expect((await activate({ UserGUID: 'nobody' })).status).toBe(404);
});
