import { randomUUID } from 'node:crypto';
import { combine, type Printed } from '../printed.js';
import { define } from '../runtime.js';
import { SqlServerError } from '../types.js';
import { dateFunctions } from './dates.js';
import { dateFormat, numberFormat } from './formats.js';
import { numberFunctions } from './numbers.js';
import { type FunctionTable, printCall } from './spec.js';
import { textFunctions } from './text.js';

/** Functions that take values of any type. */
const generalFunctions: FunctionTable = {
  ISNULL: {
    parameters: ['first', 'first'],
    result: 'first',
    sql: (value, instead) => `ifnull(${value}, ${instead})`,
  },
  COALESCE: {
    parameters: ['any', 'any'],
    rest: 'any',
    result: 'highest',
    sql: (...values) => `coalesce(${values.join(', ')})`,
  },
  // The culture is always en-US (our choice). Stored dates are text, and text itself FORMAT does not take.
  FORMAT: {
    parameters: ['any', 'text', 'text'],
    defaults: ['en-US'],
    result: 'text',
    run: (value: number | string, format: string, _culture: string) =>
      typeof value === 'number' ? numberFormat(value, format) : dateFormat(value, format),
  },
};

const scalars = new Map(
  [generalFunctions, textFunctions, numberFunctions, dateFunctions].flatMap((table) => Object.entries(table)),
);

for (const [name, { run }] of scalars) if (run) define({ [name]: run });

define({ newId: () => randomUUID().toUpperCase() });

/** A call of a scalar function by its upper-case name; undefined if T-SQL has none of that name. */
export function printScalar(name: string, args: readonly Printed[]): Printed | undefined {
  if (name === 'FORMAT' && args[0]?.type === 'text')
    throw new SqlServerError('Argument data type varchar is invalid for argument 1 of format function.');
  // Not through `call`: that would make one value for all rows.
  if (name === 'NEWID') return combine('tsql_newid()', 'text', []);
  const spec = scalars.get(name);
  return spec && printCall(name, spec, args);
}
