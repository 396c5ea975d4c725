import type { CaspioWords } from './caspio/advice.js';

/** Words of others within our own sentences: no line of them can pass for one of ours. */

const LONGEST_QUOTE = 2_000;

export const quoted = (words: string) => JSON.stringify(words.slice(0, LONGEST_QUOTE));

/** Names in it come from others: none may begin a line of its own, or fill the page. */
export const oneLine = (words: string, most = 500) =>
  words.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ').slice(0, most);

/** What Caspio itself said, one fact a line. Its message may quote a record, so it stands in quotes. */
export function caspioLines({ code, message, requestId }: Partial<CaspioWords> = {}): string[] {
  const said = [code && word(code), message && quoted(message)].filter(Boolean).join(' ');
  return [...(said ? [`Caspio: ${said}`] : []), ...(requestId ? [`Request id: ${word(requestId)}`] : [])];
}

/** A code or an id as it is, anything else that comes in its place in quotes. */
const word = (given: string) => (/^[\w.-]{1,64}$/.test(given) ? given : quoted(given.slice(0, 64)));
