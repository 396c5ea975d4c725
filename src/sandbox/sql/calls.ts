import { isAggregate, printAggregate } from './aggregates.js';
import { cast } from './cast.js';
import { datePart, takesDatePart } from './functions/dates.js';
import { printScalar } from './functions/index.js';
import { constant, type Printed } from './printed.js';
import type { Printer } from './printer.js';
import type { Call, Case, Expression } from './syntax.js';
import { SqlServerError } from './types.js';
import { isRanking, printRanking, printWindow } from './windows.js';

/** The clock of the sandbox's SQL runs in UTC (our choice). */
const clocks = new Set(['GETDATE', 'GETUTCDATE', 'SYSDATETIME', 'SYSUTCDATETIME', 'CURRENT_TIMESTAMP']);

/** A function call; throws SqlServerError for unknown functions and unfit arguments. */
export function printFunction(call: Call, printer: Printer): Printed {
  const name = call.name.toUpperCase();
  const { args, over, within, distinct } = call;
  if (isRanking(name)) return printRanking(name, call, printer);
  if (isAggregate(name)) return printAggregate(name, call, over && printWindow(over, printer), printer);
  if (over)
    throw new SqlServerError(
      `The function '${call.name}' is not a valid windowing function, and cannot be used with the OVER clause.`,
    );
  if (distinct || within.length > 0)
    throw new SqlServerError(`Incorrect syntax near '${distinct ? 'DISTINCT' : 'WITHIN'}'.`);
  if (name.endsWith('CAST') || name.endsWith('CONVERT')) {
    const printed = conversion(name, args, printer);
    if (printed) return printed;
  }
  if (clocks.has(name) && args.length === 0) return constant(printer.now, 'date');
  const desugared = logical(name, args);
  if (desugared) return printer.value(desugared);
  const values = takesDatePart.has(name) ? withDatePart(name, args, printer) : args.map(printer.value);
  const printed = printScalar(name, values);
  if (!printed) throw new SqlServerError(`'${call.name}' is not a recognized built-in function name.`);
  // DATEADD keeps a date without a time such.
  return name === 'DATEADD' && values[2]?.type === 'day' ? { ...printed, type: 'day' } : printed;
}

function conversion(name: string, args: readonly Expression[], printer: Printer): Printed | undefined {
  const attempt = name.startsWith('TRY_');
  const [first, second, third] = args;
  const plain = attempt ? name.slice(4) : name;
  if (plain === 'CAST' && first && args.length === 2) return cast(printer.value(first), second, attempt);
  if (plain !== 'CONVERT' || !second || args.length > 3) return undefined;
  const style = third ? printer.value(third).constant : 0;
  if (typeof style !== 'number')
    throw new SqlServerError(`Argument data type varchar is invalid for argument 3 of convert function.`);
  return cast(printer.value(second), first, attempt, style);
}

function withDatePart(name: string, args: readonly Expression[], printer: Printer): Printed[] {
  const [part, ...rest] = args;
  if (part?.type !== 'name' || part.path.length > 0)
    throw new SqlServerError(`Invalid parameter 1 specified for ${name.toLowerCase()}.`);
  return [constant(datePart(part.name, name), 'text'), ...rest.map(printer.value)];
}

/** IIF, NULLIF and CHOOSE are other words for a CASE. */
function logical(name: string, args: readonly Expression[]): Expression | undefined {
  const [first, second, third] = args;
  if (!first || !second) return undefined;
  const { last } = args.at(-1) ?? first;
  const caseOf = (rest: Omit<Case, 'type'>): Expression => ({ type: 'case', last, ...rest });
  if (name === 'IIF' && third && args.length === 3)
    return caseOf({ operand: undefined, branches: [{ when: first, result: second }], otherwise: third });
  if (name === 'NULLIF' && args.length === 2) {
    const nothing: Expression = { type: 'literal', kind: 'null', text: 'NULL', last };
    return caseOf({ operand: first, branches: [{ when: second, result: nothing }], otherwise: first });
  }
  if (name !== 'CHOOSE') return undefined;
  const branches = args.slice(1).map((result, at) => {
    const when: Expression = { type: 'literal', kind: 'integer', text: String(at + 1), last };
    return { when, result };
  });
  return caseOf({ operand: first, branches, otherwise: undefined });
}
