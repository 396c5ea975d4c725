import type { Account } from '../caspio/client.js';
import type { Settings } from '../caspio/connection.js';
import type { Config } from '../config.js';
import type { Toolset } from '../tool.js';
import { accountSteps, settingsStep } from './account.js';
import { networkSteps } from './network.js';
import { type Report, reportOf } from './report.js';
import { runSteps } from './steps.js';

export { reportText } from './text.js';

interface Patient {
  readonly config: Config;
  /** May reject with a Failure. */
  readonly account: () => Promise<Account>;
  /** Those to probe. */
  readonly toolsets: readonly Toolset[];
  /** The client's, as the server has them. */
  readonly settings: Partial<Settings>;
  /** For the proxy variables. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly version: string;
}

/** Tries everything that a server needs, from the settings up to a read per toolset. Changes nothing. */
export async function examine({
  config,
  account,
  toolsets,
  settings,
  env,
  version,
}: Patient): Promise<Report> {
  const { steps, calls, close } = accountSteps(account, settings, toolsets);
  const network = networkSteps(config.sandbox ? undefined : config.origin, env);
  const checked = await runSteps([settingsStep(config, account), ...network, ...steps]);
  await close();
  return reportOf(checked, version, await calls());
}
