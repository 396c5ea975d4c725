import { describe, expect, it } from 'vitest';
import { weigh } from '../scripts/weigh.js';
import { instructions } from '../src/instructions.js';
import { type JsonSchema, publish } from '../src/publish.js';
import { toolsets } from '../tools/index.js';
import { OPERATIONS } from './support/operations.js';

const tools = toolsets.flatMap((toolset) => toolset.tools);
const published = tools.map((tool) => publish(tool));

/** What one property may say so that every client takes it: Claude, OpenAI, Gemini, LangChain. */
const KEYWORDS = new Set([
  'type',
  'description',
  'properties',
  'required',
  'items',
  'enum',
  'default',
  'minimum',
  'maximum',
  'minLength',
  'maxLength',
  'minItems',
  'additionalProperties',
]);

function walk(schema: JsonSchema, at: string, visit: (schema: JsonSchema, at: string) => void): void {
  visit(schema, at);
  for (const [name, child] of Object.entries(schema.properties ?? {})) walk(child, `${at}.${name}`, visit);
  if (schema.items) walk(schema.items, `${at}[]`, visit);
}

describe('the catalogue', () => {
  it('has no tool twice', () => {
    expect(new Set(tools.map(({ name }) => name)).size).toBe(tools.length);
  });

  it.each(published)('$name is published as every client takes it', async ({ name, ...definition }) => {
    expect(name).toMatch(/^[a-zA-Z0-9_]{1,53}$/); // with a host's prefix still within 64
    expect(definition.title).not.toBe('');
    expect(definition.description.length).toBeLessThanOrEqual(1_000);
    expect(Object.values(definition.annotations).every((hint) => typeof hint === 'boolean')).toBe(true);
    walk(definition.inputSchema, name, (schema, at) => {
      expect(
        Object.keys(schema).filter((keyword) => !KEYWORDS.has(keyword)),
        at,
      ).toEqual([]);
      expect(typeof schema.type, at).toBe('string');
      if (schema.type === 'array') expect(schema.items, at).toBeDefined();
      for (const [key, property] of Object.entries(schema.properties ?? {})) {
        expect(key, at).toMatch(/^[A-Za-z0-9_.-]{1,64}$/);
        expect(property.description?.length, `${at}.${key}`).toBeGreaterThan(0);
      }
      expect(schema.additionalProperties ?? true, at).toBe(true);
    });
    await expect(JSON.stringify({ name, ...definition }, null, 2)).toMatchFileSnapshot(
      `snapshots/${name}.json`,
    );
  });

  it('keeps output schemas open', () => {
    for (const { name, outputSchema } of published) {
      if (!outputSchema) continue;
      expect(outputSchema.required ?? [], name).toEqual(['result']);
      walk(outputSchema, name, (schema, at) => {
        if (schema.type !== 'object') return;
        expect(schema.additionalProperties, at).toBe(true);
        if (schema !== outputSchema) expect(schema.required, at).toBeUndefined();
      });
    }
  });

  it('names only tools that exist in descriptions and instructions', () => {
    const known = new Set(tools.map(({ name }) => name));
    const texts = [...tools.map(({ description }) => description), instructions(tools, { sandbox: true })];
    const mentioned = texts.flatMap((text) => text.match(/\b\w+_caspio_\w+\b/g) ?? []);
    expect(mentioned.filter((name) => !known.has(name))).toEqual([]);
    expect(mentioned.length).toBeGreaterThan(0);
  });

  it('warns of more than one match in every write by condition', () => {
    const byCondition = published.filter(({ inputSchema, annotations }) => {
      return !annotations.readOnlyHint && inputSchema.properties?.['q.where'];
    });
    expect(byCondition.length).toBeGreaterThan(0);
    for (const { name, inputSchema } of byCondition) {
      expect(Object.keys(inputSchema.properties ?? {}), name).toContain('expected_count');
      expect(inputSchema.required, name).toContain('q.where');
    }
  });

  it('weighs what a model can carry', () => {
    const weights = weigh();
    const heavy: Readonly<Record<string, number>> = {
      create_a_caspio_field: 600,
      update_a_caspio_field_by_id: 600,
      create_a_caspio_table: 600,
    };
    for (const [name, tokens] of Object.entries(weights))
      expect(tokens, name).toBeLessThanOrEqual(heavy[name] ?? 400);
    const mirrors = OPERATIONS.map(([name]) => weights[name] ?? Number.NaN);
    expect(mirrors.reduce((sum, tokens) => sum + tokens, 0)).toBeLessThanOrEqual(9_500);
  });

  it('keeps instructions within what clients read', () => {
    expect(instructions(tools, { sandbox: true }).length).toBeLessThanOrEqual(2_048);
  });
});
