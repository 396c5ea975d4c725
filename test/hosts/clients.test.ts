import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serverOverHttp } from '../support/http.js';
import { sandboxProcess } from '../support/sandbox.js';
import { PLANTED } from '../support/secrets.js';
import { aiSdk, type Connect, langchain, openaiAgents, sdk1, sdk2 } from './clients.js';
import { type Host, hasHosts, isNode22, type Place } from './hosts.js';

/** Long enough to be cancelled and to report progress. */
const LATENCY_MS = 100;
const PATIENCE = 60_000;

let folder: string;
let sandbox: Awaited<ReturnType<typeof sandboxProcess>>;
let http: Awaited<ReturnType<typeof serverOverHttp>>;
let places: { readonly stdio: Place; readonly http: Place };
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'caspio-test-'));
  sandbox = await sandboxProcess('--latency', String(LATENCY_MS));
  const account = {
    CASPIO_INTEGRATION_URL: sandbox.url,
    CASPIO_CLIENT_ID: 'sandbox',
    CASPIO_CLIENT_SECRET: 'sandbox',
  };
  http = await serverOverHttp({
    args: ['--files-dir', folder],
    env: { ...account, CASPIO_MCP_TOKEN: PLANTED.mcpToken },
  });
  places = {
    stdio: {
      args: ['dist/main.js', '--files-dir', folder],
      env: { PATH: process.env.PATH ?? '', ...account },
    },
    http: { url: `${http.url}/mcp`, headers: { authorization: `Bearer ${PLANTED.mcpToken}` } },
  };
}, PATIENCE);
afterAll(async () => {
  await http?.close();
  await sandbox?.close();
  await rm(folder, { recursive: true });
});

interface Client {
  readonly name: string;
  readonly connect: Connect;
  readonly isHere: boolean;
  /** Whether it tells its caller of progress. */
  readonly hasProgress: boolean;
  /** Whether it can ask its user. */
  readonly canAsk: boolean;
}

const CLIENTS: readonly Client[] = [
  { name: 'SDK 1.x', connect: sdk1, isHere: true, hasProgress: true, canAsk: true },
  { name: 'SDK 2.x, auto', connect: sdk2('auto'), isHere: true, hasProgress: true, canAsk: true },
  {
    name: 'SDK 2.x, 2026-07-28',
    connect: sdk2({ pin: '2026-07-28' }),
    isHere: true,
    hasProgress: true,
    canAsk: true,
  },
  { name: 'SDK 2.x, 2025', connect: sdk2('legacy'), isHere: true, hasProgress: true, canAsk: true },
  { name: 'LangChain', connect: langchain, isHere: hasHosts, hasProgress: true, canAsk: false },
  { name: 'OpenAI Agents', connect: openaiAgents, isHere: hasHosts, hasProgress: false, canAsk: false },
  { name: 'Vercel AI SDK', connect: aiSdk, isHere: hasHosts && isNode22, hasProgress: false, canAsk: true },
];

describe.each(CLIENTS.filter(({ isHere }) => isHere))('$name', ({ connect, hasProgress, canAsk }) => {
  it.runIf(canAsk)('asks the person before a wide write', { timeout: PATIENCE }, async () => {
    const asked: string[] = [];
    const host = await connect(places.stdio, (message) => asked.push(message) > 1);
    const wide = {
      table_name: 'Customers',
      'q.where': 'PK_ID IN (1, 2)',
      values: { Notes: 'Asked for.' },
    };
    const declined = await host.call('update_a_caspio_record_by_id', wide);
    expect(declined.text).toContain('the person was asked and declined');
    const { text } = await host.call('update_a_caspio_record_by_id', wide);
    expect(JSON.parse(text).records_affected).toBe(2);
    expect(asked).toHaveLength(2);
    expect(asked[0]).toContain('this reaches 2 records');
    await host.close();
  });

  describe.each(['stdio', 'http'] as const)('over %s', (over) => {
    let host: Host;
    beforeAll(async () => {
      host = await connect(places[over]);
    }, PATIENCE);
    afterAll(() => host?.close());

    it('lists the tools, all of them', { timeout: PATIENCE }, async () => {
      const names = await host.list();
      expect(names).toContain('list_all_caspio_records');
      expect(names).toContain('caspio_run_wait');
      expect(names.length).toBeGreaterThanOrEqual(70);
    });

    it('calls, with arguments as models write them', { timeout: PATIENCE }, async () => {
      const { isError, text } = await host.call('list_all_caspio_records', {
        table_name: 'Customers',
        where: "State = 'CA'",
        'q.limit': 2,
      });
      expect(isError, text).toBe(false);
      expect(JSON.parse(text).result).toHaveLength(2);
    });

    it('hears what was wrong, and what to do', { timeout: PATIENCE }, async () => {
      const { isError, text } = await host.call('get_single_caspio_table_by_id', { id: 'Ordres' });
      expect(isError).toBe(true);
      expect(text).toContain('Did you mean "Orders"');
    });

    it('sees a picture', { timeout: PATIENCE }, async () => {
      const { isError, image } = await host.call('get_single_caspio_attachment_by_id', {
        table_name: 'Employees',
        attachment_field_name: 'Photo',
        id: '1',
      });
      expect(isError).toBe(false);
      expect(image).toContain('iVBORw0KGgo'); // how every PNG begins, in base64
    });

    it('cancels', { timeout: PATIENCE }, async () => {
      const leaving = new AbortController();
      const args = { table_name: 'Orders', 'q.limit': 1 };
      const call = host.call('list_all_caspio_records', args, { signal: leaving.signal });
      setTimeout(() => leaving.abort(new Error('enough')), LATENCY_MS / 4);
      await expect(call).rejects.toThrow();
      expect((await host.call('caspio_usage_get', {})).isError).toBe(false);
    });

    it.runIf(hasProgress)('hears of progress', { timeout: PATIENCE }, async () => {
      let told = 0;
      const onprogress = () => {
        told += 1;
      };
      const save_as = `${crypto.randomUUID()}.csv`;
      const export_ = { table_name: 'Tickets', format: 'csv', save_as };
      const { isError, text } = await host.call('caspio_records_export', export_, { onprogress });
      expect(isError, text).toBe(false);
      expect(told).toBeGreaterThan(0);
    });
  });
});

describe.runIf(hasHosts)('what they do differently', () => {
  it('LangChain leaves arguments alone that the published schema does not name', {
    timeout: PATIENCE,
  }, async () => {
    const host = await langchain(places.stdio);
    const { text } = await host.call('list_all_caspio_records', { table_name: 'Customers', limit: 1 });
    expect(JSON.parse(text).result).toHaveLength(1);
    await host.close();
  });
});
