import { appendFile, chmod, link, readdir, rename, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createShelf } from '../../src/shelf.js';
import { type Connection, connect } from '../support/connect.js';
import { type Handler, type RawServer, type Reply, rawServer } from '../support/raw.js';
import { answersFor, EXPORT, exported, openFolder, sha256 } from './exporting.js';

const range = (from: number, count: number) => Array.from({ length: count }, (_, index) => from + index);
const COUNTING = 'COUNT(*) AS matches, MIN(PK_ID) AS lowest, MAX(PK_ID) AS highest';
const result = (...rows: object[]): Reply => ({ json: { Result: rows } });

let raw: RawServer;
let server: Connection;
let open: Awaited<ReturnType<typeof openFolder>>;
beforeEach(async () => {
  open = await openFolder();
});
afterEach(async () => {
  await server.close();
  await raw.close();
  await open.remove();
});

async function start(handle: Handler, options: Partial<Parameters<typeof connect>[0]> = {}) {
  raw = await rawServer(handle);
  server = await connect({ origin: raw.origin, filesDirs: [open.folder], ...options });
}
const queue = (replies: readonly Reply[]) => {
  const left = [...replies];
  return start(() => left.shift() ?? { status: 500 });
};
const queries = () => raw.seen.map(({ method, path, query }) => [`${method} ${path}`, query]);

describe('an export', () => {
  it('counts, reads by ranges of the key, and leaves out the key that was not asked for', async () => {
    await queue([
      result({ matches: 2, lowest: 5, highest: 9 }),
      result(
        { Name: 'Ann, "A"', Tags: { 1: 'Red', 2: 'Blue' }, PK_ID: 5 },
        { Name: null, Tags: null, PK_ID: 9 },
      ),
    ]);
    const args = {
      table_name: 'T',
      'q.select': 'Name, Tags',
      'q.where': "State = 'CA' -- all",
      save_as: 'a.csv',
    };
    const outcome = await server.call(EXPORT, args);
    const text = await open.text('a.csv');
    expect(text).toBe('Name,Tags\n"Ann, ""A""",Red; Blue\n,\n');
    expect(outcome.json).toEqual({
      result: {
        saved_as: join(open.folder, 'a.csv'),
        format: 'csv',
        records: 2,
        calls: 2,
        complete: true,
        size: text.length,
        sha256: sha256(text),
      },
      total_count: 2,
    });
    expect(queries()).toEqual([
      ['GET /v3/tables/T/records', { 'q.select': COUNTING, 'q.where': "State = 'CA' -- all" }],
      [
        'GET /v3/tables/T/records',
        {
          'q.select': 'Name, Tags\n, PK_ID',
          'q.where': "(State = 'CA' -- all\n) AND PK_ID > 4 AND PK_ID <= 9",
          'q.orderBy': 'PK_ID',
          'q.pageSize': '1000',
        },
      ],
    ]);
  });

  it.each([
    [undefined, '{"PK_ID":1,"Name":"Ann","Tags":{"1":"Red"}}\n'],
    ['Name', '{"Name":"Ann"}\n'],
    ['pk_id, Name', '{"pk_id":1,"Name":"Ann"}\n'],
  ])('writes JSON lines of q.select %s', async (select, line) => {
    const row = { PK_ID: 1, Name: 'Ann', Tags: { 1: 'Red' } };
    const { PK_ID, Name } = row;
    const given = select === undefined ? row : select === 'Name' ? { Name, PK_ID } : { pk_id: PK_ID, Name };
    await queue([result({ matches: 1, lowest: 1, highest: 1 }), result(given)]);
    const args = {
      table_name: 'T',
      format: 'jsonl',
      save_as: 'a.jsonl',
      ...(select && { 'q.select': select }),
    };
    exported(await server.call(EXPORT, args));
    expect(await open.text('a.jsonl')).toBe(line);
  });

  it('leaves formulas of spreadsheets as they are', async () => {
    await queue([result({ matches: 1, lowest: 1, highest: 1 }), result({ PK_ID: 1, Name: '=1+1' })]);
    exported(await server.call(EXPORT, { table_name: 'T', save_as: 'a.csv' }));
    expect(await open.csv('a.csv')).toEqual([
      ['PK_ID', 'Name'],
      ['1', '=1+1'],
    ]);
  });

  it('of nothing is an empty file, and says so', async () => {
    await queue([result({ matches: 0, lowest: null, highest: null })]);
    const args = { table_name: 'T', 'q.where': 'Name = NULL', save_as: 'a.csv' };
    const outcome = await server.call(EXPORT, args);
    expect(exported(outcome)).toMatchObject({ records: 0, calls: 1, complete: true, size: 0 });
    expect(outcome.json.note).toContain('No record matches. = NULL matches nothing');
    expect(await open.text('a.csv')).toBe('');
  });

  it('reads four ranges side by side', async () => {
    let now = 0;
    let most = 0;
    const answer = answersFor(range(1, 20_000));
    await start(async (request) => {
      now += 1;
      most = Math.max(most, now);
      await wait(20);
      now -= 1;
      return answer(request);
    });
    exported(await server.call(EXPORT, { table_name: 'T', save_as: 'a.csv' }));
    expect(most).toBe(4);
  });

  it('goes by pages where it has an order of its own, or is of a view', async () => {
    await start(({ query }) => {
      const from = (Number(query['q.pageNumber']) - 1) * 1_000;
      const rows = range(from + 1, 2_500 - from).slice(0, 1_000);
      return {
        json: {
          Result: rows.map((n) => ({ Name: `n${n}`, PK_ID: `${n},7` })),
          Pagination: { TotalCount: 2_500 },
        },
      };
    });
    const args = { view_name: 'V', 'q.select': 'Name', 'q.orderBy': 'Name DESC', save_as: 'a.csv' };
    expect(exported(await server.call(EXPORT, args))).toMatchObject({
      records: 2_500,
      calls: 3,
      complete: true,
    });
    expect(await open.csv('a.csv')).toEqual([['Name'], ...range(1, 2_500).map((n) => [`n${n}`])]);
    expect(queries()).toEqual(
      ['1', '2', '3'].map((page) => [
        'GET /v3/views/V/records',
        {
          'q.select': 'Name\n, PK_ID',
          'q.orderBy': 'Name DESC\n, PK_ID',
          'q.pageNumber': page,
          'q.pageSize': '1000',
          'q.getPaginationInfo': 'true',
        },
      ]),
    );
  });

  it('goes by pages where the counts are no numbers', async () => {
    await start(({ query }) =>
      query['q.where']
        ? result({ PK_ID: 1_001 })
        : {
            json: { Result: range(1, 1_000).map((PK_ID) => ({ PK_ID })), Pagination: { TotalCount: 1_001 } },
          },
    );
    expect(exported(await server.call(EXPORT, { table_name: 'T', save_as: 'a.csv' }))).toMatchObject({
      records: 1_001,
    });
    expect((await open.csv('a.csv')).length).toBe(1_002);
  });

  it('is not complete where pages are shorter than asked for', async () => {
    const keys = range(1, 3_000);
    const answer = answersFor(keys);
    await start((request) => {
      const reply = answer(request) as { json: { Result: unknown[] } };
      return { json: { Result: reply.json.Result.slice(0, 500) } };
    });
    const outcome = await server.call(EXPORT, { table_name: 'T', save_as: 'a.csv' });
    const { records, complete } = exported(outcome);
    expect(complete).toBe(false);
    expect(outcome.json.note).toContain(
      `${(3_000 - records).toLocaleString('en-US')} records that match now`,
    );
    expect((await open.csv('a.csv')).length).toBe(records + 1);
  });

  it('tells of records that came or went meanwhile', async () => {
    let counts = 0;
    const answer = answersFor(range(1, 3_000));
    await start((request) => {
      if (!request.query['q.select']) return answer(request);
      counts += 1;
      return result({ matches: counts === 1 ? 3_000 : 3_010, lowest: 1, highest: 3_000 });
    });
    const outcome = await server.call(EXPORT, { table_name: 'T', save_as: 'a.csv' });
    expect(outcome.json).toMatchObject({
      result: { records: 3_000, calls: 5 },
      note: 'Meanwhile the matches went from 3,000 to 3,010: all that were there the whole time are in, once.',
    });
  });

  it.each([
    [{}, 'table_name: give either'],
    [{ table_name: 'T', view_name: 'V' }, 'table_name: give either'],
    [{ table_name: 'T', 'q.select': 'State, COUNT(*) AS n' }, 'q.select: holds an aggregate'],
    [{ table_name: 'T', 'q.select': 'DISTINCT State' }, 'q.select: holds an aggregate'],
    [{ table_name: 'T', 'q.groupBy': 'State' }, 'q.groupBy: is no argument'],
    [{ table_name: 'T', 'q.orderBy': 'NEWID()' }, 'q.orderBy: NEWID gives another value each time'],
    [{ table_name: 'T', 'q.where': "Name = 'a" }, 'q.where: '],
    [{ table_name: 'T', cursor: 'x' }, 'cursor: is not a cursor of this tool'],
    [{ table_name: 'T', save_as: '../a.csv' }, 'save_as: ".." is not below an open folder'],
    [{ table_name: 'T', save_as: 'there.csv' }, 'save_as: "there.csv" exists already'],
    [{ table_name: 'T', max_calls: 0 }, 'max_calls: must be at least 1'],
    [{ table_name: 'T', 'q.where': `Name = '${'x'.repeat(1_850)}'` }, 'q.where: is too long'],
  ])('refuses %j before it sends anything', async (args, refusal) => {
    await queue([]);
    await writeFile(join(open.folder, 'there.csv'), 'there');
    const { text } = await server.call(EXPORT, { save_as: 'a.csv', ...args });
    expect(text).toContain(`Error (arguments): ${refusal}`);
    expect(raw.seen).toEqual([]);
    expect(await readdir(open.folder)).toEqual(['there.csv']);
    expect(await open.text('there.csv')).toBe('there');
  });

  it('says what it takes, and reads nothing, where that is more than is allowed', async () => {
    await start(answersFor(range(1, 100_000)));
    const args = { table_name: 'T', save_as: 'a.csv' };
    const { text } = await server.call(EXPORT, args);
    expect(text).toContain(
      'Error (arguments): max_calls: this export of 100,000 records takes about 102 Caspio calls, each of which is billed; 50 are allowed.',
    );
    expect(raw.seen.length).toBe(1);
    expect(await readdir(open.folder)).toEqual([]);
    const max_calls = Number(/max_calls: (\d+)/.exec(text.split('Next:')[1] ?? '')?.[1]);
    const { records, calls } = exported(await server.call(EXPORT, { ...args, max_calls }));
    expect([records, calls]).toEqual([100_000, 102]);
  });

  it('says the same of a view', async () => {
    await start(() => ({ json: { Result: [{ PK_ID: '1' }], Pagination: { TotalCount: 70_000 } } }));
    const { text } = await server.call(EXPORT, { view_name: 'V', save_as: 'a.csv' });
    expect(text).toContain('this export of 70,000 records takes about 70 Caspio calls');
    expect(raw.seen.length).toBe(1);
    expect(await readdir(open.folder)).toEqual([]);
  });

  it('tells how far it is', async () => {
    const answer = answersFor(range(1, 12_000));
    await start(async (request) => {
      await wait(250);
      return answer(request);
    });
    const heard: { progress: number; total?: number | undefined; message?: string | undefined }[] = [];
    const args = { table_name: 'T', save_as: 'a.csv' };
    await server.client.callTool({ name: EXPORT, arguments: args }, { onprogress: (one) => heard.push(one) });
    expect(heard[0]).toEqual({ progress: 0, total: 12_000, message: '0 of 12,000 records, 1 call' });
    const steps = heard.map(({ progress }) => progress);
    expect(steps).toEqual([...new Set(steps)].sort((a, b) => a - b));
    expect(heard.at(-1)?.message).toMatch(/^\d+,000 of 12,000 records, \d+ calls$/);
  });
});

describe('an export that is cut', () => {
  /** Answers after a while, so that a call of six seconds has time for a few. */
  const slowly = (keys: readonly number[], ms = 300): Handler => {
    const answer = answersFor(keys);
    return async (request) => {
      await wait(ms);
      return answer(request);
    };
  };
  const ARGS = { table_name: 'T', save_as: 'a.csv', max_calls: 100 };

  it('by its time goes on in the same file, as often as it must', async () => {
    await start(slowly(range(1, 20_000)), { callSeconds: 6 });
    const outcomes = [await server.call(EXPORT, ARGS)];
    for (let cursor = outcomes.at(-1)?.json.next_cursor; cursor; cursor = outcomes.at(-1)?.json.next_cursor)
      outcomes.push(await server.call(EXPORT, { ...ARGS, cursor }));
    expect(outcomes.length).toBeGreaterThan(1);
    const [first] = outcomes;
    expect(first?.json).toMatchObject({ result: { complete: false }, total_count: 20_000 });
    expect(first?.json.note).toMatch(
      /^The time of a call is over: \d+,000 of 20,000 records are written\. Repeat/,
    );
    const last = exported(outcomes.at(-1) ?? expect.fail());
    const text = await open.text('a.csv');
    expect(last).toMatchObject({
      records: 20_000,
      complete: true,
      calls: raw.seen.length,
      sha256: sha256(text),
    });
    const [header, ...rows] = await open.csv('a.csv');
    expect(header).toEqual(['PK_ID', 'Name']);
    expect(rows.map(([key]) => Number(key))).toEqual(range(1, 20_000));
    // Only what was being read when a call ended is read again.
    expect(last.calls).toBeLessThanOrEqual(22 + 8 * outcomes.length);
  }, 30_000);

  it('has all the time where the client asks for progress', async () => {
    await start(slowly(range(1, 12_000), 600), { callSeconds: 6 });
    const { content } = await server.client.callTool(
      { name: EXPORT, arguments: ARGS },
      { onprogress: () => undefined },
    );
    expect(content).toMatchObject([{ text: expect.stringContaining('"complete":true') }]);
  });

  it('by max_calls goes on too', async () => {
    // Estimated as dense, but the records come in small heaps.
    const keys = range(0, 60).flatMap((heap) => range(heap * 100_000 + 1, 300));
    await start(answersFor(keys));
    const args = { ...ARGS, max_calls: 22 };
    const first = await server.call(EXPORT, args);
    expect(first.json).toMatchObject({
      result: { complete: false },
      note: expect.stringMatching(/^max_calls is reached/),
    });
    expect(raw.seen.length).toBeLessThanOrEqual(22);
    const next = exported(await server.call(EXPORT, { ...args, cursor: first.json.next_cursor }));
    expect(next.complete).toBe(true);
    expect((await open.csv('a.csv')).slice(1).map(([key]) => Number(key))).toEqual(keys);
  });

  it('by a failure keeps what is written, and says how to go on', async () => {
    let isBroken = true;
    const answer = answersFor(range(1, 9_000));
    await start((request) =>
      isBroken && request.query['q.where']?.includes('<= 6000') ? { status: 503 } : answer(request),
    );
    const { isError, text } = await server.call(EXPORT, ARGS);
    expect(isError).toBe(true);
    expect(text).toMatch(/^Error \(caspio\): Caspio had a fault \(HTTP 503\)/);
    expect(text).toContain('5,000 records are in the file and stay there');
    expect((await open.csv('a.csv')).length).toBe(5_001);
    isBroken = false;
    const cursor = /cursor: (\S+)$/.exec(text)?.[1];
    expect(exported(await server.call(EXPORT, { ...ARGS, cursor }))).toMatchObject({
      records: 9_000,
      complete: true,
    });
    expect((await open.csv('a.csv')).slice(1).map(([key]) => Number(key))).toEqual(range(1, 9_000));
  });

  it('by a failure before the first record leaves no file', async () => {
    await start(() => ({ status: 503 }));
    expect((await server.call(EXPORT, ARGS)).isError).toBe(true);
    expect(await readdir(open.folder)).toEqual([]);
  });

  it('by its caller leaves no part of a file, which could pass for the whole', async () => {
    await start(slowly(range(1, 50_000), 100));
    const cancel = new AbortController();
    const call = server.client.callTool(
      { name: EXPORT, arguments: ARGS },
      { signal: cancel.signal, onprogress: ({ progress }) => progress > 0 && cancel.abort() },
    );
    await expect(call).rejects.toThrow();
    await wait(300);
    const calls = raw.seen.length;
    expect(await readdir(open.folder)).toEqual([]);
    await wait(300);
    expect(raw.seen.length).toBe(calls);
  });

  describe('does not go on', () => {
    let cursor: unknown;
    beforeEach(async () => {
      const answer = answersFor(range(1, 4_000));
      let calls = 0;
      await start((request) => {
        calls += 1;
        return calls === 4 ? { status: 403 } : answer(request);
      });
      const { text } = await server.call(EXPORT, ARGS);
      cursor = /cursor: (\S+)$/.exec(text)?.[1];
      expect(cursor, text).toEqual(expect.any(String));
    });
    const refused = async (args: object, refusal: string) => {
      const names = await readdir(open.folder);
      const files = await Promise.all(names.map(open.text));
      const calls = raw.seen.length;
      const { text } = await server.call(EXPORT, { ...ARGS, cursor, ...args });
      expect(text).toContain(`Error (arguments): ${refusal}`);
      expect(raw.seen.length).toBe(calls);
      expect(await readdir(open.folder)).toEqual(names);
      expect(await Promise.all(names.map(open.text))).toEqual(files);
    };
    const at = (name: string) => join(open.folder, name);
    const CHANGED = 'save_as: "a.csv" is not as the last call left it';

    it.each([
      { table_name: 'Other' },
      { 'q.where': 'PK_ID > 5' },
      { 'q.select': 'Name' },
      { 'q.orderBy': 'Name' },
      { format: 'jsonl' },
      { save_as: 'b.csv' },
      { save_as: undefined },
    ])('with other arguments: %j', (args) => refused(args, 'cursor: belongs to other arguments'));

    it('with a cursor that was changed', async () => {
      const content = JSON.parse(Buffer.from(String(cursor), 'base64url').toString());
      content.file.size = 0;
      cursor = Buffer.from(JSON.stringify(content)).toString('base64url');
      await refused({}, 'cursor: belongs to other arguments, or was changed');
    });
    it('in a file that is longer', async () => {
      await appendFile(at('a.csv'), 'more\n');
      await refused({}, CHANGED);
    });
    it('in a file that is another of the same length', async () => {
      const text = await open.text('a.csv');
      await writeFile(at('a.csv'), text.replace('n1\n', 'm1\n'));
      await refused({}, CHANGED);
    });
    it('in a file that is gone', async () => {
      await rename(at('a.csv'), at('b.csv'));
      await refused({}, 'save_as: "a.csv" is not below an open folder');
    });
    it('through a link that leads out', async () => {
      const other = await openFolder();
      await rename(at('a.csv'), join(other.folder, 'a.csv'));
      await symlink(join(other.folder, 'a.csv'), at('a.csv'));
      const before = await other.text('a.csv');
      const { text } = await server.call(EXPORT, { ...ARGS, cursor });
      expect(text).toContain('save_as: "a.csv" is not below an open folder');
      expect(await other.text('a.csv')).toBe(before);
      await other.remove();
    });
    it('in a file with a second name', async () => {
      await link(at('a.csv'), at('b.csv'));
      await refused({}, 'save_as: "a.csv" is no file of this server');
    });
    it('in a file that others may read', async () => {
      await chmod(at('a.csv'), 0o644);
      await refused({}, 'save_as: "a.csv" is no file of this server');
    });
    it('twice at the same time', async () => {
      const calls = [1, 2].map(() => server.call(EXPORT, { ...ARGS, cursor }));
      const outcomes = await Promise.all(calls);
      expect(outcomes.map(({ isError }) => isError).sort()).toEqual([false, true]);
      expect((await open.csv('a.csv')).slice(1).map(([key]) => Number(key))).toEqual(range(1, 4_000));
    });
  });
});

describe('an export without save_as', () => {
  const shelf = createShelf();
  const ARGS = { table_name: 'T', max_calls: 1_000 };

  it('is kept for the client, and shows the first records', async () => {
    await start(answersFor(range(1, 2_500)), { shelf });
    const { content } = await server.client.callTool({ name: EXPORT, arguments: ARGS });
    const [first, second] = content;
    const { result, total_count } = JSON.parse(first?.type === 'text' ? first.text : '');
    const text = shelf.read(result.uri)?.text ?? '';
    expect(result).toMatchObject({
      name: 'T.csv',
      records: 2_500,
      calls: 5,
      complete: true,
      sha256: sha256(text),
    });
    expect(result.first).toEqual(range(1, 5).map((PK_ID) => ({ PK_ID, Name: `n${PK_ID}` })));
    expect(total_count).toBe(2_500);
    expect(second).toMatchObject({
      type: 'resource_link',
      uri: result.uri,
      mimeType: 'text/csv',
      size: text.length,
    });
    expect(text.split('\n').length).toBe(2_502);
  });

  it('that is too large is given up early, and what was paid for is kept, part by part', async () => {
    const wide = 'x'.repeat(500);
    const keys = range(1, 30_000);
    const answer = answersFor(keys);
    await start(
      (request) => {
        const reply = answer(request) as { json: { Result: object[] } };
        const isCount = request.query['q.select'] !== undefined;
        return isCount ? reply : { json: { Result: reply.json.Result.map((row) => ({ ...row, wide })) } };
      },
      { shelf },
    );
    const first = await server.call(EXPORT, ARGS);
    expect(exported(first)).toMatchObject({ records: 1_000, calls: 2, complete: false });
    expect(first.json.note).toMatch(
      /^Of about 16 MB at most 5 MB are kept, so these are only the first 1,000 records\./,
    );
    const parts = [first];
    for (let cursor = first.json.next_cursor; cursor; cursor = parts.at(-1)?.json.next_cursor)
      parts.push(await server.call(EXPORT, { ...ARGS, cursor }));
    expect(parts[1]?.json.note).toMatch(/^This is a part, records 1,001 to \d+,\d+ of 30,000;/);
    const found = parts.flatMap((part) => {
      const text = shelf.read(exported(part).uri ?? '')?.text ?? '';
      const [header, ...lines] = text.trimEnd().split('\n');
      expect(header).toBe('PK_ID,Name,wide');
      return lines.map((line) => Number(line.split(',')[0]));
    });
    expect(found).toEqual(keys);
  });

  it('that fails in the middle gives what it has', async () => {
    const answer = answersFor(range(1, 9_000));
    await start(
      (request) => (request.query['q.where']?.includes('<= 6000') ? { status: 503 } : answer(request)),
      { shelf },
    );
    const outcome = await server.call(EXPORT, ARGS);
    expect(exported(outcome)).toMatchObject({ records: 5_000, complete: false });
    expect(outcome.json.note).toContain('Caspio had a fault (HTTP 503)');
    expect(outcome.json.next_cursor).toEqual(expect.any(String));
  });

  it('is refused where nothing can be kept', async () => {
    await start(answersFor(range(1, 10)));
    const { text } = await server.call(EXPORT, ARGS);
    expect(text).toContain('Error (arguments): save_as: is required here');
    expect(text).toContain('--files-dir');
    expect(raw.seen).toEqual([]);
  });
});
