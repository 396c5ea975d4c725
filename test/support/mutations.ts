import fc from 'fast-check';
import { type JsonSchema, publish } from '../../src/publish.js';
import type { ToolSpec } from '../../src/tool.js';
import { asSent, validArguments } from './arguments.js';
import { anyText } from './random.js';

/** Arguments of a call with one or more faults, and what is known of these. */
export interface Bad {
  readonly faults: readonly Fault[];
  readonly args: Record<string, unknown>;
}

interface Fault {
  readonly how: 'missing' | 'unknown' | 'wrong type' | 'odd value';
  /** The argument at fault. */
  readonly name: string;
  readonly value?: unknown;
  /** No reading of it makes sense. */
  readonly hopeless: boolean;
}

/** Values that Caspio would take, so that what is not at fault gets that far. */
const PLAUSIBLE = {
  'q.select': fc.constantFrom('Name', 'Name, State', 'COUNT(*) AS n', 'DISTINCT City'),
  'q.where': fc.constantFrom('PK_ID = 7', "State = 'CA'", "Name LIKE '%O''B%' -- all", 'A > 1 AND (B = 2);'),
  'q.groupBy': fc.constant('State'),
  'q.orderBy': fc.constantFrom('Name', 'Name DESC, PK_ID'),
  Where: fc.constantFrom("Email = 'ann@example.com'", "UserGUID = 'g-1'"),
  expected_count: fc.constant(1),
  filePath: fc.constantFrom('a.txt', 'Invoices/2026/Ü 1.pdf'),
  values: fc.record({ City: fc.oneof(fc.string(), fc.integer()) }),
  // A change of a field or a webhook changes something.
  Label: fc.string({ maxLength: 9 }),
  Description: fc.string({ maxLength: 9 }),
};
const ALWAYS_THERE = ['Label', 'Description'];
/** What is plausible for one tool only. */
const PLAUSIBLE_FOR: Readonly<Record<string, Readonly<Record<string, fc.Arbitrary<unknown>>>>> = {
  caspio_records_export: {
    'q.select': fc.constantFrom('Name', 'Name, State'),
    max_calls: fc.integer({ min: 3, max: 1_000 }),
  },
  // Names that the answers of the cases hold.
  caspio_schema_describe: { objects: fc.constantFrom(['A'], ['b', 'V']) },
  caspio_records_aggregate: {
    measures: fc.constantFrom(['count'], ['sum(Total)', 'distinct([Odd Name])']),
    group_by: fc.constantFrom(['State'], ['State', 'week(Order_Date)']),
  },
  caspio_records_find: {
    text: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 9 }),
    fields: fc.constantFrom(['City'], ['city']),
  },
  caspio_records_import: {
    mode: fc.constantFrom('insert', 'upsert'),
    key: fc.constant(['City']),
    records: fc.array(fc.record({ City: fc.string({ maxLength: 9 }) }), { minLength: 1, maxLength: 3 }),
    File: fc.constantFrom(
      { name: 'a.csv', text: 'City\nRome' },
      { name: 'a.jsonl', text: '{"City":"Rome"}' },
    ),
  },
};
/** These say more than a schema does: cursor and resume come from an earlier answer, a file is saved but once. */
const NOT_PLAUSIBLE = ['cursor', 'handle', 'resume', 'save_as'];

const huge = fc.constantFrom('x', '(', "'", 'é', '[a],', 'PK_ID = 1 OR ').map((text) => text.repeat(5_000));
const junkObject = fc.constantFrom(
  {},
  { a: 1 },
  { a: { b: { c: [{}] } } },
  { length: 3 },
  { constructor: 1, toString: null },
  { PK_ID: 1 },
  JSON.parse('{"__proto__": {"a": 1}, "b": 2}'),
  { '': 'x' },
);
const junkList = fc.constantFrom([{}], [[]], [null], [[['x']]], [{ Name: 'a' }], [true, 5]);

/** Values that cannot be meant, by the type that the schema wants. */
const WRONG: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  string: fc.oneof(fc.boolean(), junkObject, junkList),
  integer: fc.oneof(
    fc.boolean(),
    junkObject,
    junkList,
    fc.constantFrom('', 'NaN', 'five', '1e3', '0x10', 1.5),
  ),
  boolean: fc.oneof(fc.integer(), junkObject, junkList, fc.constantFrom('', 'yes', 'null', '[true]')),
  array: fc.oneof(
    fc.integer(),
    fc.boolean(),
    fc.constantFrom('', 'null', '{', '5', [{}], [[]], [null], [true]),
  ),
  object: fc.oneof(fc.integer(), fc.boolean(), junkList, fc.constantFrom('', 'null', '[1]', '{"a":', {})),
};

/** Values at the borders of what may be meant. */
const ODD: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  string: fc.oneof(
    anyText,
    huge,
    fc.double({ noNaN: true }),
    fc.constantFrom('', ' ', '\t\n'),
    fc.constantFrom('\u2028', '\0', ';', '-- x', '/* x */'),
    // Segments of other addresses.
    fc.constantFrom('path', 'folders', 'fileInfo', 'deployment', '..'),
    fc.constantFrom('null', 'NaN', 'undefined', '{"a":1}'),
    fc.constantFrom('[object Object]', '["a"]', 'AUTONUMBER', 'LIST-STRING', ['a', 'b'], []),
  ),
  integer: fc.constantFrom(
    ...[-1, 0, 1, 4, 5, 1_000, 1_001, 2 ** 31 - 1, 2 ** 31, 2 ** 53, 1e308, -(2 ** 31)],
    ...['5', ' 7 ', '-1', '5.0', '999999999999999999999', 'Infinity', null],
  ),
  boolean: fc.constantFrom('true', ' FALSE ', 'True', null),
  array: fc.oneof(
    fc.array(fc.oneof(anyText, fc.constant(null)), { maxLength: 3 }),
    fc.constantFrom('[]', '["a"]', '[{"Name":"A","Type":"STRING"}]', {}, { Name: 'A', Type: 'string' }, null),
    fc.constant(Array.from({ length: 1_000 }, (_, index) => `https://example.com/${index}`)),
  ),
  object: fc.oneof(
    fc.dictionary(anyText, fc.oneof(anyText, fc.integer(), fc.constant(null), fc.array(fc.integer()))),
    junkObject,
    fc.record(
      { name: anyText, text: anyText, base64: anyText, path: anyText, url: anyText },
      { requiredKeys: [] },
    ),
    fc.constantFrom('{}', '{"A":1}', '{"PK_ID":1}', null),
    anyText.map((url) => ({ url: `https://${url}` })),
  ),
};

/** Names near to known ones, and names that every object has. */
function unknownName(own: readonly string[]): fc.Arbitrary<string> {
  const near = fc.tuple(fc.constantFrom(...own, 'table'), fc.nat()).map(([name, at]) => {
    const index = at % name.length;
    const mistakes = [
      name.slice(0, index) + name.slice(index + 1),
      name.slice(0, index) + name.charAt(index) + name.slice(index),
      name.toUpperCase(),
      name.replaceAll('_', ''),
      `${name}s`,
      `x.${name}`,
      ` ${name}`,
    ];
    return mistakes[at % mistakes.length] ?? name;
  });
  const inherited = fc.constantFrom(
    'constructor',
    'toString',
    'hasOwnProperty',
    'prototype',
    'length',
    'q.',
    '',
  );
  const means = (name: string) => {
    const plain = name.replace(/^q\./, '');
    return own.some((other) =>
      [name, `q.${plain}`, plain.charAt(0).toUpperCase() + plain.slice(1)].includes(other),
    );
  };
  return fc.oneof(near, inherited, anyText).filter((name) => name !== '__proto__' && !means(name));
}

/** Arguments of a tool, most with one fault, some with several, a few with none. */
export function badArguments(spec: ToolSpec): fc.Arbitrary<Bad> {
  const { properties = {}, required = [] } = publish(spec).inputSchema;
  const own = Object.keys(properties);
  const fault = fc.oneof(
    ...(required.length > 0 ? [missing(required)] : []),
    fc.tuple(unknownName(own), ODD.string ?? anyText).map(([name, value]): Fault => {
      return { how: 'unknown', name, value, hopeless: true };
    }),
    ...own.flatMap((name) => faultsOf(name, properties[name] ?? {}, required.includes(name))),
  );
  const faults = fc.oneof(
    { weight: 15, arbitrary: fault.map((one) => [one]) },
    {
      weight: 4,
      arbitrary: fc.uniqueArray(fault, { selector: ({ name }) => name, minLength: 2, maxLength: 4 }),
    },
    { weight: 1, arbitrary: fc.constant<Fault[]>([]) },
  );
  const always = spec.effect === 'update' ? own.filter((name) => ALWAYS_THERE.includes(name)) : [];
  const plausible = { ...PLAUSIBLE, ...PLAUSIBLE_FOR[spec.name] };
  const valid = validArguments(spec, plausible, { without: NOT_PLAUSIBLE, always });
  return fc.tuple(valid, faults).map(([args, faults]) => ({ faults, args: faults.reduce(withFault, args) }));
}

const missing = (required: readonly string[]) =>
  fc.constantFrom(...required).map((name): Fault => ({ how: 'missing', name, hopeless: true }));

function faultsOf(name: string, schema: JsonSchema, isRequired: boolean): fc.Arbitrary<Fault>[] {
  const of = (how: Fault['how'], values: fc.Arbitrary<unknown> = anyText) =>
    values.map(asSent).map((value): Fault => {
      const isAbsent = value === null && !isRequired;
      return { how, name, value, hopeless: how === 'wrong type' && !isAbsent };
    });
  const type = String(schema.type);
  const wrong =
    type === 'string' && name.startsWith('q.')
      ? WRONG.string?.filter((value) => !isNames(value))
      : WRONG[type];
  const odd = of('odd value', ODD[type]);
  return [of('wrong type', wrong), odd, odd];
}

function withFault(args: Record<string, unknown>, { how, name, value }: Fault): Record<string, unknown> {
  const { [name]: _, ...rest } = args;
  return how === 'missing' ? rest : { ...rest, [name]: value };
}

const isNames = (value: unknown) => Array.isArray(value) && value.every((item) => typeof item === 'string');
