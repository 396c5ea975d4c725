import { createHmac, timingSafeEqual } from 'node:crypto';

/** Marks texts that go through a client, so that what comes back shows whether it is this server's own. */
export interface Seal {
  mark(text: string): string;
  holds(mark: string, text: string): boolean;
}

/** `key` has 32 bytes, the same in all replicas; a mark made for one `owner` holds for no other. */
export function createSeal(key: Uint8Array, owner: string): Seal {
  const bytesOf = (text: string) =>
    createHmac('sha256', key)
      .update(JSON.stringify([owner, text]))
      .digest();
  return {
    mark: (text) => bytesOf(text).toString('base64url'),
    holds(mark, text) {
      const given = Buffer.from(mark, 'base64url');
      const expected = bytesOf(text);
      return given.length === expected.length && timingSafeEqual(given, expected);
    },
  };
}
