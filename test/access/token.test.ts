import { expect, it } from 'vitest';
import { hashOf, looksMinted, mintKey, mintToken } from '../../src/access/token.js';

it('mints tokens and keys of 32 random bytes, which say what they are', () => {
  expect(mintToken()).toMatch(/^cmc_[\w-]{43}$/);
  expect(mintKey()).toMatch(/^cmk_[\w-]{43}$/);
  expect(new Set(Array.from({ length: 1_000 }, mintToken)).size).toBe(1_000);
  expect([mintToken(), mintKey(), 'ci-agent'].map(looksMinted)).toEqual([true, true, false]);
});

it('keeps the hash alone', () => {
  expect(hashOf('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
});
