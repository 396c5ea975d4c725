import { randomBytes } from 'node:crypto';
import { chmodSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { createKeyring } from '../../src/access/keyring.js';
import { fixedKeys, keysInFile, keysOf, newKey, writeKeyFile } from '../../src/access/keys.js';
import { fileVault, variableVault } from '../../src/access/vault.js';
import { Failure } from '../../src/caspio/failure.js';
import { newFolder } from '../support/connections.js';
import { PLANTED } from '../support/secrets.js';

const folder = newFolder();
afterAll(() => rmSync(folder, { recursive: true }));

const secret = PLANTED.clientSecret;
const owner = { name: 'ci-agent', origin: 'https://c0abc123.caspio.com', clientId: 'some-client' };
const ringOf = (...keys: Buffer[]) => createKeyring(fixedKeys(keys));

function refusal(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (error instanceof Failure) return `${error.what}. ${error.next}`;
    throw error;
  }
  throw new Error('It was not refused.');
}

describe('a sealed secret', () => {
  const key = newKey();
  const sealed = ringOf(key).seal(secret, owner);

  it('opens for its owner, with any key of the ring', () => {
    expect(ringOf(key).open(sealed, owner)).toBe(secret);
    expect(ringOf(newKey(), key).open(sealed, owner)).toBe(secret);
    expect(ringOf(key).open(ringOf(key).seal('', owner), owner)).toBe('');
  });

  it('is another each time, and tells nothing', () => {
    expect(sealed).toMatch(/^v1\.[0-9a-f]{8}\.[\w-]{16}\.[\w-]+$/);
    expect(ringOf(key).seal(secret, owner)).not.toBe(sealed);
    expect(Buffer.from(sealed.split('.')[3] ?? '', 'base64url').toString('latin1')).not.toContain('planted');
  });

  it.each([
    ['another name', { ...owner, name: 'other' }],
    ['another host', { ...owner, origin: 'https://evil.example' }],
    ['another profile', { ...owner, clientId: 'other' }],
  ])('does not open for %s', (_, other) => {
    expect(refusal(() => ringOf(key).open(sealed, other))).toContain('does not open');
  });

  it('does not open when any character of it was changed', () => {
    for (const at of Array.from({ length: sealed.length }, (_, index) => index)) {
      const changed = `${sealed.slice(0, at)}${sealed[at] === 'b' ? 'c' : 'b'}${sealed.slice(at + 1)}`;
      // The last character may hold bits that base64 does not use.
      if (
        Buffer.from(changed.split('.').at(-1) ?? '', 'base64url').equals(
          Buffer.from(sealed.split('.').at(-1) ?? '', 'base64url'),
        ) &&
        at > 28
      )
        continue;
      expect(() => ringOf(key).open(changed, owner), changed).toThrow(Failure);
    }
  });

  it.each(['', 'v1', 'v1.00000000.AAAA.AAAA', 'v2.x', sealed.slice(0, -30)])('is not %j', (text) => {
    expect(() => ringOf(key).open(text, owner)).toThrow(Failure);
  });

  it('says which key is missing, and shows none', () => {
    const words = refusal(() => ringOf(newKey()).open(sealed, owner));
    expect(words).toContain(`its id is ${sealed.split('.')[1]}`);
    expect(words).not.toContain(key.toString('base64'));
    expect(ringOf(newKey()).knows(sealed)).toBe(false);
    expect(refusal(() => ringOf().seal(secret, owner))).toContain('CASPIO_MCP_KEY');
  });

  it('does not open with another key of the same id', () => {
    const parts = ringOf(newKey()).seal(secret, owner).split('.');
    parts[1] = sealed.split('.')[1] ?? '';
    expect(refusal(() => ringOf(key).open(parts.join('.'), owner))).toContain('does not open');
  });
});

describe('keys', () => {
  it('come in base64, base64url and hex, several separated by commas', () => {
    const keys = [Buffer.alloc(32, 251), Buffer.alloc(32, 254), randomBytes(32)];
    const [a, b, c] = keys;
    const text = `${a?.toString('base64')}, ${b?.toString('base64url')},${c?.toString('hex')}`;
    expect(keysOf(text, 'CASPIO_MCP_KEY')).toEqual(keys);
  });

  it.each([
    'short',
    'x'.repeat(64),
    `${Buffer.alloc(31).toString('base64')}`,
    Buffer.alloc(33).toString('hex'),
  ])('%j is none, and is not repeated', (text) => {
    const words = refusal(() => variableVault(`${newKey().toString('hex')},${text}`));
    expect(words).toContain('CASPIO_MCP_KEY holds no key of 32 bytes at place 2 of 2');
    expect(words).not.toContain(text);
  });
});

describe('a key file', () => {
  const file = (name: string) => join(folder, name, 'key');

  it('is made when it is needed, for its owner alone', async () => {
    const vault = fileVault(file('made'));
    await vault.guarded(vault.ensureKey);
    const text = readFileSync(file('made'), 'utf8');
    await vault.guarded(vault.ensureKey);
    expect(readFileSync(file('made'), 'utf8')).toBe(text);
    expect(statSync(file('made')).mode & 0o777).toBe(0o600);
    expect(statSync(join(folder, 'made')).mode & 0o777).toBe(0o700);
    expect(keysInFile(file('made'))()).toHaveLength(1);
  });

  it.each([0o640, 0o604, 0o620])('is refused when others may reach it (%o)', async (mode) => {
    const open = file(`open-${mode}`);
    await writeKeyFile(open, [newKey()]);
    chmodSync(open, mode);
    expect(refusal(keysInFile(open))).toContain(`Run chmod 600 ${open}.`);
  });

  it('is refused when it is a folder, is empty or holds something else', () => {
    mkdirSync(file('folder'), { recursive: true });
    expect(refusal(keysInFile(file('folder')))).toContain('is no file');
    for (const text of ['', '\n', 'planted-nonsense\n']) {
      writeFileSync(join(folder, 'odd'), text, { mode: 0o600 });
      expect(refusal(keysInFile(join(folder, 'odd')))).not.toContain('planted');
    }
  });

  it('is read again for what a new key sealed, while the old one is in memory', async () => {
    const turned = file('turned');
    const vault = fileVault(turned);
    await vault.guarded(vault.ensureKey);
    const reader = createKeyring(keysInFile(turned));
    const before = vault.keyring.seal(secret, owner);
    expect(reader.open(before, owner)).toBe(secret);
    const after = await vault.renew(async () => {
      expect(keysInFile(turned)()).toHaveLength(2);
      expect(fileVault(turned).keyring.open(before, owner)).toBe(secret);
      return vault.keyring.seal(secret, owner);
    });
    expect(keysInFile(turned)()).toHaveLength(1);
    expect(reader.open(after, owner)).toBe(secret);
    expect(refusal(() => reader.open(before, owner))).toContain('sealed with a key that is not here');
  });

  it('keeps its old keys when sealing anew breaks off', async () => {
    const broken = file('broken');
    const vault = fileVault(broken);
    await vault.guarded(vault.ensureKey);
    const before = vault.keyring.seal(secret, owner);
    await expect(vault.renew(() => Promise.reject(new Error('power failure')))).rejects.toThrow(
      'power failure',
    );
    expect(fileVault(broken).keyring.open(before, owner)).toBe(secret);
    expect(vault.keyring.isCurrent(before)).toBe(false);
  });
});
