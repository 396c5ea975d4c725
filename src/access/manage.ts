import { randomUUID } from 'node:crypto';
import { Failure } from '../caspio/failure.js';
import type { Connection, Limits, Scope, Store } from './connection.js';
import type { Keyring } from './keyring.js';
import { hashOf, mintKey, mintToken } from './token.js';
import type { Vault } from './vault.js';

/** What an agent needs to use a connection: shown once, kept nowhere. */
export interface Minted {
  readonly token: string;
  readonly key?: string | undefined;
}

export interface Wanted {
  readonly name: string;
  /** Absent for the sandbox. */
  readonly account:
    | { readonly origin: string; readonly clientId: string; readonly clientSecret: string }
    | undefined;
  readonly scope: Scope;
  readonly limits: Limits;
  readonly requireKey: boolean;
  readonly urlToken: boolean;
  readonly expiresAt: string | undefined;
}

type Changed = { readonly connection: Connection; readonly minted: Minted };

/** Undefined where the name is taken, in whatever case of letters: folders are named after connections. */
export async function addConnection(
  store: Store,
  vault: Vault,
  wanted: Wanted,
): Promise<Changed | undefined> {
  const { name, account, scope, limits, urlToken, expiresAt } = wanted;
  const others = await store.all();
  if (others.some((one) => one.name !== name && one.name.toLowerCase() === name.toLowerCase()))
    return undefined;
  const minted = mint(wanted.requireKey);
  const put = async (kept: Connection['account']): Promise<Changed | undefined> => {
    const connection: Connection = {
      name,
      account: kept,
      scope,
      limits,
      ...hashesOf(minted),
      urlToken,
      createdAt: new Date().toISOString(),
      expiresAt,
      revision: randomUUID(),
    };
    return (await store.add(connection)) ? { connection, minted } : undefined;
  };
  if (!account) return put({ sandbox: true });

  return vault.guarded(async () => {
    await checkKeys(store, vault.keyring);
    await vault.ensureKey();
    const { origin, clientId, clientSecret } = account;
    const sealedSecret = vault.keyring.seal(clientSecret, { name, origin, clientId });
    return put({ origin, clientId, sealedSecret });
  });
}

/** Gives a new token, and a new key where one is wanted; what there was ends with it. */
export async function rotateConnection(
  store: Store,
  name: string,
  expiresAt: string | undefined,
): Promise<Changed | undefined> {
  let minted: Minted = { token: '' };
  const connection = await store.change(name, (now) => {
    if (now.revokedAt !== undefined) return now;
    minted = mint(now.keyHash !== undefined);
    return {
      ...now,
      ...hashesOf(minted),
      expiresAt: expiresAt ?? now.expiresAt,
      revision: randomUUID(),
    };
  });
  return connection && { connection, minted };
}

/** For good: the Client Secret goes too. */
export const revokeConnection = (store: Store, name: string) =>
  store.change(name, (now) =>
    now.revokedAt === undefined
      ? {
          ...now,
          account: now.account.sandbox ? now.account : { ...now.account, sealedSecret: '' },
          revokedAt: new Date().toISOString(),
          revision: randomUUID(),
        }
      : now,
  );

/** Seals all secrets with a new first key, and tells how many. Nothing changes unless all of them open. */
export async function rekey(store: Store, { keyring, renew }: Vault): Promise<number> {
  for (const connection of await store.all()) resealed(connection, keyring);
  return renew(async () => {
    const done = new Set<string>();
    // Again, for what others have added meanwhile.
    for (;;) {
      const old = (await store.all()).filter((connection) => isOld(connection, keyring));
      if (old.length === 0) return done.size;
      for (const { name } of old) {
        await store.change(name, (now) => resealed(now, keyring));
        done.add(name);
      }
    }
  });
}

function isOld({ account }: Connection, keyring: Keyring): boolean {
  return !account.sandbox && account.sealedSecret !== '' && !keyring.isCurrent(account.sealedSecret);
}

function resealed(connection: Connection, keyring: Keyring): Connection {
  const { name, account } = connection;
  if (account.sandbox || account.sealedSecret === '') return connection;
  const { origin, clientId } = account;
  const owner = { name, origin, clientId };
  const sealedSecret = keyring.seal(keyring.open(account.sealedSecret, owner), owner);
  return { ...connection, account: { ...account, sealedSecret }, revision: randomUUID() };
}

/** A new key beside a store full of secrets is a wrong --data-dir, or the wrong machine: its servers could not open it. */
async function checkKeys(store: Store, keyring: Keyring): Promise<void> {
  const sealed = (await store.all()).flatMap(({ account }) =>
    account.sandbox || account.sealedSecret === '' ? [] : [account.sealedSecret],
  );
  if (sealed.length === 0 || sealed.some((one) => keyring.knows(one))) return;
  throw new Failure({
    kind: 'account',
    what: 'The connections there were sealed with a key that is not here',
    next: 'Set CASPIO_MCP_KEY, or --data-dir to the folder of the key file, as for the servers that serve them. If that key is lost, revoke those connections first.',
  });
}

function mint(withKey: boolean): Minted {
  return withKey ? { token: mintToken(), key: mintKey() } : { token: mintToken() };
}

const hashesOf = ({ token, key }: Minted) => ({
  tokenHash: hashOf(token),
  keyHash: key === undefined ? undefined : hashOf(key),
});
