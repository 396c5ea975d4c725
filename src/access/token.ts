import { createHash, randomBytes } from 'node:crypto';

const TOKEN = 'cmc_';
const KEY = 'cmk_';

/** What an agent sends to use its connection. The beginning tells secret scanners, and people, what was found. */
export const mintToken = () => TOKEN + random();

/** The second factor, where a connection wants one. */
export const mintKey = () => KEY + random();

/** 32 random bytes need no salt and no slow hash: there is nothing to guess. */
export const hashOf = (token: string) => createHash('sha256').update(token).digest('hex');

/** Whether somebody took a token or a key for something else, such as a name. */
export const looksMinted = (text: string) => text.startsWith(TOKEN) || text.startsWith(KEY);

const random = () => randomBytes(32).toString('base64url');
