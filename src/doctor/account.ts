import { type Account, type CaspioAccount, createCaspio } from '../caspio/client.js';
import type { Settings } from '../caspio/connection.js';
import { Failure } from '../caspio/failure.js';
import { LOGIN_PATH } from '../caspio/login.js';
import type { Config } from '../config.js';
import { variableOf } from '../options.js';
import type { Toolset } from '../tool.js';
import { type Finding, notChecked, notNeeded, ok, type Step } from './steps.js';

/** The account as the server sees it: its settings, its login, and what its profile may read. */

/** Network included; a probe is up to six requests. */
const SECONDS = 30;

export function settingsStep(config: Config, account: () => Promise<Account>): Step {
  const keys = ['integrationUrl', 'clientId', 'clientSecret', 'clientSecretFile'] as const;
  const set = keys.filter((key) => config[key] !== undefined).map(variableOf);
  return {
    name: 'settings',
    seconds: SECONDS,
    isVital: true,
    async run() {
      const { origin } = await account().catch((error: unknown) => {
        if (!(error instanceof Failure) || set.length === 0) throw error;
        throw new Failure({ ...error, what: `${error.what}; set: ${set.join(', ')}` });
      });
      return ok(config.sandbox ? 'the sandbox needs none' : `${origin}; set: ${set.join(', ')}`);
    },
  };
}

/** The steps that Caspio is asked for, by the same client as the server's, and the number of calls they made. */
export function accountSteps(
  account: () => Promise<Account>,
  settings: Partial<Settings>,
  toolsets: readonly Toolset[],
) {
  let isLoggedIn = false;
  const caspio: CaspioAccount = createCaspio(account, {
    ...settings,
    observe(event) {
      isLoggedIn ||= event.path === LOGIN_PATH && event.outcome === 'ok';
      settings.observe?.(event);
    },
  });
  const probes = toolsets.map(({ name, probe }): Step => {
    let found: Promise<Finding> | undefined;
    return {
      name,
      seconds: SECONDS,
      run(call) {
        found ??= probe(caspio.forCall(call)).then((seen) =>
          'saw' in seen ? ok(seen.saw) : notChecked(seen.nothing),
        );
        return found;
      },
    };
  });
  // Nothing logs in but a request that needs it; so the first probe is made here, and kept.
  const login: Step = {
    name: 'login',
    seconds: SECONDS,
    isVital: true,
    async run(call) {
      for (const probe of probes) {
        await probe.run(call).catch((error: unknown) => {
          if (!isLoggedIn) throw error;
        });
        if (isLoggedIn) return ok('Caspio accepts the Client ID and the Client Secret');
      }
      return notNeeded('no selected tool asks Caspio');
    },
  };
  return {
    steps: [login, ...probes],
    calls: async () => (await caspio.usage()).requests,
    close: caspio.close,
  };
}
