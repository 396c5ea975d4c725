import type { CallToolResult, InputRequiredResult, ServerContext, Tool } from '@modelcontextprotocol/server';

type Answer = CallToolResult | InputRequiredResult;

/** A tool that the conformance suite calls by name. */
export interface Fixture {
  readonly description: string;
  readonly inputSchema?: Tool['inputSchema'];
  run(context: ServerContext, args: Readonly<Record<string, unknown>>): Answer | Promise<Answer>;
}

export const text = (words: string): CallToolResult => ({ content: [{ type: 'text', text: words }] });

/** One red pixel. */
export const PNG = {
  data: 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8DwHwAFBQIAX8jx0gAAAABJRU5ErkJggg==',
  mimeType: 'image/png',
} as const;
