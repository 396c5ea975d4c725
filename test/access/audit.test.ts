import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type AuditLine, auditLine, jsonOf } from '../../src/access/audit/line.js';
import { type AuditFilter, readAudit } from '../../src/access/audit/read.js';
import { createAudit } from '../../src/access/audit/sink.js';
import { auditText } from '../../src/access/audit/text.js';
import { auditQuery, showAudit } from '../../src/commands/audit.js';
import type { CallEvent } from '../../src/server/index.js';
import { toolsets } from '../../tools/index.js';
import { PLANTED } from '../support/secrets.js';

let folder: string;
beforeEach(() => {
  folder = join(mkdtempSync(join(tmpdir(), 'audit-')), 'audit');
});
afterEach(() => {
  vi.useRealTimers();
  rmSync(join(folder, '..'), { recursive: true });
});

const AT = new Date('2026-11-26T10:00:00.000Z');
const call = (more: Partial<CallEvent> = {}): CallEvent => ({
  client: undefined,
  tool: 'list_all_caspio_records',
  effect: 'read',
  outcome: 'ok',
  ms: 12,
  args: {},
  upstream: 1,
  requestIds: ['r-1'],
  ...more,
});
const lineOf = (more: Partial<CallEvent> = {}) => auditLine(AT, 'sales', call(more));
const lineAt = (time: string, connection = 'sales') => auditLine(new Date(time), connection, call());
const noFault = (error: unknown) => expect(error).toBeUndefined();
const names = () => readdirSync(folder).sort();
const file = (day = '2026-11-26') => join(folder, `audit-${day}.jsonl`);
const linesIn = (day?: string) =>
  readFileSync(file(day), 'utf8')
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as AuditLine);

async function write(lines: readonly AuditLine[], days = 0, onFault: (error: unknown) => void = noFault) {
  const audit = createAudit({ folder, days }, onFault);
  for (const line of lines) audit.write(line);
  await audit.close();
}

async function read(filter?: AuditFilter) {
  const found: AuditLine[] = [];
  for await (const line of readAudit(folder, filter)) found.push(line);
  return found;
}

describe('a line', () => {
  it('holds what was called, what it was about and how it ended, in this order', () => {
    const line = lineOf({
      tool: 'delete_a_caspio_record_by_id',
      effect: 'delete',
      client: 'some client',
      args: { 'q.where': "State = 'TX'", table_name: 'Orders' },
      recordsAffected: 3,
      rows: 2,
      totalCount: 9,
      upstream: 2,
      requestIds: ['r-1', 'r-2'],
    });
    expect(jsonOf(line)).toBe(
      `{"time":"2026-11-26T10:00:00.000Z","connection":"sales","client":"some client","tool":"delete_a_caspio_record_by_id","effect":"delete","target":{"table_name":"Orders"},"where":"State = '…'","outcome":"ok","records_affected":3,"rows":2,"total_count":9,"ms":12,"upstream":2,"request_ids":["r-1","r-2"]}`,
    );
  });

  it('leaves out what there is not', () => {
    expect(jsonOf(lineOf({ client: undefined, rows: undefined }))).toBe(
      '{"time":"2026-11-26T10:00:00.000Z","connection":"sales","tool":"list_all_caspio_records","effect":"read","outcome":"ok","ms":12,"upstream":1,"request_ids":["r-1"]}',
    );
  });

  it('names what a call names, of every tool of the catalogue', () => {
    const known = toolsets.flatMap(({ tools }) =>
      tools.map(({ name, effect, input }) => {
        const args = Object.fromEntries(Object.keys(input.shape).map((key) => [key, `<${key}>`]));
        const { target = {}, where } = lineOf({ tool: name, effect, args });
        const { files: _, ...named } = target;
        return [name, [...Object.keys(named), ...(where ? ['where'] : [])]];
      }),
    );
    const wanted = toolsets.flatMap(({ tools }) =>
      tools.map(({ name, input }) => [
        name,
        NAMING.filter((key) => key in input.shape).map((key) => (/where$/i.test(key) ? 'where' : key)),
      ]),
    );
    expect(known).toEqual(wanted);
  });

  /** Every argument that names something, and the conditions. */
  const NAMING = [
    'table_name',
    'view_name',
    'directory_id',
    'webhook_id',
    'external_key',
    'app_key',
    'attachment_field_name',
    'id',
    'externalKey',
    'filePath',
    'Name',
    'ObjectName',
    'UserGUID',
    'save_as',
    'q.where',
    'Where',
  ];

  it('knows the other spellings that are understood', () => {
    const users = { tool: 'update_a_caspio_user_by_id', effect: 'update' } as const;
    for (const spelling of ['q.where', 'where', 'Where', 'q.Where'])
      expect(lineOf({ ...users, args: { [spelling]: 'A = 1' } }).where).toBe('A = 1');
    expect(lineOf({ args: { where: ['A = 1', 'B = 2'] } }).where).toBe('A = 1, B = 2');
    expect(lineOf({ tool: 'create_a_caspio_table', args: { name: 'New' } }).target).toEqual({ Name: 'New' });
    expect(lineOf({ tool: 'get_single_caspio_field_by_id', args: { id: 42 } }).target).toEqual({ id: '42' });
  });

  it.each<[string, Partial<CallEvent>]>([
    ['values', { args: { values: { Name: PLANTED.password, Deep: [{ x: PLANTED.password }] } } }],
    ['values as JSON text', { args: { values: JSON.stringify({ Name: PLANTED.password }) } }],
    ['a password', { tool: 'update_a_caspio_password_field_by_id', args: { Value: PLANTED.password } }],
    [
      'a misspelt password',
      { tool: 'update_a_caspio_password_field_by_id', args: { value: PLANTED.password } },
    ],
    ['a file', { args: { File: { name: 'a', text: PLANTED.password, base64: PLANTED.password } } }],
    ['files', { args: { Files: [{ text: PLANTED.password }], files: PLANTED.password } }],
    ['webhook secrets', { args: { Secret: PLANTED.webhookSecret, OutgoingUrls: [PLANTED.webhookSecret] } }],
    [
      'values beside values',
      {
        tool: 'create_a_caspio_record',
        effect: 'create',
        outcome: 'arguments',
        args: {
          table_name: 'T',
          id: PLANTED.password,
          Name: PLANTED.password,
          name: PLANTED.password,
          Where: PLANTED.password,
          where: PLANTED.password,
          ObjectName: PLANTED.password,
          UserGUID: PLANTED.password,
          [PLANTED.password]: PLANTED.password,
        },
      },
    ],
    [
      'an object for a name',
      { args: { table_name: { x: PLANTED.password }, where: { x: PLANTED.password } } },
    ],
    ['a list of objects for a name', { args: { table_name: [{ x: PLANTED.password }] } }],
    ['other spellings', { args: { Table_name: PLANTED.password, tableName: PLANTED.password } }],
    [
      'selects',
      { args: { 'q.select': PLANTED.password, 'q.orderBy': PLANTED.password, cursor: PLANTED.password } },
    ],
    ['a compared password', { args: { where: `Password = '${PLANTED.password}'` } }],
    ['a compared password, turned round', { args: { where: `N'${PLANTED.password}' = [User_Password]` } }],
    ['a list of them', { args: { where: `api_key IN ('a', '${PLANTED.password}') AND A = 'b'` } }],
    [
      'a hashed one',
      { args: { where: `pwd = HASHBYTES('MD5', '${PLANTED.password}''${PLANTED.password}')` } },
    ],
    ['one without its end', { args: { where: `secret = '${PLANTED.password}` } }],
    ['one in double quotes', { args: { where: `"Password" = "${PLANTED.password}"` } }],
    ['a bearer token', { args: { where: `A = 'Bearer ${PLANTED.password}-x'` } }],
    ['one at the cut', { args: { where: `A = '${'x'.repeat(1_980)}bearer ${PLANTED.mcpToken}'` } }],
    ['one in a name', { args: { table_name: `password=${PLANTED.password}-x` } }],
    ['one in the name of the client', { client: `password: ${PLANTED.password}-x` }],
  ])('holds no secret of %s', (_, more) => {
    const json = jsonOf(lineOf(more));
    expect(json).not.toContain('planted');
    expect(JSON.parse(json)).toMatchObject({ time: AT.toISOString(), connection: 'sales' });
  });

  it('keeps no text of a condition, and numbers where they are no secret', () => {
    const where = "PK_ID = 42 AND Email LIKE '%@x.com' -- compass, Passenger, spinning";
    const line = lineOf({ args: { where } });
    expect(line.where).toBe("PK_ID = 42 AND Email LIKE '…' -- compass, Passenger, spinning");
    expect(lineOf({ args: { where: "User_PIN = 1234 AND Field2 = 'x'" } }).where).toBe(
      "User_PIN = … AND Field2 = '…'",
    );
  });

  it('names files and hosts, and nothing of their content or address', () => {
    const upload = { Files: [{ name: 'a.txt', text: 'planted' }, { url: 'https://x.example/planted' }] };
    expect(lineOf({ tool: 'create_a_caspio_file', args: upload }).target).toEqual({
      files: 'a.txt, https://x.example',
    });
    const webhook = { Name: 'hook', OutgoingUrls: ['https://hooks.example/planted?key=planted'] };
    expect(lineOf({ tool: 'create_a_caspio_outgoing_webhook', args: webhook }).target).toEqual({
      Name: 'hook',
      sends_to: 'https://hooks.example',
    });
  });

  it('is cut', () => {
    const line = lineOf({
      client: 'c'.repeat(300),
      args: { table_name: `${'n'.repeat(199)}😀`, where: 'w'.repeat(3_000) },
    });
    expect(line.target?.table_name).toBe(`${'n'.repeat(199)}…`);
    expect(line.client).toBe(`${'c'.repeat(200)}…`);
    expect(line.where).toBe(`${'w'.repeat(2_000)}…`);
  });

  it('is quick about conditions made to be slow', () => {
    const startedAt = performance.now();
    for (const part of ["'", 'password ', 'bearer    ', "password='", '"', '1', '[', "''"])
      lineOf({ args: { where: part.repeat(200_000) } });
    expect(performance.now() - startedAt).toBeLessThan(3_000);
  });

  const NASTY = '\u001b[2J\u009b31m\u0007\r\nX\u202eY\u2028\u{e0041}\ud800"\\';

  it('does nothing to a terminal, and is the same JSON', () => {
    const line = lineOf({ client: NASTY, args: { table_name: NASTY, where: NASTY } });
    for (const text of [jsonOf(line), auditText(line)]) expect(text).toMatch(/^[ -~…]+$/);
    expect(JSON.parse(jsonOf(line))).toEqual(line);
    const read = { ...line, connection: NASTY, tool: NASTY, outcome: NASTY, time: NASTY };
    expect(auditText(read)).toMatch(/^[ -~…]+$/);
  });

  it('reads well', () => {
    const where = `State = 'TX' AND ${'x'.repeat(200)}`;
    const of = (more: Partial<CallEvent>) => auditText(lineOf(more));
    expect(
      [
        of({ args: { table_name: 'Orders' }, rows: 10, totalCount: 25 }),
        of({
          tool: 'delete_a_caspio_record_by_id',
          args: { table_name: 'My orders', where },
          recordsAffected: 3,
        }),
        of({ outcome: 'unconfirmed', ms: 49_999 }),
      ].join('\n'),
    ).toMatchInlineSnapshot(`
      "2026-11-26T10:00:00.000Z  sales             ok               12 ms  list_all_caspio_records           table_name=Orders: 10 given, 25 in all
      2026-11-26T10:00:00.000Z  sales             ok               12 ms  delete_a_caspio_record_by_id      table_name="My orders": 3 changed  where "State = '…' AND xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…"
      2026-11-26T10:00:00.000Z  sales             unconfirmed   49999 ms  list_all_caspio_records"
    `);
  });
});

describe('a folder of lines', () => {
  it('has a file a day that only its owner reads, with all lines in order', async () => {
    const times = Array.from({ length: 300 }, (_, index) => new Date(AT.getTime() + index).toISOString());
    await write(
      [...times, '2026-11-26T23:59:59.999Z', '2026-11-27T00:00:00.000Z'].map((time) => lineAt(time)),
    );
    expect(names()).toEqual(['audit-2026-11-26.jsonl', 'audit-2026-11-27.jsonl']);
    expect(linesIn().map(({ time }) => time)).toEqual([...times, '2026-11-26T23:59:59.999Z']);
    expect(linesIn('2026-11-27').map(({ time }) => time)).toEqual(['2026-11-27T00:00:00.000Z']);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    expect(statSync(file()).mode & 0o777).toBe(0o600);
  });

  it('puts a line into the file of its own day, should it come late', async () => {
    await write(['2026-11-27T00:00:00.000Z', '2026-11-26T23:59:59.999Z'].map((time) => lineAt(time)));
    expect(linesIn().length + linesIn('2026-11-27').length).toBe(2);
  });

  it('takes lines from several processes at once, and tears none', { timeout: 60_000 }, async () => {
    const script = `
      import { createAudit } from './src/access/audit/sink.ts';
      import { auditLine } from './src/access/audit/line.ts';
      const [folder, name] = process.argv.slice(1);
      process.stdout.write('ready');
      await new Promise((resolve) => process.stdin.once('end', resolve).resume());
      const audit = createAudit({ folder, days: 30 }, (error) => { throw error; });
      for (let ms = 0; ms < 2_000; ms += 1) {
        const where = 'x'.repeat((ms * 7) % 2_000);
        audit.write(auditLine(new Date('2026-11-26T10:00:00Z'), name, { tool: 't', effect: 'read', outcome: 'ok', ms, args: { where }, upstream: 0, requestIds: [] }));
        if (ms % 50 === 0) await new Promise((resolve) => setTimeout(resolve, 1));
      }
      await audit.close();`;
    const writers = ['a', 'b'].map((name) => node(script, [folder, name]));
    await Promise.all(writers.map(({ child }) => once(child.stdout, 'data')));
    for (const { child } of writers) child.stdin.end();
    expect(await Promise.all(writers.map(({ ended }) => ended))).toMatchObject([{ code: 0 }, { code: 0 }]);
    const lines = linesIn();
    expect(lines.length).toBe(4_000);
    for (const name of ['a', 'b']) {
      const own = lines.filter(({ connection }) => connection === name);
      expect(own.map(({ ms }) => ms)).toEqual(Array.from({ length: 2_000 }, (_, index) => index));
    }
    // They did write at the same time.
    expect(lines.slice(0, 2_000).map(({ connection }) => connection)).toContain('b');
    expect(lines.slice(0, 2_000).map(({ connection }) => connection)).toContain('a');
    expect(await read({ onTorn: noFault })).toHaveLength(4_000);
  });

  it('keeps files as long as it is told, from its start and from day to day, and none but its own', async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: new Date('2026-11-26T12:00:00Z') });
    mkdirSync(folder);
    const strangers = [
      'audit-2020-01-01.jsonl.bak',
      'audit-2020.jsonl',
      'notes.txt',
      'my-audit-2020-01-01.jsonl',
    ];
    for (const name of strangers) writeFileSync(join(folder, name), '');
    mkdirSync(file('2020-01-02'));
    for (const day of ['2026-11-22', '2026-11-23', '2026-11-24', '2026-11-25']) writeFileSync(file(day), '');

    const audit = createAudit({ folder, days: 3 }, noFault);
    await audit.close();
    const own = () => names().filter((name) => /^audit-2026.*jsonl$/.test(name));
    expect(own()).toEqual(['23', '24', '25'].map((day) => `audit-2026-11-${day}.jsonl`));
    audit.write(lineAt('2026-11-26T12:00:00Z'));
    audit.write(lineAt('2026-11-28T00:00:00Z'));
    await audit.close();
    expect(own()).toEqual(['25', '26', '28'].map((day) => `audit-2026-11-${day}.jsonl`));
    expect(names()).toEqual(expect.arrayContaining([...strangers, 'audit-2020-01-02.jsonl']));
  });

  it('keeps all for ever if told to', async () => {
    mkdirSync(folder);
    writeFileSync(file('2001-01-01'), '');
    await write([lineAt('2026-11-28T00:00:00Z')]);
    expect(names()).toContain('audit-2001-01-01.jsonl');
  });
});

describe('a disk that fails', () => {
  it('loses no line when the folder is removed', async () => {
    const audit = createAudit({ folder, days: 1 }, noFault);
    audit.write(lineOf());
    await audit.close();
    rmSync(folder, { recursive: true });
    audit.write(lineOf({ ms: 2 }));
    await audit.close();
    expect(linesIn()).toMatchObject([{ ms: 2 }]);
  });

  it('is told of once a minute, breaks nothing, and is tried again', async () => {
    vi.useFakeTimers({ toFake: ['performance'] });
    writeFileSync(folder, 'a file in its place');
    const faults: unknown[] = [];
    const audit = createAudit({ folder, days: 1 }, (error) => faults.push(error));
    for (let ms = 0; ms < 20; ms += 1) audit.write(lineOf({ ms }));
    await audit.close();
    expect(faults).toMatchObject([{ code: 'ENOTDIR' }]);
    vi.advanceTimersByTime(60_001);
    audit.write(lineOf());
    await audit.close();
    expect(faults).toHaveLength(2);
    rmSync(folder);
    audit.write(lineOf({ ms: 77 }));
    await audit.close();
    expect(linesIn()).toMatchObject([{ ms: 77 }]);
    expect(faults).toHaveLength(2);
  });

  it('may take a part of a line, which spoils no other', async () => {
    const script = `
      import { createAudit } from './src/access/audit/sink.ts';
      import { auditLine } from './src/access/audit/line.ts';
      const line = (day, ms) => auditLine(new Date(day), 'c', { tool: 't', effect: 'read', outcome: 'ok', ms, args: {}, upstream: 0, requestIds: [] });
      const faults = [];
      const audit = createAudit({ folder: process.argv[1], days: 0 }, (error) => faults.push(error.message));
      for (let ms = 0; ms < 50; ms += 1) audit.write(line('2026-11-26', ms));
      audit.write(line('2026-11-27', 50));
      await audit.close();
      console.log(JSON.stringify(faults));`;
    const { ended } = node(script, [folder], 'export TSX_DISABLE_CACHE=1; ulimit -f 1;');
    expect(await ended).toEqual({
      code: 0,
      stdout: '["The disk took a part only"]\n',
      stderr: '',
    });
    expect(readFileSync(file(), 'utf8')).not.toMatch(/\n$/);
    // Another process knows nothing of it.
    await write([lineOf({ ms: 51 })]);
    const onTorn = vi.fn();
    const found = (await read({ onTorn })).map(({ ms }) => ms);
    expect(found).toEqual([...found.keys()].slice(0, -2).concat(51, 50));
    expect(onTorn.mock.calls).toEqual([[1]]);
  });

  it('takes no more memory than it should while nothing can be written', async () => {
    const faults: unknown[] = [];
    const audit = createAudit({ folder, days: 0 }, (error) => faults.push(error));
    for (let ms = 0; ms < 100_500; ms += 1) audit.write(lineOf({ ms }));
    await audit.close();
    expect(faults).toHaveLength(1);
    // The gap shows.
    const all = await read({});
    const gaps = all.filter(({ outcome }) => outcome === 'lost');
    expect(gaps).toMatchObject([{ tool: 'audit', rows: 500 }]);
    expect(all.length - gaps.length).toBe(100_000);
  });
});

describe('stdout', () => {
  const script = (more: string) => `
    import { createAudit } from './src/access/audit/sink.ts';
    import { auditLine } from './src/access/audit/line.ts';
    const line = (ms) => auditLine(new Date(0), 'c', { tool: 't', effect: 'read', outcome: 'ok', ms, args: { where: 'x'.repeat(1_000) }, upstream: 0, requestIds: [] });
    const faults = [];
    const audit = createAudit({ stdout: true }, (error) => faults.push(error.code));
    ${more}`;

  it('gets all lines before the end', async () => {
    const { code, stdout } = await node(
      script(
        'for (let ms = 0; ms < 500; ms += 1) audit.write(line(ms)); await audit.close(); process.exit();',
      ),
    ).ended;
    const lines = stdout.split('\n').slice(0, -1);
    expect(code).toBe(0);
    expect(lines.map((text) => JSON.parse(text).ms)).toEqual(Array.from({ length: 500 }, (_, ms) => ms));
  });

  it('may break', async () => {
    const { child, ended } = node(
      script(`
        for (let ms = 0; ms < 500; ms += 1) audit.write(line(ms));
        await audit.close();
        console.error(JSON.stringify(faults));`),
    );
    child.stdout.destroy();
    expect(await ended).toMatchObject({ code: 0, stderr: '["EPIPE"]\n' });
  });
});

describe('reading', () => {
  const days = ['2026-11-24', '2026-11-25', '2026-11-26'];
  const times = days.flatMap((day) => [`${day}T00:00:00.000Z`, `${day}T12:00:00.000Z`]);
  beforeEach(() => write(times.flatMap((time) => [lineAt(time), lineAt(time, 'support')])));

  it('gives all lines in order', async () => {
    const lines = await read({ onTorn: noFault });
    expect(lines.map(({ time }) => time)).toEqual(times.flatMap((time) => [time, time]));
    expect(lines[0]).toEqual(lineAt('2026-11-24T00:00:00.000Z'));
  });

  it('gives those of a connection, since a time', async () => {
    const since = new Date('2026-11-25T12:00:00.000Z');
    const lines = await read({ connection: 'support', since });
    expect(lines.map(({ time }) => time)).toEqual(times.slice(3));
    expect(new Set(lines.map(({ connection }) => connection))).toEqual(new Set(['support']));
    expect(await read({ connection: 'nobody' })).toEqual([]);
    expect(await read({ since: new Date('2027-01-01') })).toEqual([]);
  });

  it('opens no file of a day before', async () => {
    writeFileSync(file('2026-11-24'), 'torn\n');
    const onTorn = vi.fn();
    expect(await read({ since: new Date('2026-11-25T00:00:00Z'), onTorn })).toHaveLength(8);
    expect(onTorn).not.toHaveBeenCalled();
  });

  it('goes over what is torn, and counts it', async () => {
    const whole = jsonOf(lineOf({ ms: 78, args: { where: '{"time":"' } }));
    const torn = [whole.slice(0, 50), '', 'null', '{"time":"2026"}', '[]', `${whole.slice(0, 90)}${whole}`];
    writeFileSync(file('2026-11-27'), `${torn.join('\n')}\n${whole}\n${whole.slice(0, -1)}`);
    const onTorn = vi.fn();
    const lines = (await read({ since: new Date('2026-11-26T01:00:00Z'), onTorn })).filter(
      ({ ms }) => ms === 78,
    );
    expect(lines).toEqual([JSON.parse(whole), JSON.parse(whole)]);
    expect(onTorn.mock.calls).toEqual([[6]]);
  });

  it('takes a file of any size', async () => {
    const whole = `${jsonOf(lineOf({ ms: 78, args: { where: 'ü'.repeat(2_000) } }))}\n`;
    for (let part = 0; part < 20; part += 1) appendFileSync(file('2026-11-27'), whole.repeat(500));
    // And a line that never ends.
    for (let part = 0; part < 40; part += 1) appendFileSync(file('2026-11-28'), 'x'.repeat(1_000_000));
    appendFileSync(file('2026-11-28'), whole);
    const onTorn = vi.fn();
    let count = 0;
    let most = 0;
    const before = process.memoryUsage().heapUsed;
    for await (const { ms } of readAudit(folder, { since: new Date('2026-11-26T10:00:00Z'), onTorn })) {
      if (ms === 78) count += 1;
      if (count % 1_000 === 0) most = Math.max(most, process.memoryUsage().heapUsed - before);
    }
    expect(count).toBe(10_001);
    expect(onTorn.mock.calls).toEqual([[1]]);
    expect(most).toBeLessThan(100_000_000);
  });
});

describe('caspio-mcp audit', () => {
  async function show(query: { connection?: string; since?: Date; json?: boolean } = {}) {
    let printed = '';
    const said: string[] = [];
    const print = (text: string) => {
      printed += text;
    };
    const code = await showAudit({ folder, json: false, ...query }, print, (line) => said.push(line));
    return { code, printed, said };
  }

  it('prints calls for people, and JSON as it is', async () => {
    await write([lineOf({ args: { table_name: 'Orders' } }), lineAt('2026-11-26T11:00:00.000Z', 'support')]);
    expect(await show({ connection: 'sales' })).toEqual({
      code: 0,
      printed: `${auditText(lineOf({ args: { table_name: 'Orders' } }))}\n`,
      said: [],
    });
    expect((await show({ json: true })).printed).toBe(readFileSync(file(), 'utf8'));
    appendFileSync(file(), 'torn');
    expect((await show()).said).toEqual(['caspio-mcp: warning: One line is torn or no audit.']);
  });

  it('says that there is nothing, or no audit at all', async () => {
    const none = `caspio-mcp: There is no audit yet in ${folder}.`;
    expect(await show()).toEqual({ code: 0, printed: '', said: [none] });
    mkdirSync(folder);
    expect(await show()).toEqual({ code: 0, printed: '', said: ['caspio-mcp: There are no such calls.'] });
  });

  it('finds the audit where the server keeps it', () => {
    const now = AT.getTime();
    expect(auditQuery({ dataDir: 'data', json: false }, now)).toMatchObject({
      folder: join('data', 'audit'),
    });
    expect(
      auditQuery(
        { dataDir: 'data', audit: 'a', connection: 'c', since: { seconds: 86_400 }, json: true },
        now,
      ),
    ).toEqual({ folder: 'a', connection: 'c', since: new Date('2026-11-25T10:00:00Z'), json: true });
    expect(auditQuery({ json: false }, now)).toEqual({ problem: expect.stringContaining('--data-dir') });
    expect(auditQuery({ audit: 'stdout', json: false }, now)).toEqual({
      problem: expect.stringContaining('stdout'),
    });
  });
});

/** Runs a module from source; `ended` when it has. */
function node(script: string, args: readonly string[] = [], before = '') {
  const all = ['--import', 'tsx', '--input-type=module', '-e', script, '--', ...args];
  // A shell, for the limits that only a shell can set.
  const child = spawn('sh', ['-c', `${before} exec "$@"`, 'sh', process.execPath, ...all]);
  const said = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const)
    child[name].setEncoding('utf8').on('data', (chunk) => {
      said[name] += chunk;
    });
  const ended = new Promise((resolve) => child.on('close', resolve)).then((code) => ({ code, ...said }));
  return { child, ended };
}
