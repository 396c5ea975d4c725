import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectStdio } from './support/connect.js';

describe.each(['auto', 'legacy'] as const)('the built server over stdio, %s protocol', (mode) => {
  let server: Awaited<ReturnType<typeof connectStdio>>;
  beforeAll(async () => {
    server = await connectStdio({ args: ['--sandbox'], mode });
  });
  afterAll(() => server.close());

  it('lists tools', async () => {
    const { tools } = await server.client.listTools();
    expect(tools.map(({ name }) => name)).toContain('list_all_caspio_tables');
  });

  it('answers a call from the sandbox', async () => {
    const { json } = await server.call('list_all_caspio_tables');
    expect(json.result).toContain('Customers');
  });

  it('stops a wide write and changes nothing', async () => {
    const wide = { table_name: 'Customers', 'q.where': "State = 'CA'", values: { Company: 'X' } };
    const refused = await server.call('update_a_caspio_record_by_id', wide);
    expect(refused.isError).toBe(true);
    expect(refused.text).toMatch(/expected_count: \d+/);
    const { json } = await server.call('list_all_caspio_records', {
      table_name: 'Customers',
      'q.where': "Company = 'X'",
    });
    expect(json).toMatchObject({ result: [], total_count: 0 });
  });
});
