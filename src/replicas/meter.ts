import { LOGIN, type Meter, MOST_NAMES, mostFirst, OTHERS } from '../caspio/meter.js';
import { ask } from './ask.js';
import type { RedisClient } from './redis.js';

/** An account that nobody uses any more is forgotten. */
const KEPT_SECONDS = 35 * 86_400;

/** Adds to the numbers of a hash; names beyond the cap are added up as one. Arguments: name, number, name, … */
const ADD = `
  for i = 1, #ARGV, 2 do
    local name = ARGV[i]
    local isNew = redis.call('hexists', KEYS[1], name) == 0
    if isNew and redis.call('hlen', KEYS[1]) >= ${MOST_NAMES} then name = '${OTHERS}' end
    redis.call('hincrby', KEYS[1], name, ARGV[i + 1])
  end
  redis.call('expire', KEYS[1], ${KEPT_SECONDS})`;

const KINDS = ['sums', 'outcomes', 'tools', 'targets'] as const;
type Kind = (typeof KINDS)[number];

/**
 * Counts what all replicas sent, in Redis and in `local`, whose numbers it gives while Redis is away. What happens within
 * one turn of the event loop goes to Redis together, and nobody waits for it: bills are kept by a budget, not by this.
 */
export function createRedisMeter(redis: RedisClient, key: string, local: Meter): Meter {
  const keyOf = (kind: Kind) => `${key}:${kind}`;
  /** What is still to be sent. It gathers while there is no connection. */
  let pending = newNumbers();
  let isPlanned = false;

  function count(kind: Kind, name: string, by: number): void {
    const numbers = pending[kind];
    const known = numbers.has(name) || numbers.size < MOST_NAMES ? name : OTHERS;
    numbers.set(known, (numbers.get(known) ?? 0) + by);
    if (isPlanned) return;
    isPlanned = true;
    setImmediate(() => void flush().catch(() => undefined));
  }

  async function flush(): Promise<void> {
    isPlanned = false;
    if (!redis.isReady) return;
    const numbers = pending;
    pending = newNumbers();
    // What fails from here on may have been counted all the same, so it is not tried again.
    await ask(redis, () =>
      Promise.all([
        // When the numbers began; the first that says it is kept.
        redis.hSetNX(keyOf('sums'), 'since', new Date().toISOString()),
        ...KINDS.filter((kind) => numbers[kind].size > 0).map((kind) =>
          redis.eval(ADD, {
            keys: [keyOf(kind)],
            arguments: [...numbers[kind]].flatMap(([name, by]) => [name, String(by)]),
          }),
        ),
      ]),
    );
  }

  async function total() {
    await flush();
    const hashes = await ask(redis, () => Promise.all(KINDS.map((kind) => redis.hGetAll(keyOf(kind)))));
    const [sums = {}, outcomes = {}, tools = {}, targets = {}] = hashes;
    return {
      since: sums.since ?? new Date().toISOString(),
      requests: Number(sums.requests ?? 0),
      logins: Number(targets[LOGIN] ?? 0),
      waitedSeconds: Math.round(Number(sums.waitedMs ?? 0) / 1_000),
      byOutcome: mostFirst(numbersIn(outcomes)),
      byTool: mostFirst(numbersIn(tools)),
      byTarget: mostFirst(numbersIn(targets)),
    };
  }

  function sent(tool: string, target: string, by: number): void {
    count('sums', 'requests', by);
    count('tools', tool, by);
    count('targets', target, by);
  }

  return {
    sent(tool, target) {
      local.sent(tool, target);
      sent(tool, target, 1);
    },
    unsent(tool, target) {
      local.unsent(tool, target);
      sent(tool, target, -1);
    },
    ended(outcome) {
      local.ended(outcome);
      count('outcomes', outcome, 1);
    },
    waited(ms) {
      local.waited(ms);
      const whole = Math.round(ms);
      if (whole > 0) count('sums', 'waitedMs', whole);
    },
    usage: () => total().catch(() => local.usage()),
  };
}

const newNumbers = (): Readonly<Record<Kind, Map<string, number>>> => ({
  sums: new Map(),
  outcomes: new Map(),
  tools: new Map(),
  targets: new Map(),
});

const numbersIn = (hash: Readonly<Record<string, string>>) =>
  Object.entries(hash).map(([name, n]) => [name, Number(n)] as const);
