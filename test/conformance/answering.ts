import { setTimeout as sleep } from 'node:timers/promises';
import type { ServerContext } from '@modelcontextprotocol/server';
import { type Fixture, PNG, text } from './fixture.js';
import schema from './schema.json' with { type: 'json' };

/** The head of a sound file without a sound. */
const WAV = 'UklGRiQAAABXQVZFZm10IBAAAAABAAEARKwAAIhYAQACABAAZGF0YQAAAAA=';

/** The suite wants to see that words and progress arrive one after the other. */
const STEP_MS = 50;

/** Tools that need nothing from the client: every kind of content, an error, progress and log lines. */
export const answering: Readonly<Record<string, Fixture>> = {
  test_simple_text: {
    description: 'Text',
    run: () => text('This is a simple text response for testing.'),
  },
  test_image_content: {
    description: 'An image',
    run: () => ({ content: [{ type: 'image', ...PNG }] }),
  },
  test_audio_content: {
    description: 'A sound',
    run: () => ({ content: [{ type: 'audio', data: WAV, mimeType: 'audio/wav' }] }),
  },
  test_embedded_resource: {
    description: 'A resource',
    run: () => ({
      content: [
        {
          type: 'resource',
          resource: {
            uri: 'test://embedded-resource',
            mimeType: 'text/plain',
            text: 'This is an embedded resource content.',
          },
        },
      ],
    }),
  },
  test_multiple_content_types: {
    description: 'Text, an image and a resource',
    run: () => ({
      content: [
        { type: 'text', text: 'Multiple content types test:' },
        { type: 'image', ...PNG },
        {
          type: 'resource',
          resource: {
            uri: 'test://mixed-content-resource',
            mimeType: 'application/json',
            text: '{"test":"data","value":123}',
          },
        },
      ],
    }),
  },
  test_error_handling: {
    description: 'Fails',
    run: () => ({ ...text('This tool intentionally returns an error for testing'), isError: true }),
  },
  test_tool_with_progress: {
    description: 'Reports progress',
    async run({ mcpReq }) {
      const progressToken = mcpReq._meta?.progressToken;
      for (const progress of [0, 50, 100]) {
        if (progressToken !== undefined)
          await mcpReq.notify({
            method: 'notifications/progress',
            params: { progressToken, progress, total: 100 },
          });
        await sleep(STEP_MS);
      }
      return text('Done');
    },
  },
  json_schema_2020_12_tool: {
    description: 'Has a schema that must arrive as it is (SEP-1613, SEP-2106)',
    inputSchema: { ...schema, type: 'object' },
    run: () => text('Done'),
  },
  test_tool_with_logging: { description: 'Logs', run: logThrice },
  test_logging_tool: { description: 'Logs, to clients of 2026 that ask for it', run: logThrice },
};

async function logThrice({ mcpReq }: ServerContext) {
  for (const words of ['Tool execution started', 'Tool processing data', 'Tool execution completed']) {
    await mcpReq.log('info', words);
    await sleep(STEP_MS);
  }
  return text('Logged');
}
