import { describe, expect, it } from 'vitest';
import { freshServer } from './support/fresh.js';

type User = Record<string, string>;

const PORTAL = { directory_id: 'k4t9wd' };

describe('directories of the sandbox', () => {
  const { server } = freshServer();

  const users = async (where: string, more: Record<string, unknown> = {}) => {
    const { json } = await server.call('list_all_caspio_users', { ...PORTAL, 'q.where': where, ...more });
    return json.result as User[];
  };
  const someone = async (status: string) => (await users(`_status = '${status}'`))[0] ?? {};
  const statusOf = async ({ UserGUID }: User) => {
    const select = { 'q.select': 'Email, _status' };
    return (await users(`UserGUID = '${UserGUID}'`, select))[0]?._status;
  };
  const activate = (args: Record<string, unknown>) =>
    server.call('create_a_caspio_users_activate', { ...PORTAL, ...args });

  it('are listed, with a table of fields each', async () => {
    const { json } = await server.call('list_all_caspio_directories');
    expect(json.result).toMatchObject([
      { Id: 'k4t9wd', Name: 'Customer_Portal_Users', NumberOfUsers: 120 },
      { Id: 'z27hqm', Name: 'Staff_Users', NumberOfUsers: 24 },
    ]);
    const fields = await server.call('list_all_caspio_fields', { table_name: 'Staff_Users' });
    expect(fields.json.result).toContainEqual(expect.objectContaining({ Name: 'UserGUID' }));
  });

  it('give all users, page by page, each once', async () => {
    const seen: string[] = [];
    let cursor: unknown;
    do {
      const page = await server.call('list_all_caspio_users', {
        ...PORTAL,
        'q.pageSize': 50,
        ...(cursor !== undefined && { cursor }),
      });
      seen.push(...(page.json.result as User[]).map(({ UserGUID = '' }) => UserGUID));
      cursor = page.json.next_cursor;
    } while (cursor !== undefined);
    expect(seen).toHaveLength(120);
    expect(new Set(seen).size).toBe(120);
  });

  it.each([
    'Active',
    'Inactive',
    'ActivationPending',
    'ActivationExpired',
    'Locked',
    'Suspended',
    'PasswordExpired',
  ])('find users by the status %s', async (status) => {
    const found = await users(`_status = '${status}'`, {
      'q.select': 'UserGUID, _status, _sign_in_method, _2fa_status',
    });
    expect(found.length).toBeGreaterThan(0);
    expect(new Set(found.map(({ _status }) => _status))).toEqual(new Set([status]));
    expect(found.every((user) => user._sign_in_method && user._2fa_status)).toBe(true);
  });

  it('count users by status', async () => {
    const { json } = await server.call('list_all_caspio_users', {
      ...PORTAL,
      'q.select': '_status, COUNT(*) AS n',
      'q.groupBy': '_status',
    });
    const counts = json.result as { n: number }[];
    expect(counts).toHaveLength(7);
    expect(counts.reduce((sum, { n }) => sum + n, 0)).toBe(120);
  });

  it('take a new user, who waits for activation', async () => {
    const values = { Email: 'zoë@portal.example', First_Name: 'Zoë', Last_Name: "O'Hara" };
    const { json } = await server.call('create_a_caspio_user', { ...PORTAL, values });
    expect(json.result).toMatchObject({ ...values, UserGUID: expect.stringMatching(/^[\dA-F-]{36}$/i) });
    expect(await statusOf(json.result as User)).toBe('ActivationPending');
    const twice = await server.call('create_a_caspio_user', { ...PORTAL, values });
    expect(twice.text).toContain("field 'Email'");
    const silent = await server.call('create_a_caspio_user', {
      ...PORTAL,
      values: { Email: 'quiet@portal.example' },
      response: 'none',
    });
    expect(silent.json).toEqual({ result: PORTAL, note: 'Created.' });
    expect(await users("Email = 'quiet@portal.example'")).toHaveLength(1);
  });

  it('change one user by UserGUID, and several only when counted', async () => {
    const { UserGUID } = await someone('Active');
    const one = await server.call('update_a_caspio_user_by_id', {
      ...PORTAL,
      Where: `UserGUID = '${UserGUID}'`,
      values: { Department: 'Archive' },
      response: 'rows',
    });
    expect(one.json).toMatchObject({ result: [{ UserGUID, Department: 'Archive' }], records_affected: 1 });

    const viewers = await users("Role = 'Viewer'");
    const all = { ...PORTAL, Where: "Role = 'Viewer'", values: { Department: 'Readers' } };
    const stopped = await server.call('update_a_caspio_user_by_id', all);
    expect(stopped.isError).toBe(true);
    expect(stopped.text).toContain(`expected_count: ${viewers.length}.`);
    expect(stopped.text).toMatch(/Would write: {"Department":"Readers"}\nSample: .*"Department":/);
    expect(await users("Department = 'Readers'")).toEqual([]);
    const done = await server.call('update_a_caspio_user_by_id', { ...all, expected_count: viewers.length });
    expect(done.json).toEqual({ result: PORTAL, records_affected: viewers.length });
    expect(await users("Department = 'Readers'")).toHaveLength(viewers.length);
  });

  it('delete one user by e-mail, and several only when counted', async () => {
    const { Email } = await someone('Inactive');
    const one = await server.call('delete_a_caspio_user_by_id', { ...PORTAL, Where: `Email = '${Email}'` });
    expect(one.json).toEqual({ result: PORTAL, records_affected: 1 });
    expect(await users(`Email = '${Email}'`)).toEqual([]);

    const finance = await users("Department = 'Finance'");
    const all = { ...PORTAL, Where: "Department = 'Finance'" };
    const stopped = await server.call('delete_a_caspio_user_by_id', all);
    expect(stopped.text).toContain(`expected_count: ${finance.length}.`);
    const done = await server.call('delete_a_caspio_user_by_id', { ...all, expected_count: finance.length });
    expect(done.json.records_affected).toBe(finance.length);
    const left = await server.call('list_all_caspio_users', { ...PORTAL, 'q.pageSize': 5 });
    expect(left.json.total_count).toBe(119 - finance.length);
  });

  it.each(['_status', '_sign_in_method', '_2fa_status'])('refuse %s in a write', async (name) => {
    const wrong = { ...PORTAL, Where: `${name} = 'Active'` };
    const change = { ...wrong, values: { Role: 'Viewer' }, expected_count: 1 };
    for (const { text } of [
      await server.call('update_a_caspio_user_by_id', change),
      await server.call('delete_a_caspio_user_by_id', { ...wrong, expected_count: 1 }),
    ]) {
      expect(text).toContain(`Where: names ${name}`);
      expect(text).toContain('UserGUID');
    }
  });

  it('refuse a blank Where, under its own name', async () => {
    const { text } = await server.call('delete_a_caspio_user_by_id', { ...PORTAL, Where: ' ' });
    expect(text).toContain('Where: is blank');
  });

  it.each(['Inactive', 'ActivationExpired', 'ActivationPending'])(
    'invite a user who is %s, with the link or by mail',
    async (status) => {
      const user = await someone(status);
      const linked = await activate({ UserGUID: user.UserGUID, SendEmail: false });
      expect(linked.json.result).toMatchObject({
        UserGUID: user.UserGUID,
        ActivationUrl: expect.stringMatching(/^https:\/\/.+/),
      });
      expect(linked.json.note).toContain('link');
      expect(await statusOf(user)).toBe('ActivationPending');
      const mailed = await activate({ UserGUID: user.UserGUID });
      expect(mailed.json.result).toEqual({ UserGUID: user.UserGUID, ActivationUrl: null });
      expect(mailed.json.note).toContain('mail');
    },
  );

  it.each(['Active', 'Locked', 'Suspended'])('do not invite a user who is %s', async (status) => {
    const user = await someone(status);
    const refused = await activate({ UserGUID: user.UserGUID, SendEmail: false });
    expect(refused.isError).toBe(true);
    expect(refused.text).toContain('HTTP 409');
    expect(refused.text).toContain(`'${status}'`);
    expect(await statusOf(user)).toBe(status);
  });

  it('are told apart from what is not there', async () => {
    const absent = { directory_id: 'nothing' };
    const nobody = { UserGUID: '00000000-0000-4000-8000-000000000000' };
    const calls = [
      server.call('list_all_caspio_users', absent),
      server.call('create_a_caspio_user', { ...absent, values: { Email: 'a@b.example' } }),
      server.call('delete_a_caspio_user_by_id', { ...absent, Where: "Email = 'a'" }),
      activate(nobody),
    ];
    for (const { text } of await Promise.all(calls)) expect(text).toContain('ObjectNotFound');
  });
});
