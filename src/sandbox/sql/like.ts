const cache = new Map<string, RegExp>();
const cacheSize = 100;

/** A LIKE pattern without sets, escapes and letters beyond ASCII: SQLite's own LIKE treats it alike. */
export function nativeLike(pattern: string): string | undefined {
  return /^[ -Z\]-~]*$/.test(pattern) ? pattern : undefined;
}

/**
 * A LIKE pattern as a regular expression: `%`, `_`, `[a-c]`, `[^a-c]`, and an escape character ('' for none).
 * Without letter case, as Caspio's collation (inferred).
 */
export function likePattern(pattern: string, escapeWith: string): RegExp {
  const key = escapeWith + pattern;
  const known = cache.get(key);
  if (known) return known;
  if (cache.size >= cacheSize) cache.clear();
  const made = new RegExp(`^${expressionOf(pattern, escapeWith)}$`, 'isu');
  cache.set(key, made);
  return made;
}

/** The regular expression of a LIKE pattern, without its ends. */
export function expressionOf(pattern: string, escapeWith: string): string {
  const characters = [...pattern];
  let source = '';
  for (let at = 0; at < characters.length; at++) {
    const character = characters[at] ?? '';
    const close = character === '[' ? characters.indexOf(']', at + 1) : -1;
    if (character === escapeWith) source += quote(characters[++at] ?? '');
    else if (character === '%') source += '.*';
    else if (character === '_') source += '.';
    else if (close > at) {
      source += set(characters.slice(at + 1, close));
      at = close;
    } else if (character === '[')
      return '(?!)'; // an open set matches nothing
    else source += quote(character);
  }
  return source;
}

/** The inside of `[…]`; a range the wrong way round holds nothing. */
function set(characters: readonly string[]): string {
  const negated = characters[0] === '^';
  const inside = characters.slice(negated ? 1 : 0).join('');
  const members = [...inside.matchAll(/(.)-(.)|./gsu)].map(([one, from, to]) => {
    if (from === undefined || to === undefined) return inSet(one);
    return from <= to ? `${inSet(from)}-${inSet(to)}` : '';
  });
  return `[${negated ? '^' : ''}${members.join('')}]`;
}

const inSet = (character: string): string => quote(character).replace('-', '\\-');

function quote(character: string): string {
  return character.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}
