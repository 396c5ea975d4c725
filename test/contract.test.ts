import { describe, expect, it } from 'vitest';
import { publish } from '../src/publish.js';
import { toolsets } from '../tools/index.js';
import { OPERATIONS } from './support/operations.js';

/** Arguments of our own, beside those of the operation. */
const OURS = ['cursor', 'format', 'expected_count', 'save_as'];
const words = (text: string) => text.split(' ').filter(Boolean);
const tools = toolsets.flatMap((toolset) => toolset.tools.map((tool) => ({ toolset: toolset.name, tool })));

describe('the contract', () => {
  it('has one tool for each operation, and each operation once', () => {
    const mirrors = tools.map(({ tool }) => tool.name).sort();
    expect(mirrors).toEqual(OPERATIONS.map(([tool]) => tool).sort());
    expect(new Set(OPERATIONS.map(([, , request]) => request)).size).toBe(OPERATIONS.length);
    expect(OPERATIONS).toHaveLength(70);
  });

  it.each(OPERATIONS)(
    '%s has its toolset and exact arguments',
    (name, toolset, request, required, optional) => {
      const found = tools.find(({ tool }) => tool.name === name);
      if (!found) throw new Error(`no tool ${name}`);
      const { inputSchema, annotations } = publish(found.tool).definition;
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
