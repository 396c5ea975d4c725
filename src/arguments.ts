import type * as z from 'zod';
import { badArgument } from './caspio/errors.js';
import { Failure } from './caspio/failure.js';
import { suggestion } from './nearest.js';
import { type JsonSchema, publish } from './publish.js';
import type { ToolSpec } from './tool.js';

/**
 * The checked arguments of a call. Models misspell names in known ways, send JSON as text and numbers for
 * texts; all that is understood here and nowhere else. Throws a Failure that names the argument, what is wrong and what to do.
 */
export function readArguments(spec: ToolSpec, raw: Readonly<Record<string, unknown>>): z.output<z.ZodObject> {
  const { inputSchema } = publish(spec);
  const normalised = normalise(raw, inputSchema);
  const parsed = spec.input.safeParse(normalised);
  if (parsed.success) return parsed.data;
  throw refusal(parsed.error.issues, normalised, inputSchema);
}

/** Never changes an argument that is valid as it is. */
function normalise(raw: Readonly<Record<string, unknown>>, schema: JsonSchema): Record<string, unknown> {
  const properties = schema.properties ?? {};
  const named: Record<string, unknown> = Object.create(null);
  for (const [given, value] of Object.entries(raw)) {
    const name = fullName(given, properties);
    const property = own(properties, name);
    if (!property)
      throw badArgument(given, 'is no argument of this tool', suggestion(given, Object.keys(properties)));
    if (value === undefined || (value === null && !schema.required?.includes(name))) continue;
    if (name in named)
      throw badArgument(given, `is given twice, as ${given} and ${name}`, `Give ${name} only.`);
    const converted = convert(name.startsWith('q.') ? joined(value) : value, property);
    // Zod would leave it out in silence.
    if (isObject(converted) && Object.hasOwn(converted, '__proto__'))
      throw badArgument(name, 'holds __proto__, which is no name', 'Leave it out.');
    named[name] = converted;
  }
  return named;
}

/** Models write `where` for `q.where` and `Where`, and `name` for `Name`. */
function fullName(given: string, properties: Readonly<Record<string, JsonSchema>>): string {
  const plain = given.replace(/^q\./, '');
  const candidates = [given, `q.${plain}`, plain.charAt(0).toUpperCase() + plain.slice(1)];
  return candidates.find((name) => own(properties, name)) ?? given;
}

/** `constructor` and the like are no arguments. */
const own = (properties: Readonly<Record<string, JsonSchema>>, name: string): JsonSchema | undefined =>
  Object.hasOwn(properties, name) ? properties[name] : undefined;

/** A list of names, where a clause is wanted. */
const joined = (value: unknown): unknown =>
  Array.isArray(value) && value.every((item) => typeof item === 'string') ? value.join(', ') : value;

function convert(value: unknown, schema: JsonSchema): unknown {
  const plain = typeof value === 'string' ? fromText(value, schema) : value;
  if (schema.type === 'string' && typeof plain === 'number') return String(plain);
  if (schema.type === 'array' && schema.items?.type === 'object' && isObject(plain))
    return convert([plain], schema);
  if (schema.type === 'array' && Array.isArray(plain) && schema.items) {
    const { items } = schema;
    return plain.map((item) => convert(item, items));
  }
  if (schema.type === 'object' && schema.properties && isObject(plain)) {
    const { properties } = schema;
    return Object.fromEntries(
      Object.entries(plain).map(([name, item]) => {
        const property = own(properties, name);
        return [name, property ? convert(item, property) : item];
      }),
    );
  }
  return plain;
}

function fromText(text: string, schema: JsonSchema): unknown {
  switch (schema.type) {
    case 'string':
      return schema.enum?.find((choice) => String(choice).toLowerCase() === text.toLowerCase()) ?? text;
    case 'integer':
    case 'number':
      return /^-?\d+(\.\d+)?$/.test(text.trim()) ? Number(text) : text;
    case 'boolean':
      return ({ true: true, false: false } as Record<string, boolean>)[text.trim().toLowerCase()] ?? text;
    case 'array':
      return fromJson(text, Array.isArray);
    case 'object':
      return fromJson(text, isObject);
    default:
      return text;
  }
}

function fromJson(text: string, fits: (value: unknown) => boolean): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return fits(value) ? value : text;
  } catch {
    return text;
  }
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function refusal(
  issues: readonly z.core.$ZodIssue[],
  args: Record<string, unknown>,
  schema: JsonSchema,
): Failure {
  const said = issues.slice(0, 5).map((issue) => {
    const missing = issue.code === 'invalid_type' && valueAt(args, issue.path) === undefined;
    return { name: issue.path.join('.') || 'arguments', wrong: missing ? 'is required' : issue.message };
  });
  const [first] = said;
  const argument = String(issues[0]?.path[0] ?? 'arguments');
  const description = descriptionAt(schema, issues[0]?.path ?? []);
  return new Failure({
    kind: 'arguments',
    argument: first?.name ?? argument,
    what: said.map(({ name, wrong }) => `${name}: ${wrong}`).join('; '),
    next: description
      ? `${argument}: ${description}`
      : 'Compare the arguments with the input schema of the tool.',
  });
}

/** What the schema says of the innermost argument that the path leads to. */
function descriptionAt(schema: JsonSchema, path: readonly PropertyKey[]): string | undefined {
  const [key, ...rest] = path;
  const inner = typeof key === 'number' ? schema.items : schema.properties?.[String(key)];
  if (key === undefined || !inner) return schema.description;
  return descriptionAt(inner, rest) ?? schema.description;
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((at, key) => (at as Record<PropertyKey, unknown> | undefined)?.[key], value);
}
