import { randomUUID } from 'node:crypto';
import { convert } from '../convert.js';
import { isDate } from '../kinds.js';
import { combine, type Printed } from '../printed.js';
import { call, define } from '../runtime.js';
import { SqlServerError } from '../types.js';
import { dateFunctions } from './dates.js';
import { dateFormat, numberFormat } from './formats.js';
import { numberFunctions } from './numbers.js';
import { type FunctionTable, printCall } from './spec.js';
import { textFunctions } from './text.js';

const nullFunctions: FunctionTable = {
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
};

const scalars = new Map(
  [nullFunctions, textFunctions, numberFunctions, dateFunctions].flatMap((table) => Object.entries(table)),
);

for (const [name, { run }] of scalars) if (run) define({ [name]: run });

define({
  formatDate: dateFormat,
  formatNumber: numberFormat,
  newId: () => randomUUID().toUpperCase(),
});

/** A call of a scalar function by its upper-case name; undefined if T-SQL has none of that name. */
export function printScalar(name: string, args: readonly Printed[]): Printed | undefined {
  if (name === 'FORMAT') return format(args);
  // Not through `call`: that would make one value for all rows.
  if (name === 'NEWID') return combine('tsql_newid()', 'text', []);
  const spec = scalars.get(name);
  return spec && printCall(name, spec, args);
}

/** FORMAT takes dates and numbers, and no text; the culture is always en-US (our choice). */
function format(args: readonly Printed[]): Printed {
  const [value] = args;
  if (value?.type === 'text')
    throw new SqlServerError('Argument data type varchar is invalid for argument 1 of format function.');
  const ofDate = value !== undefined && isDate(value.type);
  const parameters = [ofDate ? 'date' : 'numeric', 'text', 'text'] as const;
  const checked = { parameters, defaults: ['en-US'], result: 'text', sql: () => '' } as const;
  printCall('FORMAT', checked, args);
  const [given, pattern] = args;
  if (!given || !pattern) throw new Error('printCall has counted the arguments');
  return call(ofDate ? 'formatDate' : 'formatNumber', [given, convert(pattern, 'text')], 'text');
}
