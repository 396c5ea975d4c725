import { Client as Client1 } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport as Transport1 } from '@modelcontextprotocol/sdk/client/stdio.js';
import { StreamableHTTPClientTransport as HttpTransport1 } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Connection, connectStdio, type Mode } from './support/connect.js';
import { connectHttp, serverOverHttp } from './support/http.js';
import { PLANTED } from './support/secrets.js';

const MODES: readonly Mode[] = ['auto', { pin: '2026-07-28' }, 'legacy'];
const WAYS = ['stdio', 'http'].flatMap((over) => MODES.map((mode) => [over, mode] as const));

describe.each(WAYS)('the built server over %s, protocol %j', (over, mode) => {
  let server: Connection;
  let http: Awaited<ReturnType<typeof serverOverHttp>> | undefined;
  beforeAll(async () => {
    const args = ['--sandbox'];
    if (over === 'stdio') server = await connectStdio({ args, mode });
    else {
      http = await serverOverHttp({ args });
      server = await connectHttp(http.url, { mode });
    }
  });
  afterAll(async () => {
    await server.close();
    await http?.close();
  });

  it('speaks the newest revision that both know', () => {
    expect(server.client.getNegotiatedProtocolVersion()).toBe(
      mode === 'legacy' ? '2025-11-25' : '2026-07-28',
    );
  });

  it('tells who it is and how to work with it', () => {
    expect(server.client.getServerVersion()).toMatchObject({ name: 'caspio', title: 'Caspio' });
    expect(server.client.getInstructions()).toContain('caspio_schema_describe');
  });

  it('lists the same tools in the same order every time', async () => {
    const names = async () => (await server.client.listTools()).tools.map(({ name }) => name);
    const [first, second] = [await names(), await names()];
    expect(first).toContain('list_all_caspio_tables');
    expect(second).toEqual(first);
  });

  it('answers a call from the sandbox', async () => {
    const { json } = await server.call('list_all_caspio_tables');
    expect(json.result).toContain('Customers');
  });

  it('answers calls side by side', async () => {
    const read = (state: string) =>
      server.call('list_all_caspio_records', {
        table_name: 'Customers',
        'q.where': `State = '${state}'`,
        'q.limit': 5,
      });
    const states = ['CA', 'TX', 'NY', 'FL', 'OH'];
    const answers = await Promise.all(states.map(read));
    const found = answers.map(({ json }) => (json.result as { State: string }[])[0]?.State);
    expect(found).toEqual(states);
  });

  it('stops a wide write and changes nothing', async () => {
    const wide = { table_name: 'Customers', 'q.where': "State = 'CA'", values: { Company: 'X' } };
    const refused = await server.call('update_a_caspio_record_by_id', wide);
    expect(refused.isError).toBe(true);
    expect(refused.structured).toBeUndefined();
    expect(refused.text).toMatch(/expected_count: \d+/);
    const { json } = await server.call('list_all_caspio_records', {
      table_name: 'Customers',
      'q.where': "Company = 'X'",
    });
    expect(json).toMatchObject({ result: [], total_count: 0 });
  });
});

it.each(['stdio', 'http'])(
  'serves the clients of today’s hosts, which use the 1.x SDK, over %s',
  async (over) => {
    const client = new Client1({ name: 'today', version: '1' });
    const http = over === 'http' ? await serverOverHttp({ args: ['--sandbox'] }) : undefined;
    const headers = { authorization: `Bearer ${PLANTED.mcpToken}` };
    const transport = http
      ? new HttpTransport1(new URL(`${http.url}/mcp`), { requestInit: { headers } })
      : new Transport1({ command: process.execPath, args: ['dist/main.js', '--sandbox'], stderr: 'ignore' });
    await client.connect(transport as Transport1);
    const { tools } = await client.listTools();
    expect(tools.length).toBeGreaterThan(20);
    const done = await client.callTool({
      name: 'get_single_caspio_table_by_id',
      arguments: { id: 'Orders' },
    });
    expect(done.structuredContent).toMatchObject({ result: { Name: 'Orders' } });
    const failed = await client.callTool({
      name: 'get_single_caspio_table_by_id',
      arguments: { id: 'Ordres' },
    });
    expect(failed).toMatchObject({
      isError: true,
      content: [{ text: expect.stringContaining('Did you mean "Orders"') }],
    });
    await client.close();
    await http?.close();
  },
);
