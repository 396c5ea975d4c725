import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { rekey, revokeConnection, rotateConnection } from '../../src/access/manage.js';
import { hashOf } from '../../src/access/token.js';
import { fileVault } from '../../src/access/vault.js';
import { connectHttp } from '../support/http.js';
import { type RawServer, rawServer } from '../support/raw.js';
import { run } from '../support/run.js';
import { noteSecret } from '../support/run-log.js';
import { newTeam, servedTeam } from '../support/team.js';

type Team = Awaited<ReturnType<typeof servedTeam>>;
type Client = Awaited<ReturnType<Team['connect']>>;

const namesOf = async ({ client }: Client) => (await client.listTools()).tools.map(({ name }) => name);

/** Names of records, one after another, as Caspio lists tables. */
const tablesOf = (...names: string[]) => rawServer(() => ({ json: { Result: names } }));

describe('connections over HTTP', () => {
  let team: Team;
  const raws: RawServer[] = [];
  const clients: Client[] = [];
  beforeAll(async () => {
    team = await servedTeam();
  });
  afterEach(async () => {
    for (const client of clients.splice(0)) await client.close();
    for (const raw of raws.splice(0)) await raw.close();
  });
  afterAll(() => team.close());

  const caspio = async (...names: string[]) => {
    const raw = await tablesOf(...names);
    raws.push(raw);
    return raw;
  };
  const connect = async (...args: Parameters<Team['connect']>) => {
    const client = await team.connect(...args);
    clients.push(client);
    return client;
  };

  it('each sees its own account', async () => {
    const [first, second] = [await caspio('A'), await caspio('B')];
    const one = await connect(await team.add('one', { origin: first.origin }));
    const two = await connect(await team.add('two', { origin: second.origin }));
    expect((await one.call('list_all_caspio_tables')).json.result).toEqual(['A']);
    expect((await two.call('list_all_caspio_tables')).json.result).toEqual(['B']);
  });

  it('of one profile share a login, and Caspio hears who calls', async () => {
    const raw = await caspio('A');
    const names = ['ann', 'bob', 'cid'];
    for (const name of names) {
      const client = await connect(await team.add(name, { origin: raw.origin }));
      await client.call('list_all_caspio_tables');
    }
    expect(raw.logins()).toBe(1);
    expect(raw.seen.map(({ headers }) => headers.principal)).toEqual(names);
    const other = await connect(await team.add('dot', { origin: raw.origin, clientId: 'another' }));
    await other.call('list_all_caspio_tables');
    expect(raw.logins()).toBe(2);
  });

  it('see the tools of their scope, and can call no other', async () => {
    const scope = { readOnly: true, toolsets: ['tables', 'records'], allow: {} };
    const client = await connect(await team.add('reader', { scope }));
    const names = await namesOf(client);
    expect(names).toContain('list_all_caspio_records');
    expect(names.filter((name) => /create|update|delete|view|webhook/.test(name))).toEqual([]);
    await expect(client.call('create_a_caspio_record', {})).rejects.toThrow('switched off');
    const creator = await connect(
      await team.add('creator', { scope: { effects: ['read', 'create'], allow: {} } }),
    );
    expect((await namesOf(creator)).filter((name) => /^(update|delete)/.test(name))).toEqual([]);
  });

  it('ask for less by headers, never for more', async () => {
    const member = await team.add('tight', { scope: { toolsets: ['tables', 'records'], allow: {} } });
    const all = await namesOf(await connect(member));
    const reading = await namesOf(await connect(member, { 'x-mcp-readonly': 'true' }));
    expect(reading.length).toBeGreaterThan(0);
    expect(reading.length).toBeLessThan(all.length);
    const tables = await namesOf(await connect(member, { 'x-mcp-toolsets': 'tables, webhooks' }));
    expect(tables).toEqual(all.filter((name) => /table|field/.test(name) && !/password/.test(name)));
    const one = { 'x-mcp-tools': 'list_all_caspio_records,delete_a_caspio_user_by_id' };
    expect(await namesOf(await connect(member, one))).toEqual(['list_all_caspio_records']);
    for (const headers of [
      { 'x-mcp-toolsets': 'webhooks' },
      { 'x-mcp-toolsets': 'tabels' },
      { 'x-mcp-readonly': 'maybe' },
    ])
      await expect(connect(member, headers)).rejects.toThrow();
  });

  it('that are revoked are refused with the next request', async () => {
    const client = await connect(await team.add('leaver'));
    await client.call('list_all_caspio_tables');
    await revokeConnection(team.store, 'leaver');
    await expect(client.call('list_all_caspio_tables')).rejects.toThrow('revoked');
  });

  it('that expired are refused, and go on after a rotation with a new token only', async () => {
    const soon = new Date(Date.now() + 60_000).toISOString();
    const member = await team.add('guest', { expiresAt: soon });
    const client = await connect(member);
    await client.call('list_all_caspio_tables');
    await team.store.change('guest', (now) => ({ ...now, expiresAt: new Date().toISOString() }));
    await expect(client.call('list_all_caspio_tables')).rejects.toThrow('expired');
    const rotated = await rotateConnection(team.store, 'guest', soon);
    noteSecret(rotated?.minted.token ?? '');
    await expect(client.call('list_all_caspio_tables')).rejects.toThrow();
    const again = await connect({ ...member, token: rotated?.minted.token ?? '' });
    expect((await again.call('list_all_caspio_tables')).isError).toBe(false);
  });

  it('that need a key are not served without it', async () => {
    const member = await team.add('keyed', { requireKey: true });
    await expect(connect({ ...member, key: undefined })).rejects.toThrow();
    await expect(connect({ ...member, key: member.token })).rejects.toThrow();
    const client = await connect(member);
    expect((await client.call('list_all_caspio_tables')).isError).toBe(false);
  });

  it('are served by their address only where that was allowed', async () => {
    const [plain, url] = [await team.add('plain'), await team.add('url', { urlToken: true })];
    const at = ({ token }: { token: string }) =>
      connectHttp(team.server.url, { headers: {}, path: `/mcp/${token}` });
    await expect(at(plain)).rejects.toThrow();
    const client = await at(url);
    clients.push(client);
    expect((await client.call('list_all_caspio_tables')).isError).toBe(false);
  });

  it('may make so many calls a minute, and send so many requests', async () => {
    const hurried = await connect(await team.add('hurried', { limits: { callsPerMinute: 2 } }));
    for (let turn = 0; turn < 2; turn += 1)
      expect((await hurried.call('list_all_caspio_tables')).isError).toBe(false);
    const refused = await hurried.call('list_all_caspio_tables');
    expect(refused.text).toMatch(/2 calls a minute.*nothing was sent/);
    expect(refused.text).toMatch(/Repeat this call in \d+ s/);

    const limits = { callBudget: { limit: 2, period: 'day' as const } };
    const poor = await connect(await team.add('poor', { limits }));
    for (let turn = 0; turn < 2; turn += 1) await poor.call('list_all_caspio_tables');
    expect((await poor.call('list_all_caspio_tables')).text).toContain('budget of 2 Caspio calls per day');
    const { json } = await poor.call('caspio_usage_get');
    expect(json.result).toMatchObject({ requests: 2, budget: { limit: 2, left: 0 } });
  });

  it('hear of their own use only', async () => {
    const raw = await caspio('Secret_Plans');
    const busy = await connect(await team.add('busy', { origin: raw.origin }));
    await busy.call('get_single_caspio_table_by_id', { id: 'Secret_Plans' });
    const idle = await connect(await team.add('idle', { origin: raw.origin }));
    const { text, json } = await idle.call('caspio_usage_get');
    expect(json.result).toMatchObject({ requests: 0 });
    expect(text).not.toContain('Secret_Plans');
  });

  it('leave a line for every call, without values', async () => {
    const raw = await rawServer(() => ({
      json: { RecordsAffected: 1 },
      headers: { 'x-caspio-request-id': 'b9c3' },
    }));
    raws.push(raw);
    const client = await connect(await team.add('scribe', { origin: raw.origin }));
    const change = { table_name: 'Orders', 'q.where': 'PK_ID = 7', values: { Note: 'planted-note' } };
    await client.call('update_a_caspio_record_by_id', change);
    const read = () => {
      const [file = ''] = readdirSync(join(team.folder, 'audit'));
      return readFileSync(join(team.folder, 'audit', file), 'utf8')
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as Record<string, unknown>)
        .filter(({ connection }) => connection === 'scribe');
    };
    await expect.poll(read).toHaveLength(1);
    expect(read()[0]).toMatchObject({
      client: 'test',
      tool: 'update_a_caspio_record_by_id',
      effect: 'update',
      target: { table_name: 'Orders' },
      where: 'PK_ID = 7',
      outcome: 'ok',
      records_affected: 1,
      upstream: 1,
      request_ids: ['b9c3'],
    });
    expect(JSON.stringify(read())).not.toContain('planted-note');
  });

  it('are kept without a token or a secret in the clear', async () => {
    const member = await team.add('sealed', { origin: (await caspio()).origin, requireKey: true });
    const kept = readFileSync(join(team.folder, 'connections.json'), 'utf8');
    expect(kept).toContain(hashOf(member.token));
    for (const secret of [member.token, member.key ?? '?', 'planted-']) expect(kept).not.toContain(secret);
  });
});

describe('the files of connections', () => {
  it('are each its own', async () => {
    const files = mkdtempSync(join(tmpdir(), 'caspio-files-'));
    const team = await servedTeam(['--files-dir', files]);
    const [ann, bob] = [await team.connect(await team.add('ann')), await team.connect(await team.add('bob'))];
    const saved = await ann.call('list_all_caspio_files_paths', {
      filePath: 'Inbox/receipt.png',
      save_as: 'mine.png',
    });
    expect(saved.isError, saved.text).toBe(false);
    const [folder = ''] = readdirSync(files).filter((name) => name.startsWith('ann'));
    expect(readdirSync(join(files, folder))).toEqual(['mine.png']);
    for (const path of ['mine.png', `../${folder}/mine.png`, join(files, folder, 'mine.png')]) {
      const { text } = await bob.call('create_a_caspio_file', { Files: [{ path }] });
      expect(text).toContain('is not below an open folder');
    }
    await ann.close();
    await bob.close();
    await team.close();
  });
});

describe('a team', () => {
  const start = (folder: string, args: readonly string[] = [], env: Record<string, string> = {}) =>
    run(['http', '--port', '0', '--data-dir', folder, ...args], { env });

  it('is not served with a selection that is misspelt', async () => {
    const team = newTeam();
    await team.add('ann');
    const { code, stderr } = await start(team.folder, ['--exclude-tools', 'list_all_caspio_tabels']);
    expect({ code, stderr }).toMatchObject({ code: 2, stderr: expect.stringContaining('Did you mean') });
    team.remove();
  });

  it('is not served where an account is set, which would be open to all', async () => {
    const team = newTeam();
    await team.add('ann');
    const { code, stderr } = await start(team.folder, [], { CASPIO_MCP_SANDBOX: 'true' });
    expect({ code, stderr }).toMatchObject({ code: 2, stderr: expect.stringContaining('An account is set') });
    team.remove();
  });

  it('serves no connection whose restriction it does not know', async () => {
    const team = await servedTeam();
    const member = await team.add('old', { scope: { excludeTools: ['a_tool_of_tomorrow'], allow: {} } });
    const headers = { authorization: `Bearer ${member.token}` };
    const answer = await fetch(`${team.server.url}/mcp`, { method: 'POST', headers });
    expect(answer.status).toBe(503);
    expect(await answer.text()).toContain('cannot be served as it was meant');
    await team.close();
  });

  it('goes on after its secrets were sealed anew, used before or not', async () => {
    const team = await servedTeam();
    const raw = await tablesOf('A');
    const client = await team.connect(await team.add('early', { origin: raw.origin }));
    await client.client.listTools();
    await rekey(team.store, fileVault(join(team.folder, 'key')));
    expect((await client.call('list_all_caspio_tables')).json.result).toEqual(['A']);
    await client.close();
    await team.close();
    await raw.close();
  });

  it('does not hear of another connection’s refusals', async () => {
    const raw = await rawServer(({ path }) =>
      /\/(tables|views)$/.test(path)
        ? { json: { Result: ['Orders'] } }
        : { status: 404, json: { Code: 'TableNotFound' } },
    );
    const team = await servedTeam();
    const limits = { callBudget: { limit: 1, period: 'total' as const } };
    const poor = await team.connect(await team.add('poor', { origin: raw.origin, limits }));
    const rich = await team.connect(await team.add('rich', { origin: raw.origin }));
    // Its one call is spent on the refused one: it cannot look up what the account does know.
    const [, other] = await Promise.all([
      poor.call('get_single_caspio_table_by_id', { id: 'Ordres' }),
      rich.call('get_single_caspio_table_by_id', { id: 'Ordres' }),
    ]);
    expect(other.text).toContain('Did you mean "Orders"');
    await poor.close();
    await rich.close();
    await team.close();
    await raw.close();
  });

  it('that is added anew under an old name begins anew', async () => {
    const team = await servedTeam();
    const limits = { callBudget: { limit: 1, period: 'total' as const } };
    const first = await team.connect(await team.add('again', { limits }));
    await first.call('list_all_caspio_tables');
    expect((await first.call('list_all_caspio_tables')).text).toContain('larger --call-budget');
    await revokeConnection(team.store, 'again');
    const second = await team.connect(await team.add('again', { limits }));
    expect((await second.call('list_all_caspio_tables')).isError).toBe(false);
    await first.close();
    await second.close();
    await team.close();
  });

  it('has no two names that a folder could not tell apart', async () => {
    const team = newTeam();
    await team.add('Ann');
    await expect(team.add('ann')).rejects.toThrow('taken');
    team.remove();
  });

  it('sees in the audit who tried what was not theirs', async () => {
    const team = await servedTeam();
    const client = await team.connect(await team.add('curious', { scope: { readOnly: true, allow: {} } }));
    await expect(client.call('delete_a_caspio_record_by_id', {})).rejects.toThrow('switched off');
    await client.close();
    await team.server.close();
    const [file = ''] = readdirSync(join(team.folder, 'audit'));
    const [line = ''] = readFileSync(join(team.folder, 'audit', file), 'utf8')
      .trim()
      .split('\n');
    expect(JSON.parse(line)).toMatchObject({
      connection: 'curious',
      tool: 'delete_a_caspio_record_by_id',
      outcome: 'refused',
    });
    team.remove();
  });
});
