import { Failure } from '../../caspio/failure.js';
import type { AllowLists } from '../connection.js';
import type { Kind } from './kinds.js';

/** What a bounded connection hears. Nothing here tells whether what it asked for exists. */

const MOST_NAMES = 20;
const MOST_CHARS = 100;

const shown = (name: string) =>
  JSON.stringify(name.length > MOST_CHARS ? `${name.slice(0, MOST_CHARS)}…` : name);

/** What the connection may use of a kind, in a sentence. */
function choice(kind: Kind, allow: AllowLists): string {
  const list = allow[kind] ?? [];
  if (list.length === 0) return `This connection may use no ${kind} at all.`;
  const more = list.length > MOST_NAMES ? ` and ${list.length - MOST_NAMES} more` : '';
  return `It may use the ${kind} ${list.slice(0, MOST_NAMES).map(shown).join(', ')}${more}.`;
}

/** A table, view, folder or directory that is not listed; undefined is an argument that was left out. */
export function notListed(
  argument: string,
  given: string | undefined,
  kind: Kind,
  allow: AllowLists,
): Failure {
  const wrong = given === undefined ? 'may not leave it out' : `may not use ${shown(given)}`;
  const keys =
    kind === 'folders' ? ' List the folders, beginning without externalKey, to find their keys.' : '';
  return refusal(argument, `this connection ${wrong}`, `${choice(kind, allow)}${keys}`);
}

/** A kind without a list. */
export const closed = (kind: Kind, allow: AllowLists): Failure =>
  new Failure({ kind: 'rights', what: `This connection may use no ${kind}`, next: choice(kind, allow) });

/** A request that is none of those that the wall knows. */
export const unknownRequest = (): Failure =>
  new Failure({
    kind: 'rights',
    what: 'This connection is bounded, and this request cannot be held within its bounds',
    next: 'Use another tool, or ask the operator of this server.',
  });

/** A clause that might reach beyond the rows that it is about. */
export const notConfined = (argument: string, found: string): Failure =>
  refusal(
    argument,
    `holds ${found}, which this bounded connection may not use`,
    'Write a plain T-SQL expression over the fields of this one table or view: no sub-query, comment, semicolon or double quote, and only ordinary functions. A field whose name is a word of SQL goes into [brackets].',
  );

/** An argument that leads out of what is allowed, or might. */
export const refusal = (argument: string, wrong: string, next: string): Failure =>
  new Failure({ kind: 'rights', argument, what: `${argument}: ${wrong}`, next });
