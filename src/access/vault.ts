import { Failure } from '../caspio/failure.js';
import { createKeyring, type Keyring } from './keyring.js';
import { fixedKeys, keysInFile, keysOf, newKey, writeKeyFile } from './keys.js';
import { withLock } from './lock.js';

/** The keys of this machine, and how they come and go. */
export interface Vault {
  readonly keyring: Keyring;
  /** Runs what seals and stores, so that no key is dropped in between. */
  guarded<T>(work: () => Promise<T>): Promise<T>;
  /** Makes the first key where there may be one and is none. Only while guarded. */
  ensureKey(): Promise<void>;
  /** Gives `reseal` a new first key beside the old ones, and drops those when it is done. */
  renew<T>(reseal: () => Promise<T>): Promise<T>;
}

/** Keys of CASPIO_MCP_KEY: the operator makes and drops them. Throws a Failure where the text holds no key. */
export function variableVault(text: string): Vault {
  const keyring = createKeyring(fixedKeys(keysOf(text, 'CASPIO_MCP_KEY')));
  return { keyring, guarded: (work) => work(), ensureKey: async () => {}, renew: (reseal) => reseal() };
}

/** Keys of a key file, which is made when it is needed. */
export function fileVault(file: string): Vault {
  const keys = keysInFile(file);
  const lock = `${file}.lock`;
  return {
    keyring: createKeyring(keys),
    guarded: (work) => withLock(lock, work),
    async ensureKey() {
      if (keys().length === 0) await writeKeyFile(file, [newKey()]);
    },
    // Killed at any point, it leaves a file whose keys open everything.
    renew: (reseal) =>
      withLock(lock, async (stillMine) => {
        const old = keys();
        if (old.length === 0) throw nothingToRenew(file);
        const fresh = newKey();
        await writeKeyFile(file, [fresh, ...old], stillMine);
        const done = await reseal();
        await writeKeyFile(file, [fresh], stillMine);
        return done;
      }),
  };
}

const nothingToRenew = (file: string) =>
  new Failure({
    kind: 'account',
    what: `There is no key file ${file} to renew`,
    next: 'Name its folder with --data-dir, or set CASPIO_MCP_KEY to "new,old". The first connection that is added makes a key file.',
  });
