import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import { Failure } from '../caspio/failure.js';

/** Whose Client Secret it is. A sealed secret opens for nobody else, so that nobody can move it to a record of theirs. */
export interface SecretOwner {
  /** Of the connection. */
  readonly name: string;
  readonly origin: string;
  readonly clientId: string;
}

/** Seals Client Secrets for the store. */
export interface Keyring {
  /** With the first key. Throws a Failure where there is none. */
  seal(secret: string, owner: SecretOwner): string;
  /** Throws a Failure, which holds nothing of secrets and keys. */
  open(sealed: string, owner: SecretOwner): string;
  /** Whether it has the key that sealed this. */
  knows(sealed: string): boolean;
  /** Whether the first key sealed this. */
  isCurrent(sealed: string): boolean;
}

/** Gives the keys as they are now, the one that seals first. Throws a Failure where they cannot be read. */
export type Keys = () => readonly Buffer[];

const VERSION = 'v1';
const CIPHER = 'aes-256-gcm';
const IV_BYTES = 12;
const TAG_BYTES = 16;

/** Keys are read when they are needed, and again for what an unknown one sealed: they may have been changed meanwhile. */
export function createKeyring(keys: Keys): Keyring {
  let known: readonly Buffer[] | undefined;
  const read = () => {
    known = keys();
    return known;
  };
  const named = (id: string, among: readonly Buffer[]) => among.find((key) => keyId(key) === id);
  const keyFor = (id: string) => named(id, known ?? read()) ?? named(id, read());

  return {
    seal(secret, owner) {
      const [key] = read();
      if (!key) throw noKey();
      const iv = randomBytes(IV_BYTES);
      const cipher = createCipheriv(CIPHER, key, iv, { authTagLength: TAG_BYTES }).setAAD(bound(owner));
      const body = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final(), cipher.getAuthTag()]);
      return [VERSION, keyId(key), iv.toString('base64url'), body.toString('base64url')].join('.');
    },
    open(sealed, owner) {
      const { id, iv, body } = partsOf(sealed, owner);
      const key = keyFor(id);
      if (!key) throw otherKey(owner, id);
      try {
        const decipher = createDecipheriv(CIPHER, key, iv, { authTagLength: TAG_BYTES })
          .setAAD(bound(owner))
          .setAuthTag(body.subarray(-TAG_BYTES));
        return decipher.update(body.subarray(0, -TAG_BYTES), undefined, 'utf8') + decipher.final('utf8');
      } catch {
        throw changed(owner);
      }
    },
    knows: (sealed) => keyFor(idOf(sealed)) !== undefined,
    isCurrent(sealed) {
      const [key] = read();
      return key !== undefined && keyId(key) === idOf(sealed);
    },
  };
}

/** Which key it was, without telling the key. */
const keyId = (key: Buffer) => createHash('sha256').update(key).digest('hex').slice(0, 8);

const idOf = (sealed: string) => sealed.split('.')[1] ?? '';

const bound = ({ name, origin, clientId }: SecretOwner) =>
  Buffer.from(JSON.stringify(['caspio-mcp', VERSION, name, origin, clientId]));

function partsOf(sealed: string, owner: SecretOwner) {
  const [, id, iv, body] = /^v1\.([0-9a-f]{8})\.([\w-]+)\.([\w-]+)$/.exec(sealed) ?? [];
  if (!id || !iv || !body) throw changed(owner);
  const parts = { id, iv: Buffer.from(iv, 'base64url'), body: Buffer.from(body, 'base64url') };
  if (parts.iv.length !== IV_BYTES || parts.body.length < TAG_BYTES) throw changed(owner);
  return parts;
}

const noKey = () =>
  new Failure({
    kind: 'account',
    what: 'There is no key to seal Client Secrets with',
    next: 'Set CASPIO_MCP_KEY, or name the folder of the key file with --data-dir.',
  });

const otherKey = ({ name }: SecretOwner, id: string) =>
  new Failure({
    kind: 'account',
    what: `The Client Secret of connection ${name} was sealed with a key that is not here (its id is ${id})`,
    next: 'The operator of this server should set CASPIO_MCP_KEY, or the key file below --data-dir, to the key with which the connection was added; or revoke the connection and add it anew.',
  });

const changed = ({ name }: SecretOwner) =>
  new Failure({
    kind: 'account',
    what: `The Client Secret of connection ${name} does not open: its record was changed by other means than caspio-mcp connections`,
    next: 'The operator of this server should revoke the connection and add it anew.',
  });
