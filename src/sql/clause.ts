import { bare, isName, meaning, tokens } from './lexer.js';

/** Why a clause cannot stand inside parentheses of ours, or undefined if it can. */
export function imbalance(clause: string): string | undefined {
  let depth = 0;
  for (const { kind, text } of tokens(clause)) {
    if (kind === 'unclosed') {
      return `${text.startsWith('/*') ? 'a comment' : text[0]} that is opened is never closed`;
    }
    if (text === '(') depth += 1;
    if (text === ')') depth -= 1;
    if (depth < 0) return 'a closing parenthesis has no opening one';
  }
  return depth > 0 ? 'a parenthesis that is opened is never closed' : undefined;
}

/**
 * The clause without the blanks and semicolons that end it, and the comments behind these, so that more can follow;
 * undefined if it holds nothing but blanks, comments and semicolons.
 */
export function withoutEnd(clause: string | undefined): string | undefined {
  let kept = trimmed(clause ?? '');
  while (meaning(kept).at(-1)?.text === ';') {
    const comment = tokens(kept).at(-1)?.text ?? '';
    kept = trimmed(kept.slice(0, kept.length - comment.length));
  }
  return meaning(kept).length > 0 ? kept : undefined;
}

function trimmed(clause: string): string {
  let end = clause.length;
  while (/[\s;]/.test(clause.charAt(end - 1))) end -= 1;
  return clause.slice(0, end);
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

/** A date that lacks its quotes, which SQL reads as a subtraction: 2024-05-13. */
export function nakedDate(clause: string): string | undefined {
  const texts = meaning(clause).map(({ text }) => text);
  return texts
    .map((_, index) => texts.slice(index, index + 5).join(''))
    .find((five, index) => {
      return texts[index]?.length === 4 && /^\d{4}-\d{1,2}-\d{1,2}$/.test(five);
    });
}

/** Whether the clause names this, outside texts and comments. */
export const mentions = (clause: string, name: string) =>
  tokens(clause).some((token) => isName(token) && bare(token.text).toUpperCase() === name.toUpperCase());

/** A function that gives another value every time, so that nothing read by it can be counted or gone on with. */
export const volatileFunction = (clause: string) =>
  ['NEWID', 'RAND', 'CRYPT_GEN_RANDOM', 'NEWSEQUENTIALID'].find((name) => mentions(clause, name));

/** A text as SQL takes it. Letters beyond ASCII are lost without the N. */
export function textLiteral(text: string): string {
  const literal = `'${text.replaceAll("'", "''")}'`;
  return /^[\x20-\x7e]*$/.test(literal) ? literal : `N${literal}`;
}

/** A name as SQL takes it, whatever it holds. */
export const quoteName = (name: string) => `[${name.replaceAll(']', ']]')}]`;
