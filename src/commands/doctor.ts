import { prepare } from '../compose/account.js';
import type { Config } from '../config.js';
import { examine, reportText } from '../doctor/index.js';
import type { Catalogue } from '../registry.js';
import type { Ended, Surroundings } from './surroundings.js';

/** Tries all that the server would need, and says what is wrong: code 1 if anything is. */
export async function runDoctor(
  config: Config,
  catalogue: Catalogue,
  { version, env, log, print, exitSoon }: Surroundings,
): Promise<Ended> {
  const ready = await prepare(config, catalogue, log);
  if ('problems' in ready) return { problems: ready.problems };
  const { tools, account, budget, settings, sandbox, shared } = ready;
  const report = await examine({
    config,
    account,
    toolsets: catalogue.toolsets.filter((toolset) => toolset.tools.some((tool) => tools.includes(tool))),
    settings: {
      ...settings,
      spend: budget.spend,
      observe: (event) => log.debug({ ...event }, 'request'),
    },
    env,
    version,
  });
  print(config.json ? `${JSON.stringify(report, null, 2)}\n` : reportText(report));
  const code = report.ok ? 0 : 1;
  exitSoon(code);
  await sandbox?.close();
  await shared.close();
  return { code };
}
