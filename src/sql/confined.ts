import { bare, isName, type Token, tokens } from './lexer.js';
import { mayOpen, STATEMENT_WORDS } from './words.js';

/**
 * Whether a clause stays within the rows that it is about. Caspio puts clauses into a statement of its own, so one
 * could ask for another table. What is allowed is narrow on purpose: wherever our lexer and SQL Server might read a
 * character differently, the clause is refused, so that nothing depends on their reading it alike.
 */

/** Caspio takes no longer address; the lexer is quadratic at worst. */
const MOST_CHARS = 8_000;

/**
 * What in the clause could reach beyond the rows of `source` (a table or view; undefined where it has no name to
 * qualify fields with), in words that quote nothing of it; undefined where nothing can.
 */
export function unconfined(clause: string, source?: string): string | undefined {
  if (clause.length > MOST_CHARS) return `more than ${MOST_CHARS} characters`;
  if (!clause.isWellFormed()) return 'half of a character pair';
  const found = tokens(clause);
  return inGaps(clause, found) ?? inTokens(found, source) ?? inNumbers(clause, found) ?? inPairs(found);
}

/** The lexer takes every blank of Unicode for one. SQL Server might not, and take it for part of a name. */
function inGaps(clause: string, found: readonly Token[]): string | undefined {
  const at = positions(clause, found);
  const ends = [0, ...found.map(({ text }, index) => (at[index] ?? 0) + text.length)];
  const gaps = ends.map((end, index) => clause.slice(end, at[index] ?? clause.length));
  return first(gaps, (gap) => odd(/[^ \t\r\n]/, gap));
}

/** Nothing but blanks is left out between tokens, and no token begins with one. */
function positions(clause: string, found: readonly Token[]): number[] {
  let at = 0;
  return found.map(({ text }) => {
    while (/\s/.test(clause.charAt(at))) at += 1;
    at += text.length;
    return at - text.length;
  });
}

function inTokens(found: readonly Token[], source: string | undefined): string | undefined {
  return first(found, (token, index) => {
    const { kind, text } = token;
    if (kind === 'comment') return 'a comment';
    if (kind === 'unclosed') return 'a text, a name or a comment that is never closed';
    if (kind === 'text') return inText(text);
    if (kind === 'name') return inBrackets(text);
    if (kind === 'word') return inWord(text);
    if (text === '.') return inQualified(found, index, source);
    return kind === 'symbol' ? inSymbol(text) : undefined;
  });
}

/** Characters that a code page of one byte may fold to a quote, and those that no text needs. */
const inText = (text: string) =>
  odd(/[^\P{Cc}\t\r\n]/u, text) ?? odd(/[\u02b9\u02bc\u02c8\u2032\u201b\uff07]/, text);

/** Odd names are legal, but no field of Caspio has such a sign in it, and others may read it otherwise. */
function inBrackets(name: string): string | undefined {
  if (name.startsWith('"')) return 'a double quote';
  const inner = name.slice(1, -1);
  if (/^\s*@/.test(inner)) return 'a parameter in brackets';
  if (/['"[\];]|--|\/\*|\*\//.test(inner)) return 'a quote, bracket, semicolon or comment within [brackets]';
  return inText(inner) ?? odd(/[\uff02\uff3b\uff3d]/, inner);
}

function inWord(word: string): string | undefined {
  const strange = odd(/[^\x20-\x7e]/u, word);
  if (strange) return strange;
  if (!/^[a-z_][a-z0-9_]*$/i.test(word)) return 'a variable or another name with @, # or $';
  if (/^SELECT$/i.test(word)) return 'a sub-query (SELECT)';
  const upper = word.toUpperCase();
  return STATEMENT_WORDS.has(upper) ? `the word ${upper}` : undefined;
}

function inSymbol(symbol: string): string | undefined {
  if (symbol === ';') return 'a semicolon';
  return odd(/[^\x20-\x7e]/u, symbol) ?? (/^[(),=<>!+\-*/%&|^~]$/.test(symbol) ? undefined : `a ${symbol}`);
}

/** `Orders.State` and `Orders.*` about Orders, and a number such as `.5`; no more parts, no other owner. */
function inQualified(found: readonly Token[], dot: number, source: string | undefined): string | undefined {
  const [beforeLast, before, after, afterNext] = [-2, -1, 1, 2].map((step) => found[dot + step]);
  if (beforeLast?.text === '.' || afterNext?.text === '.' || after?.text === '.' || before?.text === '.') {
    return 'a name of three or more parts';
  }
  if (after?.kind === 'number' && !after.text.includes('.') && !endsValue(before)) return undefined;
  if (!before || !isName(before) || !after || !(isName(after) || after.text === '*')) return 'a loose dot';
  if (afterNext?.text === '(') return 'a function with a qualified name';
  const owner = bare(before.text).toLowerCase();
  return owner === source?.toLowerCase() ? undefined : 'a name that is qualified by another one than its own';
}

const endsValue = (token: Token | undefined) =>
  token !== undefined && (token.kind !== 'symbol' || token.text === ')') && !isOperator(token);

const isOperator = ({ kind, text }: Token) =>
  kind === 'word' && /^(AND|OR|NOT|IN|LIKE|BETWEEN|WHEN|THEN|ELSE|CASE|TOP)$/i.test(text);

/** SQL Server ends `0xAUNION` and `1e5UNION` where the number ends, and reads a word behind it. */
function inNumbers(clause: string, found: readonly Token[]): string | undefined {
  const at = positions(clause, found);
  return first(found, ({ kind, text }, index) => {
    const next = found[index + 1];
    const joined = (at[index] ?? 0) + text.length === at[index + 1];
    if (kind !== 'number' || next?.kind !== 'word' || !joined) return undefined;
    const isNumber = /^(0x[0-9a-f]*|\d+(\.\d+)?e\d*)$/i.test(text + next.text);
    return isNumber ? undefined : 'a number that runs into a word';
  });
}

/** What only shows between neighbours: calls, and parentheses. */
function inPairs(found: readonly Token[]): string | undefined {
  let depth = 0;
  const problem = first(found, (token, index) => {
    if (token.text === ')') depth -= 1;
    if (depth < 0) return 'a closing parenthesis without its opening one';
    if (token.text !== '(') return undefined;
    depth += 1;
    const before = found[index - 1];
    if (!isName(before) || before === undefined) return undefined;
    if (before.kind === 'name') return 'a call by a name in brackets';
    const name = before.text.toUpperCase();
    return mayOpen(name) ? undefined : `a call of ${name.slice(0, 40)}`;
  });
  return problem ?? (depth > 0 ? 'a parenthesis that is never closed' : undefined);
}

/** The character that the pattern finds, by its number: it may be one that cannot be seen. */
function odd(pattern: RegExp, text: string): string | undefined {
  const code = pattern.exec(text)?.[0].codePointAt(0);
  return code === undefined
    ? undefined
    : `the character U+${code.toString(16).toUpperCase().padStart(4, '0')}`;
}

function first<T>(items: readonly T[], look: (item: T, index: number) => string | undefined) {
  for (const [index, item] of items.entries()) {
    const found = look(item, index);
    if (found !== undefined) return found;
  }
  return undefined;
}
