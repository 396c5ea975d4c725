import { describe, expect, it } from 'vitest';
import type { FaultKind } from '../../src/sandbox/fault-kinds.js';
import { connect } from '../support/connect.js';
import { rawServer } from '../support/raw.js';
import { type Bench, bench, faults, type Loaded, TABLE, TOOLS } from './importing.js';

const people = (count: number, name = 'Person') =>
  Array.from({ length: count }, (_, index) => ({
    Email: `p${index}@example.com`,
    Name: `${name} ${index}`,
    Count: index,
  }));

/** Repeats the call with its token until it is done. */
async function toTheEnd(at: Bench, args: Record<string, unknown>) {
  const answers: Loaded[] = [];
  let resume: unknown;
  do {
    const answer = await at.load({ ...args, ...(resume !== undefined && { resume }) });
    if (answer.isError) throw new Error(answer.text);
    answers.push(answer);
    resume = answer.result.resume;
  } while (resume !== undefined && answers.length < 100);
  const sum = (of: string) => answers.reduce((total, { result }) => total + Number(result[of] ?? 0), 0);
  return { answers, sum };
}

/** What is there by the unique field: its name, or all its names where it is there several times. */
async function namesIn(at: Bench) {
  const rows = await at.rows('Email, Name');
  const found = new Map<unknown, unknown[]>();
  for (const { Email, Name } of rows) found.set(Email, [...(found.get(Email) ?? []), Name]);
  return found;
}

const AFTER: readonly FaultKind[] = ['error-after', 'bad-gateway-after', 'cut-after', 'cut-body', 'cut-json'];

describe('an import among faults', () => {
  it.each([1, 2, 3])('leaves exactly what was to be there (seed %i)', { timeout: 60_000 }, async (seed) => {
    const at = await bench({ confirmAbove: 'off' });
    try {
      await at.load({ records: people(150) });
      const kinds: FaultKind[] = [
        ...AFTER,
        'error-before',
        'cut-before',
        'html',
        'unavailable',
        'rate-limit',
      ];
      await at.sandbox.setFaults(faults(0.2, kinds, seed));
      const records = people(300, 'New');
      const { sum } = await toTheEnd(at, { mode: 'upsert', key: ['Email'], records });
      await at.sandbox.setFaults(undefined);
      expect(await namesIn(at)).toEqual(new Map(records.map(({ Email, Name }) => [Email, [Name]])));
      expect(sum('failed')).toBe(0);
      expect(sum('inserted')).toBe(150);
      expect(sum('updated')).toBe(150);
    } finally {
      await at.close();
    }
  });

  it('inserts nothing twice where the key is not unique', { timeout: 60_000 }, async () => {
    const at = await bench();
    try {
      const Fields = ['Name', 'Value'].map((Name) => ({ Name, Type: 'STRING' }));
      await at.server.call('create_a_caspio_table', { Name: 'Plain', Fields });
      await at.sandbox.setFaults(faults(0.3, AFTER));
      const records = people(60).map(({ Name, Count }) => ({ Name, Value: Count }));
      const { sum } = await toTheEnd(at, { table_name: 'Plain', key: ['Name'], records });
      await at.sandbox.setFaults(undefined);
      expect(sum('inserted')).toBe(60);
      const counted = await at.server.call('list_all_caspio_records', {
        table_name: 'Plain',
        'q.select': 'COUNT(*) AS n, COUNT(DISTINCT Name) AS names',
      });
      expect(counted.json.result).toEqual([{ n: 60, names: 60 }]);
    } finally {
      await at.close();
    }
  });

  it.each([[[]], [['Name']]])(
    'sends no insert twice that Caspio may still commit, by key %j',
    async (key) => {
      const posts = new Map<string, number>();
      const raw = await rawServer(({ method, path, body }) => {
        if (path.endsWith('/fields')) return { json: { Result: [{ Name: 'Name', Type: 'STRING' }] } };
        if (method === 'GET') return { json: { Result: [] } };
        const { Name } = body as { Name: string };
        posts.set(Name, (posts.get(Name) ?? 0) + 1);
        return { status: 502 };
      });
      const server = await connect({ origin: raw.origin });
      const records = ['a', 'b', 'c', 'd', 'e', 'f'].map((Name) => ({ Name }));
      const { json } = await server.call('caspio_records_import', { table_name: 'T', key, records });
      expect(json.result).toMatchObject({ inserted: 0, unknown: 6, unknown_rows: '1-6' });
      expect(json.result).not.toHaveProperty('resume');
      expect([...posts.values()]).toEqual([1, 1, 1, 1, 1, 1]);
      await server.close();
      await raw.close();
    },
    40_000,
  );

  it('never sends a row twice that has no key, and says which are unknown', async () => {
    const at = await bench();
    try {
      await at.sandbox.setFaults(faults(0.3, [...AFTER, 'cut-before']));
      const { result, note } = await at.load({ records: people(60) });
      await at.sandbox.setFaults(undefined);
      const there = (await at.rows('Email')).length;
      expect(Number(result.inserted)).toBeLessThanOrEqual(there);
      expect(there).toBeLessThanOrEqual(Number(result.inserted) + Number(result.unknown));
      expect(Number(result.inserted) + Number(result.unknown)).toBe(60);
      expect(result.unknown_rows).toMatch(/^\d+/);
      expect(result.resume).toBeUndefined();
      expect(note).toContain('look before you send them again');
    } finally {
      await at.close();
    }
  });

  it('stops before its time is over, and goes on with resume', { timeout: 60_000 }, async () => {
    const at = await bench({ latency: 60, callSeconds: 6 });
    try {
      const records = people(100);
      const { answers, sum } = await toTheEnd(at, { records });
      expect(answers.length).toBeGreaterThan(1);
      expect(answers[0]?.note).toContain('Stopped before the time of the call was over.');
      expect(answers[0]?.result.rows_done).toBe(answers[0]?.result.inserted);
      expect(sum('inserted')).toBe(100);
      expect(
        (await at.rows('Count')).map(({ Count }) => Count).sort((a, b) => Number(a) - Number(b)),
      ).toEqual(records.map(({ Count }) => Count));
    } finally {
      await at.close();
    }
  });

  it('has the time that it takes where the client hears of its progress', { timeout: 60_000 }, async () => {
    const at = await bench({ latency: 60, callSeconds: 6, confirmAbove: 'off' });
    try {
      const heard: { progress: number; total?: number | undefined; message?: string | undefined }[] = [];
      const args = { table_name: 'Things', mode: 'upsert', key: ['Email'], records: people(160) };
      const { json } = await at.server.call('caspio_records_import', args, {
        onprogress: (one) => heard.push(one),
      });
      expect(json.result).toMatchObject({ rows: 160, inserted: 160 });
      expect(json.result).not.toHaveProperty('resume');
      expect(heard.length).toBeGreaterThan(2);
      const values = heard.map(({ progress }) => progress);
      expect(values).toEqual([...new Set(values)].sort((a, b) => a - b));
      expect(heard.at(-1)?.message).toMatch(
        /^\d+ of 160 rows: \d+ inserted, 0 updated, 0 unchanged, 0 failed$/,
      );
    } finally {
      await at.close();
    }
  });

  it('takes a resume only with the same rows, and asks no second time', { timeout: 60_000 }, async () => {
    const at = await bench({ latency: 60, callSeconds: 6 });
    try {
      const first = await toTheEnd(at, { records: people(80) });
      expect(first.sum('inserted')).toBe(80);
      const call = { mode: 'upsert', key: ['Email'], records: people(80, 'New') };
      const begun = await at.load({ ...call, expected_count: 80 });
      const { resume } = begun.result;
      expect(begun.result).toMatchObject({ rows_done: begun.result.updated, resume: expect.any(String) });
      for (const other of [{ records: people(81, 'New') }, { mode: 'update' }, { key: ['Name'] }]) {
        const refused = await at.load({ ...call, ...other, resume });
        expect(refused.text).toContain('resume: belongs to another import');
      }
      expect((await at.load({ ...call, resume: 'x' })).text).toContain('resume: is no token of this tool');
      const second = await at.load({ ...call, resume });
      expect(second.isError).toBe(false);
      expect(Number(second.result.updated)).toBeGreaterThan(0);
      const rest = second.result.resume
        ? await toTheEnd(at, { ...call, resume: second.result.resume })
        : undefined;
      const total = [begun, second, ...(rest?.answers ?? [])].reduce(
        (sum, { result }) => sum + Number(result.updated),
        0,
      );
      expect(total).toBeGreaterThanOrEqual(80);
      const names = (await at.rows('Name')).map(({ Name }) => Name);
      expect(names.every((name) => String(name).startsWith('New '))).toBe(true);
    } finally {
      await at.close();
    }
  });

  it('takes a resume that it did not make for no confirmation', { timeout: 60_000 }, async () => {
    const at = await bench({ latency: 60, callSeconds: 6 });
    const other = await connect({ origin: at.sandbox.url, tools: TOOLS });
    try {
      await toTheEnd(at, { records: people(80) });
      const call = { mode: 'upsert', key: ['Email'], records: people(80, 'New') };
      const { resume } = (await at.load({ ...call, expected_count: 80 })).result;
      // A token that belongs to this import in all but the seal: that of a server with another key.
      const elsewhere = await other.call('caspio_records_import', { table_name: TABLE, ...call, resume });
      expect(elsewhere.text).toMatch(/repeat the same call with expected_count: [1-7]\d\./);
      const count = Number(/expected_count: (\d+)/.exec(elsewhere.text)?.[1]);
      const args = { table_name: TABLE, ...call, resume, expected_count: count };
      const { json, text } = await other.call('caspio_records_import', args);
      expect(json.result, text).toMatchObject({ updated: count });
    } finally {
      await other.close();
      await at.close();
    }
  });

  it('asks again where more records would be changed than were confirmed', { timeout: 60_000 }, async () => {
    const at = await bench({ latency: 60, callSeconds: 6 });
    try {
      const call = { mode: 'upsert', key: ['Email'], records: people(100) };
      const begun = await at.load(call);
      expect(begun.result).toMatchObject({ updated: 0, resume: expect.any(String) });
      // Meanwhile somebody else made the last ones, with other names.
      const others = people(100, 'Other').slice(-3);
      await at.load({ records: others });
      let { resume } = begun.result;
      let answer = begun;
      for (let calls = 0; resume !== undefined && calls < 20; calls += 1) {
        answer = await at.load({ ...call, resume });
        if (answer.isError) break;
        resume = answer.result.resume;
      }
      expect(answer.isError).toBe(true);
      expect(answer.text).toContain('this reaches 3 records');
      const done = await toTheEnd(at, { ...call, resume, expected_count: 3 });
      expect(done.sum('updated')).toBe(3);
      expect((await at.rows('Name')).length).toBe(100);
    } finally {
      await at.close();
    }
  });
});
