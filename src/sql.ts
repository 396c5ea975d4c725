/**
 * What the server must know of a T-SQL clause without understanding it: where texts, names and comments begin and
 * end. Caspio alone decides what is legal; nothing here refuses a clause that SQL Server would take.
 */

type TokenKind = 'text' | 'name' | 'word' | 'number' | 'symbol' | 'comment' | 'unclosed';

interface Token {
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
  ['symbol', /[^'"[]|\/(?!\*)/y],
];

function tokens(clause: string): Token[] {
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

/** Why a clause cannot stand inside parentheses of ours, or undefined if it can. */
export function imbalance(clause: string): string | undefined {
  let depth = 0;
  for (const { kind, text } of tokens(clause)) {
    if (kind === 'unclosed')
      return `${text.startsWith('/*') ? 'a comment' : text[0]} that is opened is never closed`;
    if (text === '(') depth += 1;
    if (text === ')') depth -= 1;
    if (depth < 0) return 'a closing parenthesis has no opening one';
  }
  return depth > 0 ? 'a parenthesis that is opened is never closed' : undefined;
}

/** The names in a plain comma-separated list such as `A, [B C], Orders.D`; undefined for anything more. */
export function plainNames(list: string): string[] | undefined {
  const names = splitList(list).map(columnName);
  return names.every((name) => name !== undefined) ? names : undefined;
}

/** The column names that an ORDER BY list sorts by; undefined where one of its items is an expression. */
export function orderNames(list: string): (string | undefined)[] {
  return splitList(list).map((item) => {
    const last = item.at(-1);
    const directed = last?.kind === 'word' && /^(asc|desc)$/i.test(last.text);
    return columnName(directed ? item.slice(0, -1) : item);
  });
}

/** Whether the condition is exactly `PK_ID = <one value>`, so that it can match one record at most. */
export function isExactKey(where: string): boolean {
  const [name, equals, value, ...more] = tokens(where);
  return (
    more.length === 0 &&
    (name?.kind === 'word' || name?.kind === 'name') &&
    bare(name.text).toUpperCase() === 'PK_ID' &&
    equals?.text === '=' &&
    (value?.kind === 'number' || value?.kind === 'text')
  );
}

/** Whether the clause holds the word outside texts, quoted names and comments. */
export function hasWord(clause: string, word: string): boolean {
  return tokens(clause).some(
    ({ kind, text }) => kind === 'word' && text.toUpperCase() === word.toUpperCase(),
  );
}

/** A name as SQL takes it, whatever it holds. */
export const quoteName = (name: string) => `[${name.replaceAll(']', ']]')}]`;

function splitList(list: string): Token[][] {
  const items: Token[][] = [[]];
  let depth = 0;
  for (const token of tokens(list)) {
    if (token.text === '(') depth += 1;
    if (token.text === ')') depth -= 1;
    if (token.text === ',' && depth === 0) items.push([]);
    else items.at(-1)?.push(token);
  }
  return items;
}

/** The column of `Name` or `Table.Name`, without brackets; undefined for any other item. */
function columnName(item: readonly Token[]): string | undefined {
  const name = item.at(-1);
  const alone = item.length === 1;
  const qualified = item.length === 3 && isName(item[0]) && item[1]?.text === '.';
  return name !== undefined && isName(name) && (alone || qualified) ? bare(name.text) : undefined;
}

const isName = (token: Token | undefined) => token?.kind === 'word' || token?.kind === 'name';

function bare(name: string): string {
  if (name.startsWith('[')) return name.slice(1, -1).replaceAll(']]', ']');
  if (name.startsWith('"')) return name.slice(1, -1).replaceAll('""', '"');
  return name;
}
