import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { rawServer } from '../support/raw.js';
import { servedTeam } from '../support/team.js';

const BATCH = 50;

describe('whoever makes work for the server', () => {
  it('keeps nobody else waiting with a record of very many fields', async () => {
    const team = await servedTeam();
    const raw = await rawServer(() => ({ status: 400, json: { Code: 'X', Message: 'refused' } }));
    const client = await team.connect(await team.add('greedy', { origin: raw.origin }));
    const fields = Array.from({ length: 60_000 }, (_, n) => [`pass${n}`, `v${n}xxxxx`]);
    const call = client.call('create_a_caspio_record', {
      table_name: 'Orders',
      values: Object.fromEntries(fields),
    });
    const { isError, text } = await call;
    expect(isError).toBe(true);
    expect(text).toContain('values: holds more than');
    expect(raw.seen).toEqual([]);
    const names = Array.from({ length: 60_000 }, (_, n) => ({ Name: `F${n}`, Type: 'STRING' }));
    const table = await client.call('create_a_caspio_table', { Name: 'T', Fields: names });
    expect(table.text).toContain('holds more than');
    await client.close();
    await team.close();
    await raw.close();
  });

  it('hides nothing from the audit behind a flood', async () => {
    const team = await servedTeam();
    const { token } = await team.add('flood');
    const post = (calls: readonly unknown[]) =>
      fetch(`${team.server.url}/mcp`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${token}`,
          'content-type': 'application/json',
          accept: 'application/json, text/event-stream',
        },
        body: JSON.stringify(calls),
      }).then((response) => response.text());
    const call = (id: number, name: string, args: Record<string, unknown>) => ({
      jsonrpc: '2.0',
      id,
      method: 'tools/call',
      params: { name, arguments: args },
    });
    const noise = Array.from({ length: BATCH }, (_, id) => call(id, 'list_all_caspio_tables', { x: 1 }));
    for (let turn = 0; turn < 40; turn += 1) {
      const read = call(BATCH, 'list_all_caspio_records', { table_name: 'Customers', 'q.limit': 1 });
      await Promise.all([...Array.from({ length: 5 }, () => post(noise)), post([read])]);
    }
    await team.server.close();
    const lines = readdirSync(join(team.folder, 'audit')).flatMap((file) =>
      readFileSync(join(team.folder, 'audit', file), 'utf8')
        .trim()
        .split('\n'),
    );
    expect(lines).toHaveLength(40 * (5 * BATCH + 1));
    expect(lines.filter((line) => line.includes('list_all_caspio_records'))).toHaveLength(40);
    team.remove();
  });

  it('is alone in waiting for its many requests', async () => {
    const raw = await rawServer(() => ({ json: { Result: ['A'] } }));
    const team = await servedTeam(['--rate-limit', '20']);
    const limits = { callBudget: { limit: 1, period: 'total' as const } };
    const [greedy, spent, modest] = [
      await team.connect(await team.add('greedy', { origin: raw.origin })),
      await team.connect(await team.add('spent', { origin: raw.origin, limits })),
      await team.connect(await team.add('modest', { origin: raw.origin })),
    ];
    const flood = [
      ...Array.from({ length: 400 }, () => greedy.call('list_all_caspio_tables')),
      ...Array.from({ length: 200 }, () => spent.call('list_all_caspio_tables')),
    ];
    await expect.poll(() => raw.seen.length, { timeout: 10_000 }).toBeGreaterThan(110); // the burst is over
    const before = raw.seen.length;
    expect((await modest.call('list_all_caspio_tables')).isError).toBe(false);
    // Its turn came after a few, not after all that wait.
    expect(raw.seen.length - before).toBeLessThan(20);
    for (const client of [greedy, spent, modest]) await client.close();
    await Promise.allSettled(flood);
    await team.close();
    await raw.close();
  }, 40_000);
});
