import { SqlServerError } from './types.js';

/** One T-SQL token; `value` is what it stands for (quotes and brackets taken off), `text` how it was written. */
export interface Token {
  readonly kind: 'word' | 'quoted' | 'string' | 'number' | 'symbol';
  readonly text: string;
  readonly value: string;
}

const blank = /\s+/y;
const lineComment = /--[^\n]*/y;
const number = /(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?/y;
const word = /[\p{L}_@#][\p{L}\p{N}_@#$]*/uy;
const symbol = /<>|<=|>=|!=|!<|!>|[-+*/%&|^~=<>(),.]/y;

/** T-SQL spellings with the same meaning. */
const synonyms = new Map([
  ['!=', '<>'],
  ['!<', '>='],
  ['!>', '<='],
]);

/**
 * Splits a clause into tokens; blanks and comments are dropped. A `--` comment ends with its line or with the clause.
 * Throws SqlServerError for what SQL Server's own lexer refuses, and for variables.
 */
export function tokenize(source: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;

  const match = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at;
    const found = pattern.exec(source);
    if (found) at = pattern.lastIndex;
    return found;
  };

  const delimited = (kind: Token['kind'], open: number, close: string): void => {
    const start = at;
    let value = '';
    for (at = open; ; at++) {
      const end = source.indexOf(close, at);
      if (end < 0)
        throw new SqlServerError(
          `Unclosed quotation mark after the character string '${source.slice(open)}'.`,
        );
      value += source.slice(at, end);
      at = end + 1;
      if (source[at] !== close) break;
      value += close;
    }
    tokens.push({ kind, text: source.slice(start, at), value });
  };

  while (at < source.length) {
    const rest = source.slice(at, at + 2);
    if (match(blank) || match(lineComment)) continue;
    if (rest === '/*') at = afterComment(source, at);
    else if (rest === "N'" || rest === "n'") delimited('string', at + 2, "'");
    else if (rest[0] === "'") delimited('string', at + 1, "'");
    else if (rest[0] === '[') delimited('quoted', at + 1, ']');
    else if (rest[0] === '"') delimited('quoted', at + 1, '"');
    else tokens.push(plain(source, at, match));
  }
  return tokens;
}

function plain(source: string, at: number, match: (pattern: RegExp) => RegExpExecArray | null): Token {
  for (const [kind, pattern] of [
    ['number', number],
    ['word', word],
    ['symbol', symbol],
  ] as const) {
    const text = match(pattern)?.[0];
    if (text === undefined) continue;
    if (text.startsWith('@')) throw new SqlServerError(`Must declare the scalar variable "${text}".`);
    return { kind, text, value: synonyms.get(text) ?? text };
  }
  throw new SqlServerError(`Incorrect syntax near '${String.fromCodePoint(source.codePointAt(at) ?? 0)}'.`);
}

/** Block comments nest in T-SQL. */
function afterComment(source: string, start: number): number {
  const edge = /\/\*|\*\//g;
  edge.lastIndex = start;
  let depth = 0;
  for (let found = edge.exec(source); found; found = edge.exec(source)) {
    depth += found[0] === '/*' ? 1 : -1;
    if (depth === 0) return edge.lastIndex;
  }
  throw new SqlServerError("Missing end comment mark '*/'.");
}
