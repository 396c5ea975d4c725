import * as z from 'zod';
import { annotations, type ToolSpec } from './tool.js';

/** The part of JSON Schema that every client takes: one type per property, no unions, no references. */
export interface JsonSchema {
  readonly type?: string;
  readonly description?: string;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly items?: JsonSchema;
  readonly enum?: readonly unknown[];
  readonly [keyword: string]: unknown;
}

/** What clients see of a tool. */
export interface ToolDefinition {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly inputSchema: JsonSchema & { readonly type: 'object' };
  readonly outputSchema?: JsonSchema & { readonly type: 'object' };
  readonly annotations: ReturnType<typeof annotations>;
}

const published = new WeakMap<ToolSpec, ToolDefinition>();

/** Made once, and not before it is asked for: converting zod costs milliseconds, at a start as with every `tools/list`. */
export function publish(spec: ToolSpec): ToolDefinition {
  const known = published.get(spec) ?? described(spec);
  published.set(spec, known);
  return known;
}

function described({ name, title, description, effect, input, output }: ToolSpec): ToolDefinition {
  return {
    name,
    title,
    description,
    inputSchema: toSchema(input, 'input'),
    ...(output && { outputSchema: toSchema(output, 'output') }),
    annotations: annotations(effect),
  };
}

function toSchema(object: z.ZodObject, io: 'input' | 'output') {
  return { ...slim(z.toJSONSchema(object, { io })), type: 'object' as const };
}

/** Keywords that help no model; the code checks what they say, and not every client reads our patterns. */
const NOISE = new Set([
  '$schema',
  'propertyNames',
  'pattern',
  'format',
  'contentEncoding',
  'minLength',
  'maxLength',
  'minimum',
  'maximum',
  'minItems',
  'maxItems',
]);

function slim(schema: unknown): Record<string, unknown> {
  const kept = Object.entries(schema as Record<string, unknown>).filter(
    ([keyword, value]) =>
      !NOISE.has(keyword) &&
      !(keyword === 'additionalProperties' && value === false) &&
      Math.abs(Number(value)) !== Number.MAX_SAFE_INTEGER,
  );
  return Object.fromEntries(kept.map(([keyword, value]) => [keyword, slimKeyword(keyword, value)]));
}

function slimKeyword(keyword: string, value: unknown): unknown {
  if (keyword === 'properties') {
    return Object.fromEntries(Object.entries(value as object).map(([name, child]) => [name, slim(child)]));
  }
  if (keyword === 'items') return slim(value);
  if (keyword === 'additionalProperties') return true;
  return value;
}
