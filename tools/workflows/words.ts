import { Failure } from '../../src/caspio/failure.js';

/**
 * A failure about a clause that a tool wrote itself, in terms of the arguments that its caller gave:
 * `measures: is too long` and not `q.select: is too long`.
 */
export function inTermsOf(error: unknown, argumentOf: Readonly<Record<string, string>>): unknown {
  const clause = error instanceof Failure ? error.argument : undefined;
  const argument = clause === undefined ? undefined : argumentOf[clause];
  if (!(error instanceof Failure) || clause === undefined || argument === undefined) return error;
  return new Failure({ ...error, argument, what: error.what.replaceAll(clause, argument) });
}
