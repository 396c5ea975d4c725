import { caspioLines, oneLine } from '../quote.js';
import { ABOUT_RIGHTS, remedyFor } from './rights.js';
import type { Checked } from './steps.js';

/** What the doctor found, as `--json` prints it. */
export interface Report {
  /** Nothing failed. */
  readonly ok: boolean;
  readonly version: string;
  readonly steps: readonly { readonly step: string; readonly state: string; readonly detail: string }[];
  readonly what_to_do: readonly { readonly steps: readonly string[]; readonly next: string }[];
  /** Sent, logins included; Caspio bills those that arrive. */
  readonly caspio_calls: number;
  readonly notes: readonly string[];
}

/** `calls` is the number of requests that were sent to Caspio. */
export function reportOf(checked: readonly Checked[], version: string, calls: number): Report {
  const remedies = new Map<string, string[]>();
  const add = (step: string, next: string) => remedies.set(next, [...(remedies.get(next) ?? []), step]);
  for (const found of checked) {
    if (found.state === 'failed') add(found.step, remedyFor(found.failure));
    if (found.state === 'warning') add(found.step, 'Set the clock of this machine, best by a time service.');
  }
  return {
    ok: checked.every(({ state }) => state !== 'failed'),
    version,
    steps: checked.map((found) => ({ step: found.step, state: found.state, detail: detailOf(found) })),
    what_to_do: [...remedies].map(([next, steps]) => ({ steps, next })),
    caspio_calls: calls,
    notes: checked.some(({ step, state }) => step === 'login' && state === 'ok') ? ABOUT_RIGHTS : [],
  };
}

const LONGEST_DETAIL = 1_000;

function detailOf(found: Checked): string {
  if (found.state !== 'failed') return oneLine(found.detail, LONGEST_DETAIL);
  const { what, caspio } = found.failure;
  return oneLine(`${what}. ${caspioLines(caspio).join('; ')}`.trim(), LONGEST_DETAIL);
}
