import { isBounded } from '../access/bounds/index.js';
import type { Connection, Store } from '../access/connection.js';
import { stateOf } from '../access/connection.js';
import { described, listText, scopeText, showText } from '../access/describe.js';
import { addConnection, type Minted, rekey, revokeConnection, rotateConnection } from '../access/manage.js';
import type { Vault } from '../access/vault.js';
import { configuredAccount } from '../account.js';
import { Failure } from '../caspio/failure.js';
import { storeOf, vaultOf } from '../compose/store.js';
import type { Config } from '../config.js';
import { nearest } from '../nearest.js';
import type { Catalogue } from '../registry.js';
import type { Toolset } from '../tool.js';
import type { Ended, Surroundings } from './surroundings.js';
import { expiryOf, nameProblems, scopeOf, scopeProblems } from './wanted.js';

/** What is shown on stdout, with notes beside it; or why nothing was changed. */
type Done =
  | { readonly text: string; readonly notes: readonly string[] }
  | { readonly problems: readonly string[] };

/** Adds, shows and ends what agents use a server over HTTP with. */
export async function runConnections(
  config: Config,
  { toolsets }: Catalogue,
  { print, tell }: Surroundings,
): Promise<Ended> {
  const done = await manage(config, toolsets);
  if ('problems' in done) return done;
  for (const note of done.notes) tell(`caspio-mcp: ${note}`);
  print(done.text);
  return { code: 0 };
}

async function manage(config: Config, toolsets: readonly Toolset[]): Promise<Done> {
  try {
    const redis = await redisOf(config);
    try {
      return await act({ config, toolsets, store: storeOf(config, redis), vault: vaultOf(config) });
    } finally {
      redis?.destroy();
    }
  } catch (error) {
    if (error instanceof Failure) return { problems: [error.sentence] };
    throw error;
  }
}

/** Loaded only where it is asked for. */
async function redisOf({ store }: Config) {
  if (store === undefined) return undefined;
  const { connectRedis } = await import('../replicas/redis.js');
  return connectRedis(store);
}

interface Parts {
  readonly config: Config;
  readonly toolsets: readonly Toolset[];
  readonly store: Store;
  readonly vault: Vault;
}

function act(parts: Parts): Promise<Done> {
  const { config, store } = parts;
  const { action, name = '' } = config;
  switch (action) {
    case 'add':
      return add(parts, name);
    case 'rotate':
      return rotate(config, store, name);
    case 'revoke':
      return revoke(config, store, name);
    case 'show':
      return show(config, store, name);
    case 'rekey':
      return renewKey(parts);
    default:
      return list(config, store);
  }
}

async function add({ config, toolsets, store, vault }: Parts, name: string): Promise<Done> {
  const { sandbox, requireKey, urlToken, callsPerMinute, callBudget } = config;
  const scope = scopeOf(config);
  const expiry = expiryOf(config);
  const problems = [...nameProblems(name), ...scopeProblems(scope, toolsets), ...expiry.problems];
  if (problems.length > 0) return { problems };
  const added = await addConnection(store, vault, {
    name,
    account: sandbox ? undefined : await configuredAccount(config),
    scope,
    limits: { callsPerMinute, callBudget },
    requireKey,
    urlToken,
    expiresAt: expiry.at,
  });
  if (!added)
    return {
      problems: [
        `There is a connection ${name} already. For a new token run caspio-mcp connections rotate ${name}; to give it another account or scope, connections revoke ${name} first.`,
      ],
    };
  return handedOver(config, 'added', added.connection, added.minted);
}

async function rotate(config: Config, store: Store, name: string): Promise<Done> {
  const expiry = expiryOf(config);
  if (expiry.problems.length > 0) return { problems: expiry.problems };
  const now = await store.byName(name);
  if (!now) return unknown(store, name);
  const state = stateOf(now, Date.now());
  if (state === 'expired' && expiry.at === undefined)
    return { problems: [`Connection ${name} has expired: say with --expires how long it is to go on.`] };
  const rotated = state === 'revoked' ? undefined : await rotateConnection(store, name, expiry.at);
  if (!rotated || rotated.connection.revokedAt !== undefined)
    return {
      problems: [
        `Connection ${name} was revoked, which is for good. caspio-mcp connections add ${name} makes it anew.`,
      ],
    };
  return handedOver(config, 'rotated', rotated.connection, rotated.minted);
}

async function revoke({ json }: Config, store: Store, name: string): Promise<Done> {
  const revoked = await revokeConnection(store, name);
  if (!revoked) return unknown(store, name);
  return {
    text: json
      ? jsonOf(described(revoked, Date.now()))
      : `Connection ${name} is revoked: no server accepts its token any more.\n`,
    notes: [],
  };
}

async function show({ json }: Config, store: Store, name: string): Promise<Done> {
  const found = await store.byName(name);
  if (!found) return unknown(store, name);
  const now = Date.now();
  return { text: json ? jsonOf(described(found, now)) : showText(found, now), notes: [] };
}

async function list({ json }: Config, store: Store): Promise<Done> {
  const all = await store.all();
  const now = Date.now();
  return { text: json ? jsonOf(all.map((one) => described(one, now))) : listText(all, now), notes: [] };
}

async function renewKey({ config, store, vault }: Parts): Promise<Done> {
  const resealed = await rekey(store, vault);
  const next =
    config.key === undefined
      ? 'The old key is dropped.'
      : 'When all servers have the first key of CASPIO_MCP_KEY, the others can go.';
  return {
    text: config.json
      ? jsonOf({ resealed })
      : `Sealed anew: ${resealed} Client Secret${resealed === 1 ? '' : 's'}. ${next}\n`,
    notes: [],
  };
}

async function unknown(store: Store, name: string): Promise<Done> {
  const names = (await store.all()).map((connection) => connection.name);
  const [best] = nearest(name, names);
  const hint = best ? `Did you mean ${best}?` : 'caspio-mcp connections list shows all.';
  return { problems: [`There is no such connection. ${hint}`] };
}

/** Token and key, this once, and what to do with them. */
function handedOver({ json }: Config, what: string, connection: Connection, { token, key }: Minted): Done {
  const { name, scope, urlToken, expiresAt } = connection;
  const notes = isBounded(scope.allow)
    ? [
        `Only what was named can be reached (${scopeText(scope)}).`,
        ...(scope.tools
          ? ['Tools for webhooks, tasks and applications that are named in --tools reach beyond these lists.']
          : []),
      ]
    : [];
  if (json) return { text: jsonOf({ token, key, connection: described(connection, Date.now()) }), notes };
  const header = key === undefined ? [] : [`  X-MCP-Key: ${key}`];
  const lines = [
    `Connection ${name} is ${what}${expiresAt ? ` and ends at ${expiresAt}` : ''}. ${key === undefined ? 'Its token is' : 'Its token and its key are'} shown only this once${what === 'rotated' ? '; what it had before is no longer accepted' : ''}.`,
    '',
    'Its agent calls the address of your server, ending in /mcp, with:',
    `  Authorization: Bearer ${token}`,
    ...header,
    ...(urlToken
      ? [
          'or, where a client cannot send that header, the address ending in:',
          `  /mcp/${token}`,
          ...(key ? ['with:', ...header] : []),
        ]
      : []),
  ];
  return { text: `${lines.join('\n')}\n`, notes };
}

const jsonOf = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`;
