import { type Admit, admitByToken, tokenCheck } from '../access/admission.js';
import { admitHolders } from '../access/holder.js';
import { createReadiness } from '../access/readiness.js';
import { stateOf } from '../access/state.js';
import { variantsOf } from '../access/tighten.js';
import { Failure } from '../caspio/failure.js';
import { isLoopback } from '../caspio/host.js';
import { createReach, reasonOf } from '../caspio/reach.js';
import { appOf, prepare } from '../compose/account.js';
import { openAudit } from '../compose/audit.js';
import { type Shared, share } from '../compose/shared.js';
import { storeOf, vaultOf } from '../compose/store.js';
import { createTeam } from '../compose/team.js';
import type { Config } from '../config.js';
import type { Log } from '../log.js';
import type { Catalogue } from '../registry.js';
import type { CallEvent } from '../server/index.js';
import { serveOverHttp } from '../transport/http/index.js';
import { createMetrics } from '../transport/http/metrics.js';

/** What `caspio-mcp http` is made of, loaded only for it. */

interface Surroundings {
  readonly version: string;
  readonly log: Log;
  /** Tells the operator, whatever the level of the log. */
  readonly tell: (line: string) => void;
  readonly askedToEnd: () => Promise<unknown>;
  /** What still hangs at the end must not keep the process. */
  readonly exitSoon: () => void;
}

/** What is served: one account, or the connections of a team. */
interface Service {
  readonly who: string;
  readonly admit: Admit;
  readonly notReady: () => Promise<string | undefined>;
  /** Logs what was used, and lets go of everything. */
  close(): Promise<void>;
}

interface Watched {
  readonly version: string;
  readonly log: Log;
  readonly called: (name: string, call: CallEvent) => void;
  readonly requested: ReturnType<typeof createMetrics>['requested'];
}

/** Serves until the process is asked to end. Resolves with the problems that kept it from starting, if there are any. */
export async function runHttp(
  config: Config,
  catalogue: Catalogue,
  { version, log, tell, askedToEnd, exitSoon }: Surroundings,
): Promise<readonly string[]> {
  const {
    token,
    host,
    port = 3_000,
    allowedHosts = [],
    allowedOrigins = [],
    trustProxy,
    metricsPort,
  } = config;
  const isTeam = isForTeams(config);
  if (!isTeam && !token && !isLoopback(host) && host !== '::1')
    return [`--host ${host} is open to others: set CASPIO_MCP_TOKEN, which they must bear.`];
  const { text, ...metrics } = createMetrics();
  const audit = openAudit(config, isTeam, log);
  const watched: Watched = {
    version,
    log,
    requested: metrics.requested,
    called(name, call) {
      metrics.called(call);
      audit?.write(name, call);
    },
  };
  const service = await (isTeam ? team : single)(config, catalogue, watched);
  if ('problems' in service) return service.problems;
  try {
    const listening = await serveOverHttp({
      host,
      port,
      admit: service.admit,
      refused: metrics.refused,
      allowedHosts: allowedHosts.map((name) => name.toLowerCase()),
      allowedOrigins: allowedOrigins.map((name) => name.toLowerCase()),
      trustProxy,
      notReady: service.notReady,
      metrics: text,
      // What all connections do together is for none of them.
      mayMeasure: isTeam && !token ? undefined : tokenCheck(token),
      metricsPort,
      log,
    });
    tell(`caspio-mcp listens on ${listening.url}/mcp, for ${service.who}`);
    await askedToEnd();
    await listening.close();
    return [];
  } catch (error) {
    return [`It cannot listen there: ${error instanceof Error ? error.message : error}.`];
  } finally {
    exitSoon();
    await audit?.close();
    await service.close();
  }
}

/** Connections bring their own accounts: they are served where no account is set, but a place to keep connections. */
function isForTeams({
  sandbox,
  origin,
  clientId,
  clientSecret,
  clientSecretFile,
  store,
  dataDir,
}: Config): boolean {
  const isSet = sandbox || origin || clientId || clientSecret || clientSecretFile;
  return !isSet && (store ?? dataDir) !== undefined;
}

async function single(
  config: Config,
  catalogue: Catalogue,
  { called, ...watched }: Watched,
): Promise<Service | { readonly problems: readonly string[] }> {
  const ready = await prepare(config, catalogue, watched.log);
  if (ready.problems) return { problems: ready.problems };
  const app = appOf(config, ready, {
    ...watched,
    called: (call) => called(ONE, call),
  });
  const reach = createReach(ready.account);
  return {
    who: config.sandbox ? 'the sandbox' : `the account ${config.origin ?? 'that is not set yet'}`,
    admit: admitByToken(config.token, variantsOf(catalogue.toolsets, app)),
    notReady: () => reach().then(() => undefined, reasonOf),
    async close() {
      const { log } = watched;
      await app.usage().then(
        (usage) => log.info({ ...usage }, 'usage'),
        (err) => log.warn({ err }, 'usage'),
      );
      await app.close();
    },
  };
}

/** What the audit calls whoever uses a server without connections. */
const ONE = 'caspio-mcp';

async function team(
  config: Config,
  catalogue: Catalogue,
  watched: Watched,
): Promise<Service | { readonly problems: readonly string[] }> {
  const shared = await share(config, watched.log);
  if ('problem' in shared) return { problems: [shared.problem] };
  const opened = await openStore(config, shared);
  if ('problem' in opened) return { problems: [opened.problem] };
  const { store, keyring, all } = opened;
  const { serve, close } = createTeam({ config, catalogue, shared, store, keyring, ...watched });
  const { log } = watched;
  const active = all.filter((one) => stateOf(one, Date.now()) === 'active').length;
  return {
    who: `${active} connection${active === 1 ? '' : 's'}`,
    admit: admitHolders({
      store,
      toolsets: catalogue.toolsets,
      serve,
      onFault: (err) => log.error({ err }, 'store'),
    }),
    notReady: createReadiness(store),
    close: async () => {
      await close();
      await store.close();
      await shared.close();
    },
  };
}

/** Read once, so that a store that cannot be used is told at the start. */
async function openStore(config: Config, { redis }: Shared) {
  try {
    const { keyring } = vaultOf(config);
    const store = storeOf(config, redis);
    return { store, keyring, all: await store.all() };
  } catch (error) {
    if (error instanceof Failure) return { problem: `${error.what}. ${error.next}` };
    throw error;
  }
}
