import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { reader, sandboxProcess } from '../support/sandbox.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'caspio-test-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function fileWith(data: unknown): Promise<string> {
  const file = join(folder, 'data.json');
  await writeFile(file, typeof data === 'string' ? data : JSON.stringify(data));
  return file;
}

/** Why it did not start. */
const refusalOf = (...args: readonly string[]) =>
  sandboxProcess(...args).then(
    () => 'it started',
    (error: Error) => error.message,
  );

describe('caspio-mcp sandbox', () => {
  it('prints curl lines that work as they stand', async () => {
    const sandbox = await sandboxProcess();
    const [, lines = ''] = /With curl:\n([\s\S]*?)\n\n/.exec(sandbox.said) ?? [];
    const { stdout } = await promisify(execFile)('sh', ['-c', lines]);
    expect(JSON.parse(stdout).Result).toContain('Customers');
    expect(await sandbox.close()).toBe(0);
  });

  it('can be empty, slow and faulty', async () => {
    const sandbox = await sandboxProcess(
      '--seed',
      'empty',
      '--latency',
      '50',
      '--faults',
      '100%:unavailable',
    );
    const startedAt = performance.now();
    const { status } = await fetch(`${sandbox.url}/integrations/rest/v3/tables`);
    expect(status).toBe(503);
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(45); // timers may be a little early
    const page = await fetch(`${sandbox.url}/_sandbox/objects`);
    expect(await page.json()).toEqual([]);
    await sandbox.close();
  });

  it('loads the file that its page in the docs shows, beside the seed or without it', async () => {
    const docs = await readFile('docs/sandbox.md', 'utf8');
    const [, example = ''] = /```json\n(\{\n {2}"tables"[\s\S]*?)```/.exec(docs) ?? [];
    const sandbox = await sandboxProcess('--data', await fileWith(example));
    const read = await reader(sandbox.url);
    expect(await read('/tables')).toEqual(expect.arrayContaining(['Customers', 'Pets']));
    expect(await read('/tables/Pets/records?q.orderBy=PK_ID')).toMatchObject([
      { PK_ID: 1, Name: 'Rex', Born: '2021-04-05T00:00:00', Kind: { 1: 'Dog' } },
      { Name: 'Tom' },
    ]);
    await sandbox.close();
  });

  it.each([
    ['no JSON', '{', '--data cannot be read'],
    ['no object', [], 'The file must be a JSON object with tables'],
    ['a key that nobody knows', { tables: [], views: [] }, 'The file has "views"'],
    ['a table without a name', { tables: [{ Fields: [] }] }, 'tables[0].Name must be the name of a table'],
    [
      'a type that Caspio has not',
      { tables: [{ Name: 'T', Fields: [{ Name: 'A', Type: 'BLOB' }] }] },
      'tables[0] (T): ',
    ],
    [
      'a value that its field does not take',
      { tables: [{ Name: 'T', Fields: [{ Name: 'A', Type: 'INTEGER' }], records: [{ A: 1 }, { A: 'x' }] }] },
      'tables[0].records[1] (T): ',
    ],
    ['a table that the seed has', { tables: [{ Name: 'Customers', Fields: [] }] }, 'tables[0] (Customers): '],
  ])('names the place in a file with %s', async (_, data, told) => {
    expect(await refusalOf('--data', await fileWith(data))).toContain(told);
  });

  it('refuses options that it does not know', async () => {
    expect(await refusalOf('--faults', '5')).toContain('--faults must look like 5%');
    expect(await refusalOf('--faults', '5%:rate')).toContain(
      'there is no fault "rate"; there are rate-limit,',
    );
    expect(await refusalOf('--seed', 'firm')).toContain('--seed must be company or empty');
    expect(await refusalOf('--data', join(folder, 'none.json'))).toContain('--data cannot be read: ENOENT');
  });
});

describe('its page', () => {
  let sandbox: Awaited<ReturnType<typeof sandboxProcess>>;
  beforeAll(async () => {
    sandbox = await sandboxProcess();
  });
  afterAll(() => sandbox.close());

  /** With a Host that fetch would not let us name. */
  const statusWith = (headers: Record<string, string>, path = '/_sandbox/objects', method = 'GET') =>
    new Promise((resolve, reject) => {
      const asked = request(`${sandbox.url}${path}`, { method, headers }, (answer) => {
        answer.resume();
        resolve(answer.statusCode);
      });
      asked.on('error', reject).end();
    });

  it('is for this machine: names and pages of others get nothing', async () => {
    const { port } = new URL(sandbox.url);
    expect(await statusWith({ host: `localhost:${port}` })).toBe(200);
    expect(await statusWith({ host: `evil.example:${port}` })).toBe(403);
    expect(await statusWith({ 'sec-fetch-site': 'cross-site' })).toBe(403);
    expect(await statusWith({}, '/', 'POST')).toBe(403);
    expect(await statusWith({}, '/_sandbox/nothing')).toBe(404);
    expect(await statusWith({}, '/_sandbox/rows?name=Nothing')).toBe(404);
  });

  it('leaves the rest to the API', async () => {
    const { status, headers } = await fetch(`${sandbox.url}/_sandboxes`);
    expect(status).toBe(404);
    expect(headers.get('x-caspio-request-id')).toBeTruthy();
  });

  it('tells of requests without what is secret in them', async () => {
    const read = await reader(sandbox.url);
    await read("/tables/Customers/records?q.where=City='Rome'");
    const requests = async (after: number) => {
      const answer = await fetch(`${sandbox.url}/_sandbox/requests?after=${after}`);
      return (await answer.json()) as { readonly id: number }[];
    };
    const shown = await requests(0);
    expect(shown.at(-1)).toMatchObject({
      method: 'GET',
      path: "/integrations/rest/v3/tables/Customers/records?q.where=City='Rome'",
      status: 200,
    });
    expect(JSON.stringify(shown)).not.toMatch(/Bearer|client_secret/);
    expect(await requests(shown.at(-1)?.id ?? 0)).toEqual([]);
  });
});
