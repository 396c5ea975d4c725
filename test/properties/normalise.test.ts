import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readArguments } from '../../src/arguments.js';
import { type JsonSchema, publish } from '../../src/publish.js';
import { toolsets } from '../../tools/index.js';
import { validArguments } from '../support/arguments.js';

const specs = toolsets.flatMap((toolset) => toolset.tools);

/** Other names that mean an argument: `where` for `q.where` and `Where`, `name` for `Name`. */
function aliases(name: string, own: readonly string[]): readonly string[] {
  const plain = name.replace(/^q\./, '');
  const lower = plain.charAt(0).toLowerCase() + plain.slice(1);
  const all = name.startsWith('q.') ? [plain] : plain === lower ? [] : [lower, `q.${lower}`];
  return all.filter((alias) => !own.includes(alias));
}

/** A value as models write it: numbers and switches as texts, lists and objects as JSON, texts of digits as numbers. */
function asText(value: unknown, { type, enum: choices }: JsonSchema): unknown {
  if (type === 'boolean') return ` ${String(value).toUpperCase()} `;
  if (type !== 'string') return typeof value === 'string' ? value : JSON.stringify(value);
  if (choices) return String(value).toUpperCase();
  return String(Number(value)) === value ? Number(value) : value;
}

describe.each(specs)('arguments of $name', (spec) => {
  const { properties = {} } = publish(spec).inputSchema;
  const own = Object.keys(properties);
  const valid = validArguments(spec);

  it('that are valid come as they are', () => {
    fc.assert(
      fc.property(valid, (args) => {
        expect(readArguments(spec, args)).toEqual(spec.input.parse(args));
      }),
      { numRuns: 200 },
    );
  });

  it('mean the same under their other names', () => {
    fc.assert(
      fc.property(valid, fc.nat(), (args, choice) => {
        const renamed = Object.entries(args).map(([name, value]) => {
          const others = aliases(name, own);
          return [others[choice % others.length] ?? name, value];
        });
        expect(readArguments(spec, Object.fromEntries(renamed))).toEqual(spec.input.parse(args));
      }),
      { numRuns: 100 },
    );
  });

  it('mean the same written as text, and beside others left as null', () => {
    fc.assert(
      fc.property(valid, (args) => {
        const written = own.map((name) => [
          name,
          name in args ? asText(args[name], properties[name] ?? {}) : null,
        ]);
        expect(readArguments(spec, Object.fromEntries(written))).toEqual(spec.input.parse(args));
      }),
      { numRuns: 100 },
    );
  });
});

it('a name that would be left out in silence is refused', () => {
  const create = specs.find(({ name }) => name === 'create_a_caspio_record');
  const args = JSON.parse('{"table_name": "T", "values": {"__proto__": 1, "City": "X"}}');
  expect(() => create && readArguments(create, args)).toThrow('values: holds __proto__');
});
