/**
 * A small lexer of T-SQL: what the server must know of a clause without understanding it is where texts, names and
 * comments begin and end. Caspio alone decides what is legal.
 */

export type TokenKind = 'text' | 'name' | 'word' | 'number' | 'symbol' | 'comment' | 'unclosed';

export interface Token {
  readonly kind: TokenKind;
  readonly text: string;
}

const PATTERNS: readonly (readonly [Exclude<TokenKind, 'unclosed'> | 'space', RegExp])[] = [
  ['space', /\s+/y],
  ['comment', /--[^\n]*/y],
  ['text', /N?'(?:[^']|'')*'/iy],
  ['name', /\[(?:[^\]]|\]\])*\]|"(?:[^"]|"")*"/y],
  ['number', /\d+(?:\.\d+)?/y],
  ['word', /[\p{L}_@#][\p{L}\p{N}_@#$]*/uy],
  ['symbol', /[^'"[]/uy],
];

/** The clause in pieces, without blanks; quadratic at worst, so give it nothing longer than Caspio takes. */
export function tokens(clause: string): Token[] {
  const found: Token[] = [];
  let at = 0;
  while (at < clause.length) {
    const [kind, text] = next(clause, at);
    if (kind !== 'space') found.push({ kind, text });
    at += text.length;
  }
  return found;
}

function next(clause: string, at: number): readonly [TokenKind | 'space', string] {
  if (clause.startsWith('/*', at)) return blockComment(clause, at);
  for (const [kind, pattern] of PATTERNS) {
    pattern.lastIndex = at;
    const match = pattern.exec(clause);
    if (match) return [kind, match[0]];
  }
  return ['unclosed', clause.slice(at)]; // only a quote or bracket without its end matches nothing
}

/** Block comments nest in T-SQL. */
function blockComment(clause: string, at: number): readonly [TokenKind, string] {
  let depth = 0;
  for (const mark of clause.slice(at).matchAll(/\/\*|\*\//g)) {
    depth += mark[0] === '/*' ? 1 : -1;
    if (depth === 0) return ['comment', clause.slice(at, at + mark.index + 2)];
  }
  return ['unclosed', clause.slice(at)];
}

/** The pieces that mean something. */
export const meaning = (clause: string): Token[] => tokens(clause).filter(({ kind }) => kind !== 'comment');

export const isName = (token: Token | undefined) => token?.kind === 'word' || token?.kind === 'name';

/** A name without its brackets or quotes. */
export function bare(name: string): string {
  if (name.startsWith('[')) return name.slice(1, -1).replaceAll(']]', ']');
  if (name.startsWith('"')) return name.slice(1, -1).replaceAll('""', '"');
  return name;
}
