import { badArgument } from '../../../src/caspio/errors.js';
import { bare } from '../../../src/sql/lexer.js';

/** A column of the answer. */
export interface Item {
  /** The T-SQL expression. */
  readonly sql: string;
  /** What it is to be called; the column is called so where no other one is. */
  readonly name: string;
  /** Its own name is what it is called anyway. */
  readonly plain?: true;
}

/** No field has a longer name. Facts: naming rules. */
const LONGEST = 100;

interface Parts {
  /** What stands before the parenthesis, or all of it. */
  readonly word: string;
  /** What stands in it, without the brackets of a name. */
  readonly field: string | undefined;
}

/** Takes `sum(Total)` and `Ship State` apart. Throws a Failure for what can be neither. */
export function partsOf(given: string, argument: string): Parts {
  const text = given.trim();
  const problem = problemOf(text);
  if (problem !== undefined)
    throw badArgument(argument, problem, 'Write the names of fields, such as State or sum(Total).');
  if (isBracketed(text)) return { word: bare(text), field: undefined };
  const [, word, inside] = /^(\w+)\s*\(\s*(.*?)\s*\)$/s.exec(text) ?? [];
  if (word === undefined || inside === undefined) return { word: text, field: undefined };
  return { word, field: isBracketed(inside) ? bare(inside) : inside || undefined };
}

const isBracketed = (text: string) => /^\[(?:[^\]]|\]\])+\]$/.test(text);

function problemOf(text: string): string | undefined {
  if (text === '') return 'holds a blank text';
  if (text.length > LONGEST) return `holds a text of more than ${LONGEST} characters`;
  return /[\p{Cc}\p{Cs}]/u.test(text) ? 'holds a control character' : undefined;
}
