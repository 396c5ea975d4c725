import { syntaxError, wordOf } from './keywords.js';
import { type Token, tokenize } from './lexer.js';
import { type Clauses, SqlServerError } from './types.js';

/**
 * Words that start or end a clause. Outside parentheses a clause may hold none of them, save those of its own:
 * they would reach beyond the place where Caspio puts the text. TOP, INTO, UNION are among them (inferred).
 */
const boundaries = new Set(
  'SELECT FROM WHERE GROUP HAVING ORDER UNION EXCEPT INTERSECT INTO FOR OPTION WITH TOP'.split(' '),
);

const own: Record<keyof Clauses, readonly string[]> = {
  select: [],
  where: [],
  groupBy: ['HAVING'], // inferred: Caspio puts the text behind GROUP BY as it is
  orderBy: [],
};

/**
 * The tokens of the statement that Caspio makes of the clauses, over the relation called `from`. Every clause is
 * checked by itself first, so none can complete or continue another. Blank clauses count as absent.
 */
export function assemble(from: string, clauses: Clauses): Token[] {
  const source: Token = { kind: 'quoted', text: from, value: from };
  const select = clauseTokens('select', clauses.select);
  const where = clauseTokens('where', clauses.where);
  const groupBy = clauseTokens('groupBy', clauses.groupBy);
  const orderBy = clauseTokens('orderBy', clauses.orderBy);
  return [
    ...glue('SELECT'),
    ...(select.length ? select : glue('*')),
    ...glue('FROM'),
    source,
    ...(where.length ? [...glue('WHERE', '('), ...where, ...glue(')')] : []),
    ...(groupBy.length ? [...glue('GROUP', 'BY'), ...groupBy] : []),
    ...(orderBy.length ? [...glue('ORDER', 'BY'), ...orderBy] : []),
  ];
}

function glue(...words: string[]): Token[] {
  return words.map((text) => ({ kind: /\w/.test(text) ? 'word' : 'symbol', text, value: text }));
}

function clauseTokens(clause: keyof Clauses, text: string | undefined): Token[] {
  const tokens = tokenize(text ?? '');
  let depth = 0;
  tokens.forEach((token, at) => {
    if (token.kind === 'symbol' && token.text === '(') depth++;
    else if (token.kind === 'symbol' && token.text === ')' && --depth < 0) throw syntaxError(token);
    else if (depth === 0 && crosses(clause, tokens, at)) throw syntaxError(token);
  });
  const last = tokens.at(-1);
  if (!last && text?.trim()) throw new SqlServerError("Incorrect syntax near ''."); // a comment is no clause
  if (depth > 0 || last?.text === ',' || wordOf(last) === 'DISTINCT') throw syntaxError(last);
  return tokens;
}

function crosses(clause: keyof Clauses, tokens: readonly Token[], at: number): boolean {
  const word = wordOf(tokens[at]);
  if (!boundaries.has(word) || own[clause].includes(word)) return false;
  return !(word === 'GROUP' && wordOf(tokens[at - 1]) === 'WITHIN'); // STRING_AGG(…) WITHIN GROUP (…)
}
