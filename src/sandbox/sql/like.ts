/** What one character of the text has to be; ANY is `%`, any number of characters. */
type Part = typeof ANY | ((character: string) => boolean);
type Pattern = readonly Part[];

const ANY = '%';

const cache = new Map<string, Pattern>();
const cacheSize = 100;

/** A LIKE pattern without sets, escapes and letters beyond ASCII: SQLite's own LIKE treats it alike. */
export function nativeLike(pattern: string): string | undefined {
  return /^[ -Z\]-~]*$/.test(pattern) ? pattern : undefined;
}

/**
 * `text LIKE pattern ESCAPE escapeWith`: `%`, `_`, `[a-c]`, `[^a-c]`, and an escape character ('' for none). Without
 * letter case, as Caspio's collation (inferred).
 */
export function isAlike(text: string, pattern: string, escapeWith: string): boolean {
  return matches(patternOf(pattern, escapeWith), [...text]);
}

/** Where a pattern as of LIKE matches first, counted from 1; 0 if nowhere. Without `%` in front that is the start. */
export function patternIndex(pattern: string, text: string): number {
  const parts = patternOf(pattern, '');
  const characters = [...text];
  if (parts[0] !== ANY) return matches(parts, characters) ? 1 : 0;
  const [head, rest] = split(parts.slice(1));
  if (head.length === 0) return 1;
  const last = characters.length - head.length;
  // Without a further `%` the match is at the end of the text.
  for (let start = rest ? 0 : Math.max(last, 0); start <= last; start++) {
    if (!head.every((part, at) => fits(part, characters[start + at]))) continue;
    // If the rest is not behind the first place, it is not behind any later one.
    const found = !rest || matches(rest, characters.slice(start + head.length));
    return found ? characters.slice(0, start).join('').length + 1 : 0;
  }
  return 0;
}

/** The parts before the first `%`, and those from there on. */
function split(parts: Pattern): [head: Pattern, rest: Pattern | undefined] {
  const at = parts.indexOf(ANY);
  return at < 0 ? [parts, undefined] : [parts.slice(0, at), parts.slice(at)];
}

const fits = (part: Part | undefined, character = '') => typeof part === 'function' && part(character);

/** Goes back to the last `%` only, so that no pattern takes longer than its length times the text's. */
function matches(parts: Pattern, characters: readonly string[]): boolean {
  let part = 0;
  let character = 0;
  let any = -1;
  let taken = 0; // by the last `%`, up to this character
  while (character < characters.length) {
    if (parts[part] === ANY) {
      any = part++;
      taken = character;
    } else if (fits(parts[part], characters[character])) {
      part++;
      character++;
    } else if (any >= 0) {
      part = any + 1;
      character = ++taken;
    } else return false;
  }
  return parts.slice(part).every((left) => left === ANY);
}

function patternOf(pattern: string, escapeWith: string): Pattern {
  const key = escapeWith + pattern;
  const known = cache.get(key);
  if (known) return known;
  if (cache.size >= cacheSize) cache.clear();
  const made = compile([...pattern], escapeWith);
  cache.set(key, made);
  return made;
}

function compile(characters: readonly string[], escapeWith: string): Pattern {
  const parts: Part[] = [];
  for (let at = 0; at < characters.length; at++) {
    const character = characters[at] ?? '';
    const close = character === '[' ? characters.indexOf(']', at + 1) : -1;
    if (character === escapeWith) parts.push(letter(characters[++at] ?? ''));
    else if (character === '%') {
      if (parts.at(-1) !== ANY) parts.push(ANY);
    } else if (character === '_') parts.push(() => true);
    else if (close > at) {
      parts.push(set(characters.slice(at + 1, close)));
      at = close;
    } else if (character === '[')
      parts.push(() => false); // an open set matches nothing
    else parts.push(letter(character));
  }
  return parts;
}

function letter(wanted: string): (character: string) => boolean {
  const lower = wanted.toLowerCase();
  return (character) => character === wanted || character.toLowerCase() === lower;
}

/** The inside of `[…]`; a range the wrong way round holds nothing. */
function set(characters: readonly string[]): (character: string) => boolean {
  const negated = characters[0] === '^';
  const inside = characters.slice(negated ? 1 : 0).join('');
  const ranges = [...inside.matchAll(/(.)-(.)|./gsu)].map(([one, from = one, to = one]) => ({ from, to }));
  const holds = (character: string) => ranges.some(({ from, to }) => from <= character && character <= to);
  return (character) => [character, character.toLowerCase(), character.toUpperCase()].some(holds) !== negated;
}
