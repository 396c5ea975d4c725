import transactSql from 'node-sql-parser/build/transactsql.js';
import { syntaxError } from './keywords.js';
import type { Token } from './lexer.js';
import { outline } from './outline.js';
import type { RawSelect } from './raw.js';
import { readStatement } from './read.js';
import type { Select } from './syntax.js';

const parser = new transactSql.Parser();

/** Parses the tokens of one SELECT statement; throws SqlServerError at the token that does not fit. */
export function parse(tokens: readonly Token[]): Select {
  const { text, starts } = outline(tokens);
  let raw: unknown;
  try {
    raw = parser.astify(text, { database: 'transactsql' });
  } catch (error) {
    const offset = offsetOf(error);
    const after = starts.findIndex((start) => start > offset);
    throw syntaxError(tokens[(after < 0 ? tokens.length : after) - 1]);
  }
  if (Array.isArray(raw)) throw syntaxError(tokens[0]); // what the library takes for several statements
  // The library's own types are loose and partly wrong; raw.ts describes what it really yields.
  return readStatement(raw as RawSelect, tokens);
}

function offsetOf(error: unknown): number {
  const { location } = error as { location?: { start: { offset: number } } }; // a PEG.js SyntaxError
  if (!location) throw error;
  return location.start.offset;
}
