import { describe, expect, it, vi } from 'vitest';
import { sharedServer } from './support/fresh.js';

describe('import and export tasks of the sandbox', () => {
  const { server } = sharedServer();

  const tasks = async () =>
    (await server.call('list_all_caspio_data_import_export_tasks')).json.result as Record<string, string>[];
  const taskNamed = async (name: string) => (await tasks()).find(({ Name }) => Name === name) ?? {};
  const statusOf = async (id = '') => {
    const { json } = await server.call('get_single_caspio_data_import_export_task_by_id', { id });
    return (json.result as { Status: string }).Status;
  };

  it('are listed, and each is the same alone', async () => {
    const all = await tasks();
    expect(all.length).toBeGreaterThan(5);
    expect(all).toContainEqual(
      expect.objectContaining({ Name: 'Import stock levels', Status: 'Ready', Frequency: 'Every 4 hours' }),
    );
    for (const task of all) {
      const one = await server.call('get_single_caspio_data_import_export_task_by_id', {
        id: task.ExternalKey,
      });
      expect(one.json).toEqual({ result: task });
      expect(one.structured).toEqual(one.json);
    }
  });

  it('run, are not Ready meanwhile, and are Ready again in the end', async () => {
    const { ExternalKey } = await taskNamed('Import leads');
    const { json } = await server.call('create_a_caspio_run', { external_key: ExternalKey });
    expect(json).toEqual({ result: { external_key: ExternalKey }, note: expect.stringContaining('Ready') });
    expect(['Busy', 'Processing']).toContain(await statusOf(ExternalKey));
    const others = (await tasks()).filter((task) => task.ExternalKey !== ExternalKey);
    expect(new Set(others.map(({ Status }) => Status))).toEqual(new Set(['Ready']));
    await vi.waitFor(async () => expect(await statusOf(ExternalKey)).toBe('Ready'), { timeout: 10_000 });
  });

  it('do not run twice at a time', async () => {
    const run = { external_key: (await taskNamed('Back up customers')).ExternalKey };
    expect((await server.call('create_a_caspio_run', run)).isError).toBe(false);
    const again = await server.call('create_a_caspio_run', run);
    expect(again.isError).toBe(true);
    expect(again.text).toContain("the task 'Back up customers' is running");
    await vi.waitFor(async () => expect(await statusOf(run.external_key)).toBe('Ready'), { timeout: 10_000 });
    expect((await server.call('create_a_caspio_run', run)).isError).toBe(false);
  });

  it('are known by their keys only', async () => {
    const run = await server.call('create_a_caspio_run', { external_key: 'Import leads' });
    expect(run.text).toContain('ObjectNotFound');
    const one = await server.call('get_single_caspio_data_import_export_task_by_id', { id: 'nothing' });
    expect(one.text).toContain('Error (arguments)');
    expect(one.text).toContain('ObjectNotFound');
  });
});
