import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Connection, connection, type Mode } from './support/connect.js';
import { serverOverHttp } from './support/http.js';
import { PLANTED } from './support/secrets.js';
import { servedTeam } from './support/team.js';

type Answer = {
  readonly action: 'accept' | 'decline' | 'cancel';
  readonly content?: Record<string, boolean>;
};
type Running = Awaited<ReturnType<typeof serverOverHttp>>;

const YES: Answer = { action: 'accept', content: { confirm: true } };
const WAYS: readonly (readonly [over: 'stdio' | 'http', mode: Mode])[] = [
  ['stdio', 'auto'],
  ['stdio', 'legacy'],
  ['http', 'auto'],
];

const GOLD = { table_name: 'Customers', 'q.where': "Tier = 'Gold'", values: { City: 'Reno' } };

describe.each(WAYS)('a wide write over %s, protocol %j', (over, mode) => {
  let http: Running | undefined;
  const open: Connection[] = [];
  beforeAll(async () => {
    if (over === 'http') http = await serverOverHttp({ args: ['--sandbox'] });
  });
  afterEach(async () => {
    for (const one of open.splice(0)) await one.close();
  });
  afterAll(() => http?.close());

  /** A client whose user answers so, and what the user was asked. */
  async function clientOf(answer: Answer | undefined) {
    const asked: string[] = [];
    const capabilities = answer ? { elicitation: {} } : {};
    const client = new Client({ name: 'host', version: '1' }, { capabilities, versionNegotiation: { mode } });
    if (answer)
      client.setRequestHandler('elicitation/create', ({ params }) => {
        asked.push(params.message);
        return answer;
      });
    const headers = { authorization: `Bearer ${PLANTED.mcpToken}` };
    await client.connect(
      http
        ? new StreamableHTTPClientTransport(new URL(`${http.url}/mcp`), { requestInit: { headers } })
        : new StdioClientTransport({
            command: process.execPath,
            args: ['dist/main.js', '--sandbox', '--log-level', 'silent'],
          }),
    );
    const made = connection(client);
    open.push(made);
    return { ...made, asked };
  }

  const inReno = async ({ call }: Connection) =>
    (await call('list_all_caspio_records', { table_name: 'Customers', 'q.where': "City = 'Reno'" })).json
      .total_count;

  it('shows the person what will happen, and is done when they say yes', async () => {
    const client = await clientOf(YES);
    const { isError, json } = await client.call('update_a_caspio_record_by_id', GOLD);
    expect(isError).toBe(false);
    expect(client.asked).toHaveLength(1);
    expect(client.asked[0]).toMatch(/Update City in table Customers.*where.*Gold.*reaches \d+ records/s);
    expect(client.asked[0]).toContain('Would write: {"City":"Reno"}');
    expect(client.asked[0]).toContain('Sample: [');
    const count = Number(/reaches (\d+)/.exec(client.asked[0] ?? '')?.[1]);
    expect(json.records_affected).toBe(count);
    expect(await inReno(client)).toBeGreaterThanOrEqual(count);
  });

  it.each<[string, Answer, string]>([
    ['declines', { action: 'decline' }, 'declined'],
    ['cancels', { action: 'cancel' }, 'gave no answer'],
    ['says no', { action: 'accept', content: { confirm: false } }, 'declined'],
  ])('changes nothing when the person %s', async (_, answer, words) => {
    const client = await clientOf(answer);
    const sparks = { ...GOLD, values: { City: 'Sparks' } };
    const { isError, text } = await client.call('update_a_caspio_record_by_id', sparks);
    expect(isError).toBe(true);
    expect(text).toContain('nothing was changed');
    expect(text).toContain(words);
    const after = { table_name: 'Customers', 'q.where': "City = 'Sparks'" };
    expect((await client.call('list_all_caspio_records', after)).json.total_count).toBe(0);
  });

  it('wants expected_count where the client cannot ask', async () => {
    const client = await clientOf(undefined);
    const { isError, text } = await client.call('update_a_caspio_record_by_id', GOLD);
    expect(isError).toBe(true);
    expect(text).toMatch(/repeat the same call with expected_count: \d+/);
  });

  it('asks nobody about a number that is wrong, and lets none stand for the person', async () => {
    const client = await clientOf(YES);
    const wrong = await client.call('update_a_caspio_record_by_id', { ...GOLD, expected_count: 1 });
    expect(wrong.text).toContain('not the 1 of expected_count');
    const expected_count = Number(/reaches (\d+)/.exec(wrong.text)?.[1]);
    expect(client.asked).toEqual([]);
    const right = await client.call('update_a_caspio_record_by_id', { ...GOLD, expected_count });
    expect(right.json.records_affected).toBe(expected_count);
    expect(client.asked).toHaveLength(1);
  });

  it('changes nothing after a no, whatever number is given then', async () => {
    const client = await clientOf({ action: 'decline' });
    const elko = { ...GOLD, values: { City: 'Elko' } };
    await client.call('update_a_caspio_record_by_id', elko);
    const expected_count = Number(/reaches (\d+)/.exec(client.asked[0] ?? '')?.[1]);
    const again = await client.call('update_a_caspio_record_by_id', { ...elko, expected_count });
    expect(again.text).toContain('declined');
    expect(client.asked).toHaveLength(2);
    const after = { table_name: 'Customers', 'q.where': "City = 'Elko'" };
    expect((await client.call('list_all_caspio_records', after)).json.total_count).toBe(0);
  });
});

/** One round of a tool call, as a 2026 client sends it, with whatever it makes of the state. */
async function round(url: string, token: string, args: Record<string, unknown>, more = {}) {
  const meta = {
    'io.modelcontextprotocol/protocolVersion': '2026-07-28',
    'io.modelcontextprotocol/clientInfo': { name: 'raw', version: '1' },
    'io.modelcontextprotocol/clientCapabilities': { elicitation: {} },
  };
  const name = 'update_a_caspio_record_by_id';
  const response = await fetch(`${url}/mcp`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      'mcp-protocol-version': '2026-07-28',
      'mcp-method': 'tools/call',
      'mcp-name': name,
    },
    body: JSON.stringify({
      jsonrpc: '2.0',
      id: 1,
      method: 'tools/call',
      params: { name, arguments: args, _meta: meta, ...more },
    }),
  });
  const text = await response.text();
  const data = /^data: (.*)$/m.exec(text)?.[1] ?? text;
  return JSON.parse(data) as { result?: Record<string, unknown>; error?: { code: number } };
}

const inputResponses = { confirm: YES };

describe('an answer that goes through the client', () => {
  it('holds for those very arguments, and only unchanged', async () => {
    const server = await serverOverHttp({ args: ['--sandbox'] });
    const ask = (args: Record<string, unknown>, more = {}) => round(server.url, PLANTED.mcpToken, args, more);
    const requestState = String((await ask(GOLD)).result?.requestState);
    const other = { ...GOLD, 'q.where': "Tier = 'Silver'" };
    // Asked anew: the answer was to another question.
    expect((await ask(other, { requestState, inputResponses })).result).toHaveProperty('inputRequests');
    expect((await ask(GOLD, { inputResponses })).result).toHaveProperty('inputRequests');
    // Not the last sign, some of whose bits mean nothing.
    const changed = requestState.replace(/.(?=.{9}$)/, (sign) => (sign === 'A' ? 'B' : 'A'));
    expect((await ask(GOLD, { requestState: changed, inputResponses })).error?.code).toBe(-32_602);
    const done = await ask(GOLD, { requestState, inputResponses });
    expect(JSON.stringify(done.result)).toContain('records_affected');
    await server.close();
  });

  it('holds for the connection that was asked', async () => {
    const team = await servedTeam();
    const [ann, bob] = [await team.add('ann'), await team.add('bob')];
    const asked = await round(team.server.url, ann.token, GOLD);
    const answer = { requestState: String(asked.result?.requestState), inputResponses };
    expect((await round(team.server.url, bob.token, GOLD, answer)).error?.code).toBe(-32_602);
    const done = await round(team.server.url, ann.token, GOLD, answer);
    expect(JSON.stringify(done.result)).toContain('records_affected');
    await team.close();
  });
});
