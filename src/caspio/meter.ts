import { Failure } from './failure.js';

/** How a request ended, as far as the one who pays is concerned: every one of them is billed. */
export type Outcome =
  | 'ok'
  | 'refused'
  | 'over rate'
  | 'caspio fault'
  | 'network fault'
  | 'not sent'
  | 'cancelled';

/** What was sent since a time. Facts: quota (logins, errors and repeated tries count). */
export interface Usage {
  /** An ISO time. */
  readonly since: string;
  readonly requests: number;
  readonly logins: number;
  /** Seconds that requests have waited for their turn. */
  readonly waitedSeconds: number;
  readonly byOutcome: Readonly<Record<string, number>>;
  readonly byTool: Readonly<Record<string, number>>;
  /** By table or view; for other objects by their kind. */
  readonly byTarget: Readonly<Record<string, number>>;
}

export interface Meter {
  /** To be called when a request is sent, before anything is known of its end. */
  sent(tool: string, target: string): void;
  /** It was not: no connection was made, and nobody bills it. */
  unsent(tool: string, target: string): void;
  ended(outcome: Outcome): void;
  waited(ms: number): void;
  usage(): Usage | Promise<Usage>;
}

/** Callers may ask for any number of names that do not exist. */
export const MOST_NAMES = 1_000;
export const OTHERS = '(others)';
export const LOGIN = 'login';

export function createMeter(): Meter {
  const byOutcome = new Map<string, number>();
  const byTool = new Map<string, number>();
  const byTarget = new Map<string, number>();
  const since = new Date().toISOString();
  let requests = 0;
  let waitedMs = 0;

  const count = (map: Map<string, number>, name: string, by = 1) => {
    const key = map.has(name) || map.size < MOST_NAMES ? name : OTHERS;
    map.set(key, (map.get(key) ?? 0) + by);
  };

  return {
    sent(tool, target) {
      requests += 1;
      count(byTool, tool);
      count(byTarget, target);
    },
    unsent(tool, target) {
      requests -= 1;
      count(byTool, tool, -1);
      count(byTarget, target, -1);
    },
    ended: (outcome) => count(byOutcome, outcome),
    waited(ms) {
      waitedMs += ms;
    },
    usage: () => ({
      since,
      requests,
      logins: byTarget.get(LOGIN) ?? 0,
      waitedSeconds: Math.round(waitedMs / 1_000),
      byOutcome: mostFirst(byOutcome),
      byTool: mostFirst(byTool),
      byTarget: mostFirst(byTarget),
    }),
  };
}

/** As usage shows them. */
export const mostFirst = (counts: Iterable<readonly [string, number]>) =>
  Object.fromEntries([...counts].filter(([, n]) => n > 0).sort(([, a], [, b]) => b - a));

/** The outcome of a request that did not succeed. */
export function outcomeOf(error: unknown): Outcome {
  if (!(error instanceof Failure)) return 'cancelled';
  if (error.unsent) return 'not sent';
  if (error.retry?.isRate) return 'over rate';
  if (error.kind === 'network') return 'network fault';
  return error.kind === 'caspio' ? 'caspio fault' : 'refused';
}

/**
 * What a request is about, from its path: the segment after `tables` or `views` is the name that people know.
 * `/tables/Orders/records` gives `table Orders`.
 */
export function targetOf(path: string): string {
  const [kind = '', name] = path.slice(1).split('/');
  const noun = kind === 'tables' ? 'table' : kind === 'views' ? 'view' : undefined;
  return noun && name !== undefined ? `${noun} ${decodeURIComponent(name)}` : kind;
}
