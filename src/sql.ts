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

/** Every aggregate function of T-SQL: a selection without them has one row a record. */
const AGGREGATES =
  /^(COUNT|COUNT_BIG|SUM|AVG|MIN|MAX|STDEVP?|VARP?|STRING_AGG|CHECKSUM_AGG|GROUPING(_ID)?|APPROX_COUNT_DISTINCT)$/i;

/** Whether the selection yields one row a record: no aggregate, no DISTINCT, no TOP. */
export function isPerRecord(select: string): boolean {
  const found = tokens(select).filter(({ kind }) => kind !== 'comment');
  const [first] = found;
  if (first?.kind === 'word' && /^(DISTINCT|TOP|ALL)$/i.test(first.text)) return false;
  return !found.some(
    ({ kind, text }, index) => kind === 'word' && AGGREGATES.test(text) && found[index + 1]?.text === '(',
  );
}

/** Whether the selection shows this name, by itself or among all (`*`). */
export const shows = (select: string, name: string) =>
  splitList(select).some((item) => {
    const shown = columnName(item);
    return item.at(-1)?.text === '*' ? item.length !== 2 : shown?.toUpperCase() === name.toUpperCase();
  });

/** The plain column names among the items of an ORDER BY list. */
export function orderNames(list: string): string[] {
  return splitList(list).flatMap((item) => {
    const last = item.at(-1);
    const directed = last?.kind === 'word' && /^(asc|desc)$/i.test(last.text);
    return columnName(directed ? item.slice(0, -1) : item) ?? [];
  });
}

/**
 * Whether the condition is exactly `PK_ID = <key>`, so that it can match one record at most: a whole number, or the
 * text of a view's key such as '12,7'. A name in double quotes may be a text to SQL Server, so it does not count.
 */
export function isExactKey(where: string): boolean {
  const [name, equals, value, ...more] = tokens(where);
  return (
    more.length === 0 &&
    /^(PK_ID|\[PK_ID\])$/i.test(name?.text ?? '') &&
    equals?.text === '=' &&
    /^(\d+|N?'\d+(,\d+)*')$/i.test(value?.text ?? '')
  );
}

/** Whether the clause holds nothing but blanks, comments and semicolons. */
export const isBlank = (clause: string) =>
  tokens(clause).every(({ kind, text }) => kind === 'comment' || text === ';');

/** The clause without the semicolons that end it, so that more can follow; undefined if it is blank. */
export function withoutEnd(clause: string | undefined): string | undefined {
  return clause === undefined || isBlank(clause) ? undefined : clause.replace(/[\s;]+$/, '');
}

/** Whether the clause begins with this word. */
export function startsWithWord(clause: string, word: string): boolean {
  const first = tokens(clause).find(({ kind }) => kind !== 'comment');
  return first?.kind === 'word' && first.text.toUpperCase() === word;
}

/** A date that lacks its quotes, which SQL reads as a subtraction: 2024-05-13. */
export function nakedDate(clause: string): string | undefined {
  const found = tokens(clause);
  for (const [index, { kind, text }] of found.entries()) {
    const date = found
      .slice(index, index + 5)
      .map((token) => token.text)
      .join('');
    if (kind === 'number' && /^\d{4}$/.test(text) && /^\d{4}-\d{1,2}-\d{1,2}$/.test(date)) return date;
  }
  return undefined;
}

/** Whether the clause names this, outside texts and comments. */
export const mentions = (clause: string, name: string) =>
  tokens(clause).some((token) => isName(token) && bare(token.text).toUpperCase() === name.toUpperCase());

/** A name as SQL takes it, whatever it holds. */
export const quoteName = (name: string) => `[${name.replaceAll(']', ']]')}]`;

function splitList(list: string): Token[][] {
  const items: Token[][] = [[]];
  let depth = 0;
  for (const token of tokens(list).filter(({ kind }) => kind !== 'comment')) {
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
