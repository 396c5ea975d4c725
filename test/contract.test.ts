import { describe, expect, it } from 'vitest';
import { publish } from '../src/publish.js';
import { toolsets } from '../tools/index.js';
import { OPERATIONS } from './support/operations.js';

/** Arguments of our own, beside those of the operation. */
const OURS = ['cursor', 'format', 'expected_count', 'save_as'];
const words = (text: string) => text.split(' ').filter(Boolean);
const tools = toolsets.flatMap((toolset) => toolset.tools.map((tool) => ({ toolset: toolset.name, tool })));
const names = tools.map(({ tool }) => tool.name);
const operations = OPERATIONS.map(([tool]) => tool);

describe('the contract', () => {
  it('has one tool for each operation, and each operation once', () => {
    const mirrors = names.filter((name) => operations.includes(name)).sort();
    expect(mirrors).toEqual(OPERATIONS.map(([tool]) => tool).sort());
    expect(new Set(OPERATIONS.map(([, , request]) => request)).size).toBe(OPERATIONS.length);
    expect(OPERATIONS).toHaveLength(70);
  });

  it('has beside them only tools of our own, named alike', () => {
    for (const name of names.filter((name) => !operations.includes(name)))
      expect(name).toMatch(/^caspio_[a-z]+_[a-z]+$/);
  });

  it.each(OPERATIONS)(
    '%s has its toolset and exact arguments',
    (name, toolset, request, required, optional) => {
      const found = tools.find(({ tool }) => tool.name === name);
      if (!found) throw new Error(`no tool ${name}`);
      const { inputSchema, annotations } = publish(found.tool);
      expect(found.toolset).toBe(toolset);
      expect([...(inputSchema.required ?? [])].sort()).toEqual(words(required).sort());
      const others = Object.keys(inputSchema.properties ?? {}).filter(
        (key) => !inputSchema.required?.includes(key),
      );
      expect(others.filter((key) => !OURS.includes(key)).sort()).toEqual(words(optional).sort());
      expect(annotations.readOnlyHint).toBe(request.startsWith('GET '));
    },
  );
});
