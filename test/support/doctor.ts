import { toolsets } from '../../tools/index.js';
import type { Handler } from './raw.js';
import { run } from './run.js';

export const NETWORK = ['DNS', 'TLS', 'clock'];
export const TOOLSETS = toolsets.map(({ name }) => name);

interface Shown {
  readonly ok: boolean;
  readonly steps: readonly { readonly step: string; readonly state: string; readonly detail: string }[];
  readonly what_to_do: readonly { readonly steps: readonly string[]; readonly next: string }[];
  readonly caspio_calls: number;
  readonly notes: readonly string[];
}

/** What `doctor --json` says, with the state and the detail of each step by its name. */
export async function examined(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const ended = await run(['doctor', '--json', ...args], { env });
  const shown: Shown = JSON.parse(ended.stdout);
  const state = Object.fromEntries(shown.steps.map((row) => [row.step, row.state]));
  const detail = Object.fromEntries(shown.steps.map((row) => [row.step, row.detail]));
  return { ...ended, ...shown, state, detail };
}

export const account = (origin: string, secret = 'sandbox') => ({
  CASPIO_INTEGRATION_URL: origin,
  CASPIO_CLIENT_ID: 'sandbox',
  CASPIO_CLIENT_SECRET: secret,
});

/** The same state for each of some steps. */
export const all = (names: readonly string[], state: string) =>
  Object.fromEntries(names.map((name) => [name, state]));

/** An account with one table and nothing else. */
export const quiet: Handler = ({ path }) => ({ json: { Result: path === '/v3/tables' ? ['Orders'] : [] } });
