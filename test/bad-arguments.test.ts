import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FetchPolicy, PUBLIC_ONLY } from '../src/files/fetch.js';
import { createShelf } from '../src/shelf.js';
import { toolsets } from '../tools/index.js';
import { CASES } from './requests/index.js';
import { type Connection, connect } from './support/connect.js';
import { type Bad, badArguments } from './support/mutations.js';
import { SEED } from './support/random.js';
import { type RawServer, type Reply, rawServer, type Seen } from './support/raw.js';
import { ALL_OPERATIONS, operationOf, violations } from './support/rules.js';

const tools = toolsets.flatMap((toolset) => toolset.tools);

/** For each of the 70 operations: 10,010 calls. */
const RUNS = 143;

/** Tools that wait for something: here they get so little time that they do not. */
const WAITING = ['caspio_run_wait'];
const NO_TIME_TO_WAIT = 5;

/** What Caspio may answer to each operation: what it answers in the cases of its tool, with a body if it ever does. */
const REPLIES = new Map<string | undefined, Reply>();
for (const { requests, replies } of CASES) {
  const [method = '', path = ''] = requests.at(-1)?.[0].split(' ') ?? [];
  const operation = operationOf({ method, path });
  if (REPLIES.get(operation)?.json === undefined) REPLIES.set(operation, replies.at(-1) ?? {});
}

/** Arguments that an error about another may name: what is wrong with both together. */
const TOGETHER: ReadonlyMap<string, readonly string[]> = new Map([
  ['q.pageNumber', ['q.limit']],
  ['q.pageSize', ['q.limit']],
  ['Type', ['Unique', 'ListField']],
  ['Label', ['Name']],
  ['Description', ['Name', 'arguments']],
  ['table_name', ['view_name']],
  ['view_name', ['table_name']],
  ['views', ['tables']],
  ['File', ['records', 'key']],
  ['records', ['key']],
  ['mode', ['key']],
]);

describe(`with bad arguments (SEED=${SEED})`, () => {
  let folder: string;
  let raw: RawServer;
  let server: Connection;
  let hasty: Connection;
  const urls: URL[] = [];
  const reached = new Set<string | undefined>();

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'bad-arguments-'));
    await writeFile(join(folder, 'data.bin'), 'data');
    raw = await rawServer((seen, response) => {
      urls.push(new URL(response.req.url ?? '', raw.origin));
      reached.add(operationOf(seen));
      return REPLIES.get(operationOf(seen)) ?? { status: 404 };
    });
    const nowhere = (_name: string, _options: unknown, found: (error: Error) => void) =>
      found(new Error('no network in tests'));
    // A lookup has many signatures; the server uses this one.
    const policy = { ...PUBLIC_ONLY, lookup: nowhere as unknown as NonNullable<FetchPolicy['lookup']> };
    server = await connect({ origin: raw.origin, filesDirs: [folder], policy, shelf: createShelf() });
    hasty = await connect({ origin: raw.origin, callSeconds: NO_TIME_TO_WAIT });
  });
  afterAll(async () => {
    await server.close();
    await hasty.close();
    await raw.close();
    await rm(folder, { recursive: true });
  });

  /** Calls the tool, and tells all that is wrong with its answer and with what it sent. */
  async function problems(tool: string, { args, faults }: Bad): Promise<string[]> {
    const from = raw.seen.length;
    const { client } = WAITING.includes(tool) ? hasty : server;
    const { content, isError } = await client.callTool({ name: tool, arguments: args });
    const [first] = content;
    const text = first?.type === 'text' ? first.text : '';
    const sent = raw.seen.slice(from);
    const given = JSON.stringify(args);
    return [
      ...(isError ? wrongRefusal(text, faults, sent) : wrongSuccess(text, faults)),
      ...sent.flatMap((request, index) => violations(request, urls[from + index] ?? new URL(raw.origin))),
      ...urls.slice(from).flatMap(({ href }) => madeUp(href, given)),
    ];
  }

  it.each(tools.map((spec) => ({ name: spec.name, spec })))(
    '$name answers, and sends nothing that Caspio forbids',
    async ({ name, spec }) => {
      await fc.assert(
        fc.asyncProperty(badArguments(spec), async (bad) => {
          expect(await problems(name, bad)).toEqual([]);
        }),
        { numRuns: RUNS, seed: SEED + tools.indexOf(spec) },
      );
    },
    60_000,
  );

  it('every operation was reached all the same', () => {
    expect(ALL_OPERATIONS.filter((operation) => !reached.has(operation))).toEqual([]);
  });

  // What the random arguments found.
  it.each([
    [
      'list_all_caspio_records',
      { table_name: 'T', 'q.pageNumber': 2 ** 31 },
      'q.pageNumber: must be at most',
    ],
    ['update_a_caspio_field_by_id', { table_name: 'T', id: 'A', Length: 2 ** 31 }, 'Length: must be at most'],
    ['list_all_caspio_fields', { table_name: 'T'.repeat(5_000) }, 'table_name: must have at most'],
    ['list_all_caspio_fields', { table_name: '\ud800' }, 'table_name: must be a plain name'],
    ['create_a_caspio_record', { table_name: 'T', values: { '': 1 } }, 'values: holds a blank field name'],
    ['delete_a_caspio_user_by_id', { directory_id: 'd', Where: "A = '\ud800'" }, 'Where: holds half'],
    [
      'delete_a_caspio_user_by_id',
      { directory_id: 'd', Where: `A = '${'é'.repeat(900)}'` },
      'Where: is too long',
    ],
  ])('%s refuses %j', async (tool, args, refusal) => {
    const from = raw.seen.length;
    expect((await server.call(tool, args)).text).toContain(`Error (arguments): ${refusal}`);
    expect(raw.seen.length).toBe(from);
  });

  it.each([null, 5, 'q.where', true, [], [{ table_name: 'T' }]])(
    'arguments %j are a fault of the protocol',
    async (args) => {
      const odd = { name: 'list_all_caspio_records', arguments: args } as never;
      await expect(server.client.callTool(odd)).rejects.toThrow();
    },
  );
});

type Faults = Bad['faults'];

function wrongSuccess(text: string, faults: Faults): string[] {
  const hopeless = faults.filter((fault) => fault.hopeless);
  return [
    ...hopeless.map(({ name }) => `${name} was not refused`),
    ...(JSON.parse(text).result === undefined ? [`no result: ${text}`] : []),
  ];
}

/** A refusal is one of the arguments, names one at fault, and comes before anything was changed. */
function wrongRefusal(text: string, faults: Faults, sent: readonly Seen[]): string[] {
  if (text.startsWith('Not done, nothing was changed. ')) return [];
  const names = faults.flatMap(({ name }) => [name, ...(TOGETHER.get(name) ?? [])]);
  const isNamed = names.some((name) => {
    const shown = name.length > 100 ? `${name.slice(0, 100)}…` : name;
    return [':', '.'].some((end) => text.startsWith(`Error (arguments): ${shown}${end}`));
  });
  return [
    ...(isNamed ? [] : [`the refusal names no argument at fault: ${text}`]),
    ...sent
      .filter(({ method }) => method !== 'GET')
      .map(({ method, path }) => `refused, but sent ${method} ${path}`),
  ];
}

/** Words that no one wrote: what JavaScript makes of a value that is none. */
const madeUp = (href: string, given: string) =>
  ['[object Object]', 'undefined', 'NaN']
    .filter((word) => decodeURIComponent(href).includes(word) && !given.includes(word))
    .map((word) => `${word} in ${href}`);
