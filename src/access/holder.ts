import { Failure } from '../caspio/failure.js';
import type { Toolset } from '../tool.js';
import { type Admit, admitted, isSame, type Refusal, UNKNOWN_TOKEN } from './admission.js';
import type { Connection, Store } from './connection.js';
import { stateOf } from './connection.js';
import { type Served, variantsOf } from './tighten.js';
import { hashOf } from './token.js';

interface HolderParts {
  readonly store: Store;
  readonly toolsets: readonly Toolset[];
  readonly serve: (connection: Connection) => Promise<Served>;
  /** Hears why the store did not answer. */
  readonly onFault: (error: unknown) => void;
  readonly now?: () => number;
}

/**
 * Admits whoever holds the token of a connection that is in force. The store is asked every time, so that a revocation
 * acts on the next request; where it does not answer, nobody is served.
 */
export function admitHolders({ store, toolsets, serve, onFault, now = Date.now }: HolderParts): Admit {
  const kept = new Map<string, { readonly revision: string; readonly servers: Promise<Servers> }>();

  function serversOf(connection: Connection): Promise<Servers> {
    const { name, revision } = connection;
    const known = kept.get(name);
    if (known?.revision === revision) return known.servers;
    const servers = serve(connection).then((served) => variantsOf(toolsets, served));
    const fresh = { revision, servers };
    kept.set(name, fresh);
    servers.catch(() => {
      if (kept.get(name) === fresh) kept.delete(name);
    });
    return servers;
  }

  return async ({ token, addressToken, headers }) => {
    const given = token ?? addressToken;
    if (given === undefined) return UNKNOWN_TOKEN;
    const found = await store.byToken(hashOf(given)).catch((error: unknown) => {
      onFault(error);
      return 'away' as const;
    });
    if (found === 'away') return STORE_AWAY;
    // A token in an address ends up in logs and histories of others: only where that was accepted.
    if (!found || (token === undefined && !found.urlToken)) return UNKNOWN_TOKEN;
    const key = headers['x-mcp-key']?.toString();
    if (found.keyHash !== undefined && !isSame(found.keyHash, hashOf(key ?? '')))
      return key === undefined ? NO_KEY : OTHER_KEY;
    const ended = endOf(found, now());
    if (ended) return { status: 401, message: ended };
    try {
      return admitted(found.name, (await serversOf(found))(headers));
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      onFault(error);
      return { status: 503, message: error.sentence };
    }
  };
}

type Servers = ReturnType<typeof variantsOf>;

/** Why a connection is in force no more; undefined while it is. `now` in epoch milliseconds. */
function endOf(connection: Connection, now: number): string | undefined {
  switch (stateOf(connection, now)) {
    case 'active':
      return undefined;
    case 'revoked':
      return 'This connection was revoked. Ask the operator of this server for another.';
    case 'expired':
      return `This connection expired at ${connection.expiresAt}. Ask the operator of this server for a new token.`;
  }
}

/**
 * Rejects with a Failure once the token that a call began with is in force no more: asked before every request to
 * Caspio, since calls can be long.
 */
export async function checkInForce(
  store: Store,
  { name, tokenHash }: Connection,
  onFault: (error: unknown) => void,
  now = Date.now(),
): Promise<void> {
  const found = await store.byName(name).catch((error: unknown) => {
    onFault(error);
    throw new Failure({
      kind: 'network',
      what: 'This server cannot look up whether this connection is still in force; nothing was sent',
      next: 'Repeat the call in a minute.',
    });
  });
  const ended =
    found?.tokenHash === tokenHash ? endOf(found, now) : 'This connection has another token by now.';
  if (ended === undefined) return;
  throw new Failure({
    kind: 'rights',
    what: `${ended} Nothing more was sent`,
    next: 'Stop, and tell the person.',
  });
}

const STORE_AWAY: Refusal = {
  status: 503,
  message: 'This server cannot look up who may use it. Try again in a minute.',
};

const OTHER_KEY: Refusal = {
  status: 401,
  message: 'This connection has another key than the one in X-MCP-Key.',
};

const NO_KEY: Refusal = {
  status: 401,
  message: 'This connection wants its key too, in the header X-MCP-Key.',
};
