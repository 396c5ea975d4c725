import { convert } from '../convert.js';
import { highest, isDate, sqlNames } from '../kinds.js';
import { combine, constant, type Printed, type Type, type Value } from '../printed.js';
import { call, type Runtime } from '../runtime.js';
import { SqlServerError } from '../types.js';

/**
 * The type that an argument is converted to: `numeric` is any number, `first` the type of the first argument;
 * `any` takes every type but lists.
 */
type Parameter = Type | 'numeric' | 'first' | 'any';

/** A scalar function of T-SQL. */
export interface FunctionSpec {
  readonly parameters: readonly Parameter[];
  readonly defaults?: readonly Value[]; // of the last parameters
  readonly rest?: Parameter; // of any number of further arguments
  readonly result: Type | 'first' | 'highest';
  readonly sql?: (...args: string[]) => string; // SQLite's words for it, or else
  readonly run?: Runtime; // what to register
}

export type FunctionTable = Readonly<Record<string, FunctionSpec>>;

/** Prints a call after checking the number and the types of its arguments; `name` is in upper case. */
export function printCall(name: string, spec: FunctionSpec, args: readonly Printed[]): Printed {
  checkCount(name, spec, args.length);
  const { parameters, defaults = [] } = spec;
  const missing = parameters.slice(args.length).map((_, at, all) => {
    const value = defaults[defaults.length - all.length + at] ?? null;
    return constant(value, typeof value === 'string' ? 'text' : 'integer');
  });
  const firstType = args.find(({ type }) => type !== 'null')?.type ?? 'null';
  const converted = [...args, ...missing].map((arg, at) => {
    if (arg.type === 'list')
      throw new SqlServerError(
        `Argument data type list is invalid for argument ${at + 1} of ${name.toLowerCase()} function.`,
      );
    const parameter = parameters[at] ?? spec.rest ?? 'any';
    return parameter === 'first' ? convert(arg, firstType) : argument(arg, parameter, name, at);
  });
  const type = resultType(spec, converted);
  const unified = spec.result === 'highest' ? converted.map((arg) => convert(arg, type)) : converted;
  if (!spec.sql) return call(name, unified, type);
  return combine(spec.sql(...unified.map(({ sql }) => sql)), type, unified);
}

function argument(arg: Printed, parameter: Exclude<Parameter, 'first'>, name: string, at: number): Printed {
  if (parameter === 'any') return arg;
  if (parameter !== 'numeric') return convert(arg, parameter);
  if (isDate(arg.type))
    throw new SqlServerError(
      `Argument data type ${sqlNames[arg.type]} is invalid for argument ${at + 1} of ${name.toLowerCase()} function.`,
    );
  if (arg.type === 'text' || arg.type === 'null') return convert(arg, 'number');
  return arg.type === 'boolean' ? convert(arg, 'integer') : arg;
}

function resultType({ result }: FunctionSpec, args: readonly Printed[]): Type {
  if (result === 'highest') return highest(args.map(({ type }) => type));
  return result === 'first' ? (args.find(({ type }) => type !== 'null')?.type ?? 'null') : result;
}

function checkCount(name: string, { parameters, defaults = [], rest }: FunctionSpec, count: number): void {
  const least = parameters.length - defaults.length;
  const most = rest === undefined ? parameters.length : Number.POSITIVE_INFINITY;
  if (count >= least && count <= most) return;
  const function_ = `The ${name.toLowerCase()} function requires`;
  if (least === most) throw new SqlServerError(`${function_} ${least} argument(s).`);
  const range = most === Number.POSITIVE_INFINITY ? `at least ${least}` : `${least} to ${most}`;
  throw new SqlServerError(`${function_} ${range} arguments.`);
}
