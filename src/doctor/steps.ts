import { type Call, callWithin, isTimeout } from '../caspio/call.js';
import { Failure } from '../caspio/failure.js';

/** What a step saw. A step that fails rejects with a Failure instead. */
export interface Finding {
  readonly state: 'ok' | 'warning' | 'not checked' | 'not needed';
  readonly detail: string;
}

export const ok = (detail: string): Finding => ({ state: 'ok', detail });
export const notChecked = (detail: string): Finding => ({ state: 'not checked', detail });
export const notNeeded = (detail: string): Finding => ({ state: 'not needed', detail });

export interface Step {
  readonly name: string;
  readonly seconds: number;
  /** Without it nothing that follows can be tried. */
  readonly isVital?: true;
  run(call: Call): Promise<Finding>;
}

export type Checked =
  | (Finding & { readonly step: string })
  | { readonly step: string; readonly state: 'failed'; readonly failure: Failure };

/** Takes the steps one by one. After a failure that would meet them all, the rest is not tried. Never hangs. */
export async function runSteps(steps: readonly Step[]): Promise<Checked[]> {
  const done: Checked[] = [];
  let brokenAt: string | undefined;
  for (const step of steps) {
    const checked =
      brokenAt === undefined
        ? await check(step)
        : { step: step.name, ...notChecked(`because ${brokenAt} failed`) };
    done.push(checked);
    if (checked.state === 'failed' && (step.isVital || meetsAll(checked.failure))) brokenAt = step.name;
  }
  return done;
}

async function check({ name, seconds, run }: Step): Promise<Checked> {
  try {
    return { step: name, ...(await run(callWithin(seconds * 1_000, 'doctor'))) };
  } catch (error) {
    if (error instanceof Failure) return { step: name, state: 'failed', failure: error };
    if (isTimeout(error)) return { step: name, state: 'failed', failure: noAnswer(seconds) };
    throw error;
  }
}

const noAnswer = (seconds: number) =>
  new Failure({
    kind: 'network',
    what: `No answer within ${seconds} s`,
    next: 'Check the network of this machine, its firewall and its proxy settings, then try again.',
  });

const REFUSES_ALL = new Set(['ProfileDisabled', 'IpForbidden', 'UnsecuredConnection']);

/** Whether a failure is about the account or the way to it, not about one kind of object. Facts: errors. */
function meetsAll({ kind, caspio }: Failure): boolean {
  const { status = 0, code = '' } = caspio ?? {};
  const isOfGateway = status > 500;
  const isOfProfile = status === 401 || REFUSES_ALL.has(code);
  return kind === 'network' || kind === 'account' || isOfGateway || isOfProfile;
}
