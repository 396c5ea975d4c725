import { isReserved, reservedFunctions, structural, syntaxError, windowWords, wordOf } from './keywords.js';
import type { Token } from './lexer.js';
import { SqlServerError } from './types.js';

/** The statement as the parser gets it; `starts[n]` is where token n begins in `text`. */
export interface Outline {
  readonly text: string;
  readonly starts: readonly number[];
}

/** The name under which the parser sees token n; `positionOf` is its inverse. */
const placeholder = (n: number): string => `[@${n}]`;
const functionName = (n: number): string => `f${n}`;

/** The token that a placeholder or function name stands for, by its position in the token list. */
export function positionOf(name: string): number {
  return Number(name.slice(1));
}

/** Written between two operands as `- [@n] -`: an operator that the parser lacks, at the rank of + and -. */
const insertedOperators = new Set(['ESCAPE', '&', '|', '^']);

export function isInserted(token: Token): boolean {
  return insertedOperators.has(token.kind === 'symbol' ? token.text : wordOf(token));
}

type Parenthesis = 'window' | 'cast' | 'plain';

/**
 * Reduces a statement to what its structure is made of: reserved words, operators and parentheses. Every name,
 * value and function is a numbered stand-in, so the parser never sees a caller's text, and what its grammar
 * lacks (`]]`, `N'…'`, ESCAPE, TRY_CAST, DISTINCT in any aggregate, bitwise operators) is put in terms it knows.
 */
export function outline(tokens: readonly Token[]): Outline {
  const starts: number[] = [];
  const open: Parenthesis[] = [];
  let text = '';
  tokens.forEach((token, n) => {
    starts.push(text.length);
    text += `${stand(token, n)} `;
    if (token.kind === 'symbol' && token.text === '(') open.push(parenthesis(tokens, n));
    if (token.kind === 'symbol' && token.text === ')') open.pop();
  });
  return { text, starts };

  function stand(token: Token, n: number): string {
    if (token.kind === 'symbol') return symbol(token, n);
    if (token.kind === 'number' && isRawNumber(tokens, n)) return token.text;
    if (token.kind !== 'word') return placeholder(n);
    return word(wordOf(token), n);
  }

  function symbol(token: Token, n: number): string {
    if (token.text === '*' && !endsOperand(tokens[n - 1])) return placeholder(n);
    if (isInserted(token)) return `- ${placeholder(n)} -`;
    return token.value;
  }

  function word(upper: string, n: number): string {
    const next = tokens[n + 1];
    const called = next?.kind === 'symbol' && next.text === '(';
    const inside = open.at(-1);
    if (inside === 'window' && windowWords.has(upper)) return upper;
    if (upper === 'ESCAPE') return `- ${placeholder(n)} -`;
    if (upper === 'WITHIN' && wordOf(next) !== 'GROUP') return placeholder(n);
    if (upper === 'AS' && inside === 'cast') return ',';
    if (upper === 'NULL') return placeholder(n);
    // Without an operand before the parenthesis the parser takes NOT for a function.
    if (upper === 'NOT' && called) return `NOT ${placeholder(n)} +`;
    if (upper === 'DISTINCT' && wordOf(tokens[n - 1]) !== 'SELECT') return `${placeholder(n)},`;
    if (upper === 'CURRENT_TIMESTAMP') return `${functionName(n)}()`;
    if (called && (reservedFunctions.has(upper) || !isReserved(upper))) {
      if (tokens[n - 1]?.text === '.') throw unknownFunction(tokens, n);
      return functionName(n);
    }
    if (structural.has(upper)) return upper;
    if (isReserved(upper)) throw syntaxError(tokens[n]);
    return placeholder(n);
  }
}

function parenthesis(tokens: readonly Token[], n: number): Parenthesis {
  const before = wordOf(tokens[n - 1]);
  if (before === 'OVER') return 'window';
  return before === 'CAST' || before === 'TRY_CAST' ? 'cast' : 'plain';
}

/** TOP and window frames take a bare number in the parser's grammar. */
function isRawNumber(tokens: readonly Token[], n: number): boolean {
  const top = [n - 1, n - 2].some((at) => wordOf(tokens[at]) === 'TOP');
  return top || ['PRECEDING', 'FOLLOWING'].includes(wordOf(tokens[n + 1]));
}

/** A `*` behind such a token multiplies; elsewhere it stands for all columns. */
function endsOperand(token: Token | undefined): boolean {
  if (token?.kind === 'symbol') return token.text === ')';
  const upper = wordOf(token);
  return upper === '' || upper === 'END' || upper === 'NULL' || !isReserved(upper);
}

function unknownFunction(tokens: readonly Token[], n: number): SqlServerError {
  const schema = tokens[n - 2]?.value ?? '';
  const name = `${schema}.${tokens[n]?.value}`;
  return new SqlServerError(
    `Cannot find either column "${schema}" or the user-defined function or aggregate "${name}", ` +
      'or the name is ambiguous.',
  );
}
