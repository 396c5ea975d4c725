import { randomBytes } from 'node:crypto';
import { Agent, request as httpRequest } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { revokeConnection } from '../../src/access/manage.js';
import { hashOf } from '../../src/access/token.js';
import { rawServer } from '../support/raw.js';
import { servedTeam } from '../support/team.js';

type Team = Awaited<ReturnType<typeof servedTeam>>;

const LIST = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list', params: {} });
const agent = new Agent({ keepAlive: true, maxSockets: 20 });

/** The status of a request as a program sends it. */
function post(url: string, path: string, headers: Record<string, string> = {}): Promise<number> {
  const type = { 'content-type': 'application/json', accept: 'application/json, text/event-stream' };
  return new Promise((resolve, reject) => {
    httpRequest(url + path, { method: 'POST', agent, headers: { ...type, ...headers } }, (response) => {
      response.resume().once('end', () => resolve(response.statusCode ?? 0));
    })
      .once('error', reject)
      .end(LIST);
  });
}

describe('whoever tries tokens', () => {
  let team: Team;
  beforeAll(async () => {
    team = await servedTeam();
  });
  afterAll(async () => {
    agent.destroy();
    await team.close();
  });
  const bear = (token: string, path = '/mcp') =>
    post(team.server.url, path, { authorization: `Bearer ${token}` });

  it('finds none in 10,000, and keeps nobody else from being served', async () => {
    const { token } = await team.add('real', { urlToken: true });
    let guesses = 0;
    const guess = async () => {
      while (guesses < 10_000) {
        guesses += 1;
        const made = `cmc_${randomBytes(32).toString('base64url')}`;
        const answer = guesses % 2 ? bear(made) : post(team.server.url, `/mcp/${made}`);
        expect(await answer).toBe(401);
      }
    };
    const served = (async () => {
      for (let turn = 0; turn < 50; turn += 1) expect(await bear(token)).toBe(200);
    })();
    await Promise.all([...Array.from({ length: 20 }, guess), served]);
    expect(await bear(token)).toBe(200);
    // Nor does the log grow with every guess.
    expect(team.server.stderr().split('\n').length).toBeLessThan(1_000);
  }, 60_000);

  it.each<[string, (token: string) => string]>([
    ['its hash, as it stands in the store', hashOf],
    ['a part of it', (token) => token.slice(0, -1)],
    ['more than it', (token) => `${token}A`],
    ['it in other letters', (token) => token.toUpperCase()],
    ['the name of a connection', () => 'partial'],
    ['a name of every object', () => '__proto__'],
    ['another', () => 'constructor'],
  ])('is refused with %s', async (what, change) => {
    const { token } = await team.add(`partial-${hashOf(what).slice(0, 8)}`);
    expect(await bear(change(token))).toBe(401);
  });

  it('sees no token and no key in any log, not even where they stand in an address', async () => {
    const { token, key = '' } = await team.add('shown', { urlToken: true, requireKey: true });
    expect(await post(team.server.url, `/mcp/${token}`, { 'x-mcp-key': key })).toBe(200);
    expect(await post(team.server.url, `/mcp/${token}?x=${token}`, { 'x-mcp-key': 'wrong' })).toBe(401);
    expect(await post(team.server.url, `/mcp/${token}/more`, { 'x-mcp-key': key })).toBe(404);
    expect(await post(team.server.url, `/mcp//${token}`, { 'x-mcp-key': key })).toBe(404);
    for (const secret of [token, key]) expect(team.server.stderr()).not.toContain(secret);
  });
});

describe('a connection that ends while it is at work', () => {
  it.each(['revoked', 'expired'])('changes nothing more once it is %s', async (how) => {
    const team = await servedTeam();
    let counted = () => {};
    const counting = new Promise<void>((resolve) => {
      counted = resolve;
    });
    let goOn = () => {};
    const held = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    // The count before a deletion is under way when the connection ends.
    const raw = await rawServer(async ({ method }) => {
      if (method !== 'GET') return { json: { RecordsAffected: 1 } };
      counted();
      await held;
      return { json: { Result: [{ PK_ID: 1 }], Pagination: { TotalCount: 1 } } };
    });
    const client = await team.connect(await team.add('leaving', { origin: raw.origin }));
    const deletion = client.call('delete_a_caspio_record_by_id', { table_name: 'A', 'q.where': "B = 'c'" });
    await counting;
    if (how === 'revoked') await revokeConnection(team.store, 'leaving');
    else await team.store.change('leaving', (now) => ({ ...now, expiresAt: new Date().toISOString() }));
    goOn();
    const { isError, text } = await deletion;
    expect(isError).toBe(true);
    expect(text).toContain(how);
    expect(raw.seen.map(({ method }) => method)).toEqual(['GET']);
    await client.close();
    await raw.close();
    await team.close();
  });
});
