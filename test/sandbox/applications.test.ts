import { describe, expect, test } from 'vitest';
import { INCORRECT_BODY, INCORRECT_QUERY, type Row, refusal, useSandbox } from './support.js';

const caspio = useSandbox();
const empty = useSandbox({ seed: 'empty' });

const APPS = '/bridgeApplications';
const NOT_FOUND = [404, 'ObjectNotFound', 'Requested object not found'];
const DATE = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/;

const apps = async () => (await caspio.call('GET', APPS)).body.Result as Row[];

/** The address of an application. */
async function address(name: string): Promise<string> {
  const app = (await apps()).find((candidate) => candidate.AppName === name);
  return `${APPS}/${app?.ExternalKey}`;
}

/** The addresses of an application's DataPages. */
async function pageAddresses(app: string): Promise<string[]> {
  const { body } = await caspio.call('GET', `${app}/datapages`);
  return body.Result.map((page) => `${app}/datapages/${page.AppKey}`);
}

const code = (page: string, method: string) => caspio.call('GET', `${page}/deployment`, { method });

test('are listed and read one by one', async () => {
  const [portal, ...others] = await apps();
  expect(portal).toEqual({
    AppName: 'Customer Portal',
    ExternalKey: expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/),
    DataPagesCount: 6,
    DateCreated: expect.stringMatching(DATE),
    DateModified: expect.stringMatching(DATE),
    DefaultIcon: false,
    IconFileName: 'portal.png',
  });
  expect(others.map((app) => [app.AppName, app.DefaultIcon, app.IconFileName])).toEqual([
    ['Back Office', true, null],
    ['Trade Fair', true, null],
  ]);
  const key = String(portal?.ExternalKey).toUpperCase();
  expect((await caspio.call('GET', `${APPS}/${key}`)).body).toEqual({ Result: portal });
  expect((await empty.call('GET', APPS)).body).toEqual({ Result: [] });
});

test('have DataPages', async () => {
  const app = await address('Customer Portal');
  const { body } = await caspio.call('GET', `${app}/datapages`);
  expect(body.Result).toHaveLength(6);
  expect(body.Result[1]).toEqual({
    Name: 'Sign up',
    AppKey: expect.stringMatching(/^[0-9a-f]{28}$/),
    AppName: 'Customer Portal',
    Path: 'Account',
    Type: 'WEBFORM',
    DateCreated: expect.stringMatching(DATE),
    DateModified: expect.stringMatching(DATE),
    CreatedBy: expect.any(String),
    ModifiedBy: expect.any(String),
    Note: 'Writes to Customer_Portal_Users',
  });
  const one = await caspio.call('GET', `${app}/datapages/${body.Result[1]?.AppKey}`);
  expect(one.body).toEqual({ Result: body.Result[1] });
});

describe('deployment', () => {
  test('code is a bare string, by name or letter of the method', async () => {
    const [page = ''] = await pageAddresses(await address('Back Office'));
    const url = `https://sandbox.caspio.example/dp/${page.split('/').at(-1)}`;
    for (const [methods, expected] of [
      [['URL', 'url', 'U', 'u'], url],
      [['Embedded', 'e'], `<script type="text/javascript" src="${url}/emb"></script>`],
      [['iFrame', 'IFRAME', 'i'], expect.stringMatching(`^<iframe .*src="${url}"`)],
      [['Net', 'n'], expect.stringContaining(url)],
    ] as const) {
      for (const method of methods) {
        const { status, headers, text } = await code(page, method);
        expect([status, headers.get('content-type')]).toEqual([200, 'application/json; charset=utf-8']);
        expect(JSON.parse(text)).toEqual(expected);
      }
    }
  });

  test('needs a known method', async () => {
    const [page = ''] = await pageAddresses(await address('Back Office'));
    for (const query of [{}, { method: 'F' }, { method: 'Em' }, { method: 'URLs' }])
      expect(refusal(await caspio.call('GET', `${page}/deployment`, query))).toEqual(INCORRECT_QUERY);
  });

  test('is set page by page', async () => {
    const [page = '', other = ''] = await pageAddresses(await address('Trade Fair'));
    expect(refusal(await code(page, 'U'))).toEqual(NOT_FOUND);
    const put = (Deployed: unknown) => caspio.call('PUT', `${page}/deployment`, {}, { Deployed });
    const { status, text } = await put(true);
    expect([status, text]).toEqual([204, '']);
    expect((await put(true)).status).toBe(204);
    expect([(await code(page, 'U')).status, (await code(other, 'U')).status]).toEqual([200, 404]);
    expect((await put(false)).status).toBe(204);
    expect((await code(page, 'U')).status).toBe(404);
    for (const wrong of [undefined, null, 'true', 1])
      expect(refusal(await put(wrong))).toEqual(INCORRECT_BODY);
  });

  test('is set for the whole application', async () => {
    const app = await address('Customer Portal');
    const pages = await pageAddresses(app);
    const statuses = async () => Promise.all(pages.map(async (page) => (await code(page, 'U')).status));
    const put = (Deployed: unknown) => caspio.call('PUT', `${app}/datapages/deployment`, {}, { Deployed });
    expect(await statuses()).toEqual(pages.map(() => 200));
    expect((await put(false)).status).toBe(204);
    expect(await statuses()).toEqual(pages.map(() => 404));
    expect((await put(true)).status).toBe(204);
    expect(await statuses()).toEqual(pages.map(() => 200));
    expect(refusal(await put('yes'))).toEqual(INCORRECT_BODY);
    const [elsewhere = ''] = await pageAddresses(await address('Back Office'));
    expect((await code(elsewhere, 'U')).status).toBe(200);
  });
});

test('what does not exist is not found', async () => {
  const app = await address('Back Office');
  const [foreign = ''] = await pageAddresses(await address('Trade Fair'));
  const elsewhere = `${app}/datapages/${foreign.split('/').at(-1)}`;
  const body = { Deployed: true };
  const answers = [
    await caspio.call('GET', `${APPS}/nope`),
    await caspio.call('GET', `${APPS}/nope/datapages`),
    await caspio.call('PUT', `${APPS}/nope/datapages/deployment`, {}, body),
    await caspio.call('GET', `${app}/datapages/nope`),
    await caspio.call('GET', elsewhere),
    await caspio.call('GET', `${elsewhere}/deployment`, { method: 'U' }),
    await caspio.call('PUT', `${elsewhere}/deployment`, {}, body),
  ];
  for (const reply of answers) expect(refusal(reply)).toEqual(NOT_FOUND);
});
