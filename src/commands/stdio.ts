import { appOf, prepare } from '../compose/account.js';
import { openAudit } from '../compose/audit.js';
import type { Config } from '../config.js';
import type { Catalogue } from '../registry.js';
import type { CallEvent } from '../server/index.js';
import { createShelf } from '../shelf.js';
import { serveOverStdio } from '../transport/stdio.js';
import type { Ended, Surroundings } from './surroundings.js';

/** Serves tools over stdio until the client hangs up. */
export async function runStdio(
  config: Config,
  catalogue: Catalogue,
  { version, log, exitSoon }: Surroundings,
): Promise<Ended> {
  const ready = await prepare(config, catalogue, log);
  if ('problems' in ready) return { problems: ready.problems };
  const audit = openAudit(config, log);
  const called = (call: CallEvent) => audit.write('stdio', call);
  const app = appOf(config, ready, { version, log, called, shelf: createShelf() });

  await serveOverStdio(app.factory, log);
  try {
    log.info({ ...(await app.usage()) }, 'usage');
  } catch (err) {
    log.warn({ err }, 'usage'); // a count that cannot be read any more is no crash
  }
  await audit.close();
  exitSoon();
  await app.close();
  return { code: 0 };
}
