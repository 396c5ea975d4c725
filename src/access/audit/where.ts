import type { Effect } from '../../tool.js';

/** All that are understood for it, which src/arguments.ts decides. */
const SPELLINGS = ['q.where', 'Where', 'where', 'q.Where'];

/** Words that a condition about secrets holds. */
const OF_SECRETS =
  /passw|passphrase|passcode|pwd|secret|token|credential|(api|private|access|secret)[\s_-]*key|(?<![a-z])(pin|ssn)(?![a-z])/i;

/** Texts, or what is quoted like one: SQL Server may take double quotes for a text. */
const TEXTS = /'[^']*(?:'|$)|"[^"]*(?:"|$)/g;
const NUMBERS = /\b\d[\w.]*/g;

/**
 * The condition of a call, without its texts, which are values of records. Its numbers are what tells which records it
 * was about, so they stay, unless it has to do with secrets.
 */
export function whereOf(call: {
  readonly effect?: Effect | undefined;
  readonly args: Readonly<Record<string, unknown>>;
}): string | undefined {
  // No call that creates has one: there it is a field whose value stands beside `values`.
  const where = call.effect === 'create' ? undefined : textOf(call.args, SPELLINGS);
  const named = where?.replace(TEXTS, "'…'");
  return where !== undefined && OF_SECRETS.test(where) ? named?.replace(NUMBERS, '…') : named;
}

/** The first of these arguments that is there, if it is a text, or what is taken for one: a number, a list of texts. */
export function textOf(
  args: Readonly<Record<string, unknown>>,
  names: readonly string[],
): string | undefined {
  const name = names.find((spelling) => Object.hasOwn(args, spelling));
  const value = name === undefined ? undefined : args[name];
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return String(value);
  return Array.isArray(value) && value.every((item) => typeof item === 'string')
    ? value.join(', ')
    : undefined;
}
