import { resolve, sep } from 'node:path';
import { type Admit, admitByToken } from '../access/admission.js';
import { type Connection, type Store, stateOf } from '../access/connection.js';
import { admitHolders } from '../access/holder.js';
import { createReadiness } from '../access/readiness.js';
import { variantsOf } from '../access/tighten.js';
import { Failure } from '../caspio/failure.js';
import { isLoopback } from '../caspio/host.js';
import { createReach, reasonOf } from '../caspio/reach.js';
import type { RequestEvent } from '../caspio/traffic.js';
import type { Config } from '../config.js';
import type { Log } from '../log.js';
import { onceAMinute } from '../once.js';
import { type Catalogue, select } from '../registry.js';
import type { CallEvent } from '../server/index.js';
import { appOf, prepare } from './account.js';
import { isForTeams } from './forTeams.js';
import { type Shared, share } from './shared.js';
import { storeOf, vaultOf } from './store.js';

/** What is served over HTTP: one account, or the connections of a team. */
export interface Service {
  readonly who: string;
  /** For the operator. */
  readonly warnings: readonly string[];
  readonly isTeam: boolean;
  readonly admit: Admit;
  readonly notReady: () => Promise<string | undefined>;
  close(): Promise<void>;
}

interface Watched {
  readonly version: string;
  readonly log: Log;
  readonly called: (name: string, call: CallEvent) => void;
  readonly requested: (request: RequestEvent) => void;
}

type Problems = { readonly problems: readonly string[] };

/** With the problems that keep it from being served, if there are any. */
export async function serviceFor(
  config: Config,
  catalogue: Catalogue,
  watched: Watched,
): Promise<Service | Problems> {
  if ((config.store ?? config.dataDir) === undefined) return single(config, catalogue, watched);
  const shared = await share(config, watched.log);
  if ('problem' in shared) return { problems: [shared.problem] };
  const opened = await openStore(config, shared);
  const service =
    'problem' in opened
      ? { problems: [opened.problem] }
      : await (isForTeams(config)
          ? team(config, catalogue, shared, opened, watched)
          : (leftOver(opened.all) ?? single(config, catalogue, watched)));
  if ('problems' in service || !service.isTeam) await shared.close();
  return service;
}

/** A variable that was left over would open the whole account where only connections are meant to be. */
function leftOver(all: readonly Connection[]): Problems | undefined {
  return all.length === 0
    ? undefined
    : {
        problems: [
          'An account is set (--sandbox or CASPIO_* variables) where there are connections, which bring their own: unset it to serve them, or serve the account with another --data-dir.',
        ],
      };
}

async function single(config: Config, catalogue: Catalogue, watched: Watched): Promise<Service | Problems> {
  const { token, host } = config;
  if (!token && !isLoopback(host) && host !== '::1')
    return { problems: [`--host ${host} is open to others: set CASPIO_MCP_TOKEN, which they must bear.`] };
  const { called, log, ...rest } = watched;
  const ready = await prepare(config, catalogue, log);
  if (ready.problems) return { problems: ready.problems };
  const app = appOf(config, ready, { ...rest, log, called: (call) => called(ONE, call) });
  const reach = createReach(ready.account);
  return {
    warnings: [],
    who: config.sandbox ? 'the sandbox' : `the account ${config.origin ?? 'that is not set yet'}`,
    isTeam: false,
    admit: admitByToken(token, variantsOf(catalogue.toolsets, app)),
    notReady: () => reach().then(() => undefined, reasonOf),
    async close() {
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
  shared: Shared,
  { store, keyring, all }: Exclude<Awaited<ReturnType<typeof openStore>>, { problem: string }>,
  watched: Watched,
): Promise<Service | Problems> {
  const { tools: offered, problems: unknown } = select(catalogue.toolsets, config);
  const problems = [...unknown, ...nested(config.filesDir)];
  if (problems.length > 0) return { problems };
  const onFault = onceAMinute((err: unknown) => watched.log.error({ err }, 'connections'));
  const { createTeam } = await import('./team.js');
  const { serve, close } = createTeam({
    config,
    catalogue,
    offered,
    shared,
    store,
    keyring,
    onFault,
    ...watched,
  });
  const active = all.filter((one) => stateOf(one, Date.now()) === 'active');
  const unopened = active.filter(({ account }) => !account.sandbox && !keyring.knows(account.sealedSecret));
  const names = unopened.map(({ name }) => name).join(', ');
  return {
    who: active.length === 0 ? 'no connection yet (caspio-mcp connections add)' : counted(active.length),
    warnings: names
      ? [`The key that sealed the Client Secrets of ${names} is not here: set CASPIO_MCP_KEY.`]
      : [],
    isTeam: true,
    admit: admitHolders({ store, toolsets: catalogue.toolsets, serve, onFault }),
    notReady: createReadiness(store),
    async close() {
      await close();
      await shared.close();
    },
  };
}

/** Below each lie folders of connections, and what lies below such a folder is a connection's own. */
function nested(dirs: readonly string[] = []): string[] {
  const paths = dirs.map((dir) => `${resolve(dir)}${sep}`);
  const isNested = paths.some((path) => paths.some((other) => other !== path && other.startsWith(path)));
  return isNested ? ['--files-dir names a folder within another one.'] : [];
}

const counted = (count: number) => `${count} connection${count === 1 ? '' : 's'}`;

/** Read once, so that a store that cannot be used is told at the start. */
async function openStore(config: Config, { redis }: Shared) {
  try {
    const store: Store = storeOf(config, redis);
    const { keyring } = vaultOf(config);
    return { store, keyring, all: await store.all() };
  } catch (error) {
    if (error instanceof Failure) return { problem: error.sentence };
    throw error;
  }
}
