import { randomInt } from 'node:crypto';

/** Who the one account is, and whom it names as the author of what the API makes (our choice). */
export const ACCOUNT = {
  id: 'sandbox',
  /** Links of the account begin with it; the domain .example belongs to nobody. */
  url: 'https://sandbox.caspio.example',
  author: 'sandbox',
} as const;

const CHARACTERS = 'abcdefghijklmnopqrstuvwxyz0123456789';

/** A new id of six characters, as webhooks, events and directories have (Caspio REST v3 facts, section 4). */
export function shortId(): string {
  return Array.from({ length: 6 }, () => CHARACTERS.charAt(randomInt(CHARACTERS.length))).join('');
}
