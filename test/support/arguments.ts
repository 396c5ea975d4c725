import fc from 'fast-check';
import * as z from 'zod';
import type { JsonSchema } from '../../src/publish.js';
import type { ToolSpec } from '../../src/tool.js';
import { anyText } from './random.js';

/** What to take for arguments of these names, in place of all that their schema allows. */
type Known = Readonly<Record<string, fc.Arbitrary<unknown>>>;

const fileName = fc.constantFrom('a.txt', 'Ü "1".pdf', '…');
const file = fc.oneof(
  fc.record({ name: fileName, text: anyText }),
  fc.record({ name: fileName, text: anyText, content_type: fc.constantFrom('text/plain', 'a/b+c') }),
  fc.record({ name: fileName, base64: fc.base64String() }),
  fc.record({ path: fc.constant('data.bin') }),
);

/** Where the code checks what no schema says. */
const CHECKED_BY_CODE: Known = {
  Type: fc.constantFrom('STRING', 'TEXT', 'NUMBER', 'YES/NO', 'FILE', 'TIMESTAMP'),
  File: file,
  Files: fc.array(file, { minLength: 1, maxLength: 2 }),
};

interface Choice {
  /** Arguments that are never given. */
  readonly without?: readonly string[];
  /** Optional arguments that are always given. */
  readonly always?: readonly string[];
}

/** Arguments that a tool takes, made from its schema and as its code checks them. */
export function validArguments(
  spec: ToolSpec,
  known: Known = {},
  { without = [], always = [] }: Choice = {},
): fc.Arbitrary<Record<string, unknown>> {
  // Our JSON Schema type has just the keywords that are used here.
  const { properties = {}, required = [] } = z.toJSONSchema(spec.input, { io: 'input' }) as JsonSchema;
  const made = Object.entries(properties)
    .filter(([name]) => !without.includes(name))
    .map(([name, schema]) => [name, known[name] ?? fromSchema(schema, name)] as const);
  return fc
    .record(Object.fromEntries(made), { requiredKeys: [...required, ...always] })
    .map(asSent)
    .filter((args) => spec.input.safeParse(args).success);
}

/** As it comes over the wire: JSON knows neither -0 nor undefined. */
export const asSent = <Value>(value: Value): Value => JSON.parse(JSON.stringify(value));

function fromSchema(schema: JsonSchema, name = ''): fc.Arbitrary<unknown> {
  if (schema.enum) return fc.constantFrom(...schema.enum);
  const known = CHECKED_BY_CODE[name];
  if (known) return known;
  switch (schema.type) {
    case 'string':
      return text(schema);
    case 'integer':
      return fc.integer({ min: Number(schema.minimum ?? -1_000), max: Number(schema.maximum ?? 1_000) });
    case 'boolean':
      return fc.boolean();
    case 'array':
      return fc.array(fromSchema(schema.items ?? {}), {
        minLength: Number(schema.minItems ?? 0),
        maxLength: 3,
      });
    case 'object':
      return schema.properties ? record(schema) : fc.dictionary(fieldName, value, { minKeys: 1, maxKeys: 4 });
    default:
      return value;
  }
}

const record = ({ properties = {}, required = [] }: JsonSchema) =>
  fc.record(
    Object.fromEntries(Object.entries(properties).map(([name, schema]) => [name, fromSchema(schema, name)])),
    { requiredKeys: [...required] },
  );

/** Values of a record: all that JSON has, lists one level deep. */
const scalar = fc.oneof(
  anyText,
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.boolean(),
  fc.constant(null),
);
/** No object keeps this name as its own once it went through zod, so it is none. */
const fieldName = anyText.filter((name) => name !== '__proto__');
const value = fc.oneof(scalar, fc.array(scalar, { maxLength: 3 }));

/** Short names of every alphabet: most of what a negative pattern allows. */
const plainText = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 8 });

function text({ pattern, minLength, maxLength }: JsonSchema): fc.Arbitrary<string> {
  const min = Number(minLength ?? 0);
  const max = Number(maxLength ?? Number.POSITIVE_INFINITY);
  if (pattern === undefined) return anyText.filter(({ length }) => length >= min && length <= max);
  // Patterns with Unicode classes only exclude characters.
  return String(pattern).includes('\\p{')
    ? plainText.filter((made) => new RegExp(String(pattern), 'u').test(made))
    : fc.stringMatching(new RegExp(String(pattern)), { size: 'small' });
}
