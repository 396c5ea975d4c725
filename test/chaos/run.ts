import { createLog } from '../../src/log.js';
import { startSandboxThread } from '../../src/sandbox/index.js';
import { Random } from '../../src/sandbox/seed/random.js';
import { connect } from '../support/connect.js';
import { createCaller, TABLE } from './caller.js';
import { Ledger, type Told } from './ledger.js';
import { foundIn, makeTable } from './truth.js';

interface ChaosOptions {
  readonly calls: number;
  readonly callers: number;
  readonly seed: number;
  /** The share of requests that meet a fault. */
  readonly rate: number;
}

export interface ChaosReport {
  readonly calls: number;
  readonly requests: number;
  readonly told: Readonly<Record<Told, number>>;
  readonly tools: Readonly<Record<string, number>>;
  readonly longestMs: number;
  /** What is there against what was told; empty when nobody was told a falsehood. */
  readonly differences: readonly string[];
}

/** Shorter than a hang, longer than anything that a healthy sandbox takes. */
const TIMEOUT_MS = 1_500;

/**
 * Many callers at once against a sandbox full of faults, then what is really there against what they were told.
 * The same seed gives the callers the same decisions and the n-th request the same fate.
 */
export async function runChaos({ calls, callers, seed, rate }: ChaosOptions): Promise<ChaosReport> {
  const sandbox = await startSandboxThread();
  await makeTable(sandbox.url, TABLE);
  await sandbox.setFaults({ rate, seed, hangMs: 2 * TIMEOUT_MS });
  const server = await connect({
    origin: sandbox.url,
    log: createLog('silent'),
    settings: { timeoutMs: TIMEOUT_MS },
  });
  const ledger = new Ledger();
  const told = { done: 0, refused: 0, unknown: 0 };
  const tools: Record<string, number> = {};
  const lies: string[] = [];
  let longestMs = 0;
  let left = calls;
  const watch = {
    ended(tool: string, outcome: Told, ms: number) {
      told[outcome] += 1;
      tools[tool] = (tools[tool] ?? 0) + 1;
      longestMs = Math.max(longestMs, Math.round(ms));
    },
    lied: (what: string) => lies.push(what),
  };
  const work = async (id: number) => {
    const random = new Random(seed * 1_000 + id);
    const caller = createCaller(id, server, ledger, () => random.next(), watch);
    while (left > 0) {
      left -= 1;
      await caller.step();
    }
  };
  await Promise.all(Array.from({ length: callers }, (_, id) => work(id)));

  await sandbox.setFaults(undefined);
  const { requests } = (await server.call('caspio_usage_get')).json.result as { requests: number };
  await server.close();
  const differences = [...lies, ...ledger.differences(await foundIn(sandbox.url, TABLE))];
  await sandbox.close();
  return { calls, requests, told, tools, longestMs, differences };
}
