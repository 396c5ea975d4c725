import { SqlServerError } from '../types.js';
import type { FunctionSpec, FunctionTable } from './spec.js';

/** Rounds half away from zero in decimal, as SQL Server does; a third argument other than 0 cuts off instead. */
function round(value: number, digits: number, cut: number): number {
  const shifted = shift(Math.abs(value), digits);
  if (!Number.isFinite(shifted)) return value;
  return Math.sign(value) * shift(cut === 0 ? Math.round(shifted) : Math.trunc(shifted), -digits);
}

/** Moves the decimal point in the number's text: 1.005 becomes 100.5, not 100.49999999999999. */
function shift(value: number, digits: number): number {
  const [mantissa = '0', exponent = '0'] = String(value).split('e');
  return Number(`${mantissa}e${Number(exponent) + digits}`);
}

function defined(value: number): number {
  if (!Number.isFinite(value)) throw new SqlServerError('An invalid floating point operation occurred.');
  return value;
}

const ofFloat = (compute: (value: number) => number): FunctionSpec => ({
  parameters: ['number'],
  result: 'number',
  run: (value: number) => defined(compute(value)),
});

const ofFirst = (compute: (value: number) => number): FunctionSpec => ({
  parameters: ['numeric'],
  result: 'first',
  run: compute,
});

const numberText = /^\s*[-+]?\$?(\d[\d,]*\.?\d*|\.\d+)(e[-+]?\d+)?\s*$/i;

/** T-SQL's number functions. */
export const numberFunctions: FunctionTable = {
  ROUND: { parameters: ['numeric', 'integer', 'integer'], defaults: [0], result: 'first', run: round },
  ABS: ofFirst(Math.abs),
  CEILING: ofFirst(Math.ceil),
  FLOOR: ofFirst(Math.floor),
  SIGN: ofFirst(Math.sign),
  POWER: {
    parameters: ['numeric', 'number'],
    result: 'first', // an integer power is cut to an integer
    run: (base: number, exponent: number) => defined(base ** exponent),
  },
  SQRT: ofFloat(Math.sqrt),
  SQUARE: ofFloat((value) => value * value),
  EXP: ofFloat(Math.exp),
  LOG: {
    parameters: ['number', 'number'],
    defaults: [Math.E],
    result: 'number',
    run: (value: number, base: number) =>
      defined(base === Math.E ? Math.log(value) : Math.log(value) / Math.log(base)),
  },
  LOG10: ofFloat(Math.log10),
  PI: { parameters: [], result: 'number', run: () => Math.PI },
  SIN: ofFloat(Math.sin),
  COS: ofFloat(Math.cos),
  TAN: ofFloat(Math.tan),
  ASIN: ofFloat(Math.asin),
  ACOS: ofFloat(Math.acos),
  ATAN: ofFloat(Math.atan),
  ATN2: { parameters: ['number', 'number'], result: 'number', run: Math.atan2 },
  RADIANS: ofFloat((degrees) => (degrees * Math.PI) / 180),
  DEGREES: ofFloat((radians) => (radians * 180) / Math.PI),
  ISNUMERIC: {
    parameters: ['text'],
    result: 'integer',
    run: (text: string) => (numberText.test(text) ? 1 : 0),
  },
};
