import { describe, expect, it } from 'vitest';
import { freshServer } from './support/fresh.js';

type Things = Record<string, string>[];

describe('applications of the sandbox', () => {
  const { server } = freshServer();

  const applicationNamed = async (name: string) => {
    const { json } = await server.call('list_all_caspio_bridge_applications');
    return (json.result as Things).find(({ AppName }) => AppName === name)?.ExternalKey ?? '';
  };
  const pagesOf = async (external_key: string) =>
    (await server.call('list_all_caspio_datapages', { external_key })).json.result as Things;
  const codeOf = (external_key: string, app_key = '', method = 'URL') =>
    server.call('get_single_caspio_deployment_by_id', { external_key, app_key, method });
  /** The names of the pages that have deploy code, which only deployed ones have. */
  const online = async (external_key: string) => {
    const names: string[] = [];
    for (const { Name = '', AppKey } of await pagesOf(external_key)) {
      if (!(await codeOf(external_key, AppKey)).isError) names.push(Name);
    }
    return names;
  };
  const offline = (args: Record<string, unknown>) =>
    server.call('caspio_deployments_bulk_update', { Deployed: false, ...args });

  it('are listed with their number of DataPages, and each is the same alone', async () => {
    const { json } = await server.call('list_all_caspio_bridge_applications');
    const all = json.result as Things;
    expect(all.map(({ AppName }) => AppName)).toEqual(['Customer Portal', 'Back Office', 'Trade Fair']);
    for (const application of all) {
      const id = application.ExternalKey ?? '';
      const one = await server.call('get_single_caspio_bridge_application_by_id', { id });
      expect(one.json).toEqual({ result: application });
      expect(application.DataPagesCount).toBe((await pagesOf(id)).length);
    }
  });

  it('have DataPages, and each is the same alone', async () => {
    const external_key = await applicationNamed('Trade Fair');
    const pages = await pagesOf(external_key);
    expect(pages.map(({ Name }) => Name)).toContain("Editor's notes & prices");
    for (const page of pages) {
      const one = await server.call('get_single_caspio_datapage_by_id', { external_key, id: page.AppKey });
      expect(one.json).toEqual({ result: page });
    }
  });

  it('give deploy code by every method, by name or letter', async () => {
    const external_key = await applicationNamed('Customer Portal');
    const AppKey = (await pagesOf(external_key))[0]?.AppKey;
    const methods = [
      ['iFrame', 'I', '<iframe'],
      ['URL', 'u', 'https://'],
      ['embedded', 'E', '<script'],
      ['Net', 'n', 'Server.Execute'],
    ] as const;
    const codes = new Set<unknown>();
    for (const [name, letter, beginning] of methods) {
      const { json } = await codeOf(external_key, AppKey, name);
      expect(json.result).toContain(beginning);
      expect(json.result).toContain(AppKey);
      expect((await codeOf(external_key, AppKey, letter)).json).toEqual(json);
      codes.add(json.result);
    }
    expect(codes.size).toBe(methods.length);
    expect((await codeOf(external_key, AppKey, 'Flash')).text).toContain('method: must be iFrame, URL');
  });

  it('lose and get one DataPage without a question', async () => {
    const external_key = await applicationNamed('Back Office');
    const [first, ...rest] = await pagesOf(external_key);
    const page = { external_key, app_key: first?.AppKey };
    const done = await server.call('update_a_caspio_deployment_by_id', { ...page, Deployed: false });
    expect(done.json).toEqual({ result: { ...page, Deployed: false } });
    expect(await online(external_key)).toEqual(rest.map(({ Name }) => Name));
    await server.call('update_a_caspio_deployment_by_id', { ...page, Deployed: true });
    expect(await online(external_key)).toHaveLength(rest.length + 1);
  });

  it('are not taken offline as a whole before the number of DataPages is confirmed', async () => {
    const external_key = await applicationNamed('Customer Portal');
    const stopped = await offline({ external_key });
    expect(stopped.isError).toBe(true);
    expect(stopped.text).toContain('this reaches 6 DataPages');
    expect(stopped.text).toContain('expected_count: 6');
    expect(stopped.text).toContain('"Name":"Sign in"');
    const wrong = await offline({ external_key, expected_count: 5 });
    expect(wrong.text).toContain('not the 5 of expected_count');
    expect(await online(external_key)).toHaveLength(6);

    const done = await offline({ external_key, expected_count: 6 });
    expect(done.json.result).toEqual({ external_key, Deployed: false });
    expect(await online(external_key)).toEqual([]);
    expect(await online(await applicationNamed('Back Office'))).toHaveLength(5);
  });

  it('are put online as a whole without a question', async () => {
    const external_key = await applicationNamed('Trade Fair');
    expect(await online(external_key)).toEqual([]);
    const done = await server.call('caspio_deployments_bulk_update', { external_key, Deployed: true });
    expect(done.json.result).toEqual({ external_key, Deployed: true });
    expect(await online(external_key)).toHaveLength(3);
  });

  it('are told apart from what is not there', async () => {
    const external_key = await applicationNamed('Trade Fair');
    const calls = [
      server.call('get_single_caspio_bridge_application_by_id', { id: 'nothing' }),
      server.call('list_all_caspio_datapages', { external_key: 'nothing' }),
      server.call('get_single_caspio_datapage_by_id', { external_key, id: 'nothing' }),
      server.call('update_a_caspio_deployment_by_id', { external_key, app_key: 'nothing', Deployed: true }),
      offline({ external_key: 'nothing', expected_count: 1 }),
    ];
    for (const { text } of await Promise.all(calls)) expect(text).toContain('ObjectNotFound');
  });
});
