import { mkdtemp, readFile, realpath, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { faultsPage } from '../../scripts/faults.js';
import { WAITS } from '../../src/caspio/retry.js';
import { selfSigned } from '../support/certificate.js';
import { connect, type Outcome, QUICK } from '../support/connect.js';
import { PLANTED } from '../support/secrets.js';
import { CALLS, LARGE, LARGE_UPLOAD, ONE_PLACE, READ, type ToolCall, tools } from './calls.js';
import { type Column, done, type Expected, type Fault } from './fault.js';
import { listen } from './listener.js';
import { matrix } from './matrix.js';

let folder: string;
let tls: Awaited<ReturnType<typeof selfSigned>>;
beforeAll(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'caspio-test-')));
  tls = await selfSigned(folder);
  await writeFile(join(folder, LARGE), '');
  await truncate(join(folder, LARGE), 16 * 1024 * 1024);
});
afterAll(() => rm(folder, { recursive: true }));

/** What the caller was told, in the words of the matrix. */
function toldBy({ isError, text }: Outcome) {
  if (!isError) return { told: 'done' };
  const kind = /^Error \((\w+)\): /.exec(text)?.[1];
  if (text.includes('Whether the change was made is not known')) return { told: 'unknown', kind };
  return { told: text.includes('Caspio took the change') ? 'made' : 'failed', kind };
}

interface Case {
  readonly fault: Fault;
  /** Every request is hit, not only the first. */
  readonly every: boolean;
  readonly column: Column;
  readonly expected: Expected;
}

async function run({ fault, every, column, expected }: Case, { tool, args }: ToolCall) {
  const { place, settings = {}, callSeconds, asksProgress, before } = fault;
  const isLogin = column === 'login';
  const caspio = await listen(fault, {
    hits: isLogin || place ? 'logins' : 'requests',
    every,
    tls: place === 'untrusted' ? tls : undefined,
  });
  const server = await connect({
    origin: place === 'no such host' ? `https://${'x'.repeat(64)}.caspio.com` : caspio.origin,
    clientSecret: PLANTED.clientSecret,
    filesDirs: [folder],
    tools,
    settings: { rate: ONE_PLACE, ...settings },
    ...(callSeconds !== undefined && { callSeconds }),
  });
  try {
    if (before) await server.call(READ.tool, READ.args);
    if (before === 'two hours') vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 2 * 3_600_000 });
    else await before?.(caspio);
    caspio.begin();

    let logins = 0;
    // A fault that is met once leaves nothing behind: the same call goes through afterwards.
    const well = { ...expected, ...done(isLogin && expected.told === 'done' ? 0 : 1), says: [] };
    for (const next of [expected, every ? expected.afterwards : well]) {
      if (!next) continue;
      const earlier = caspio.arrived().requests;
      const outcome = await server.call(tool, args, asksProgress ? { onprogress: () => {} } : {});
      const arrived = caspio.arrived();
      const { told, kind, requests } = next;
      logins = isLogin ? logins + requests : (next.logins ?? 1);
      const sent = isLogin ? Number(told === 'done') : requests;
      const found = { ...toldBy(outcome), requests: arrived.requests - earlier, logins: arrived.logins };
      expect(found, outcome.text).toMatchObject({ told, requests: sent, logins });
      expect(found.kind).toBe(told === 'done' ? undefined : kind);
      for (const words of next.says ?? []) expect(outcome.text).toContain(words);
    }
  } finally {
    vi.useRealTimers();
    await server.close();
    await caspio.close();
  }
}

describe.each(Object.values(matrix).flat())('$name', (fault) => {
  // A clock that is set forward is everyone's clock.
  const test = fault.before === 'two hours' ? it : it.concurrent;
  for (const met of ['once', 'always'] as const) {
    for (const [column, expected] of Object.entries(fault[met] ?? {}) as [Column, Expected | null][]) {
      if (!expected) continue;
      const calls = column === 'upload' && fault.large ? [LARGE_UPLOAD] : CALLS[column];
      for (const call of calls) {
        test(`met ${met} by ${column === 'login' ? 'the login for ' : ''}${call.tool}`, () =>
          run({ fault, every: met === 'always', column, expected }, call));
      }
    }
  }
});

it('is tried as often as in real life', () => {
  const tries = ({ faults, refusals }: typeof WAITS) => [faults.tries, refusals.tries];
  expect(tries(QUICK)).toEqual(tries(WAITS));
});

it('is what docs/faults.md shows', async () => {
  expect(await readFile('docs/faults.md', 'utf8')).toBe(faultsPage());
});
