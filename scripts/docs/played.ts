import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { EXAMPLES, type Seen } from './examples.js';
import { createMask } from './mask.js';

/** An example with what the built server said to it. */
export interface Played {
  readonly args: Readonly<Record<string, unknown>>;
  readonly isError: boolean;
  /** Its answer: JSON, or the words of a refusal. */
  readonly answer: string;
  /** The kinds of what came beside the text. */
  readonly beside: readonly string[];
}

/** Ids that the sandbox draws, and what the docs call them. */
const MADE_UP: Readonly<Record<string, string>> = {
  create_a_caspio_outgoing_webhook: 'w8k2ra',
  create_a_caspio_webhook_event: 'e5t9qd',
};

/** Plays the examples, one after the other, through a real client against the sandbox. By the name of the tool. */
export async function play(): Promise<ReadonlyMap<string, Played>> {
  const client = new Client({ name: 'docs', version: '1' }, { versionNegotiation: { mode: 'auto' } });
  await client.connect(
    new StdioClientTransport({
      command: process.execPath,
      args: ['dist/main.js', '--sandbox'],
      stderr: 'ignore',
    }),
  );
  const mask = createMask();
  const played = new Map<string, Played>();
  const results = new Map<string, unknown>();
  const seen: Seen = (tool) => (results.get(tool) ?? []) as ReturnType<Seen>; // the examples know what they read
  for (const { tool, args: given } of EXAMPLES) {
    const args = typeof given === 'function' ? given(seen) : given;
    const { isError = false, content } = await client.callTool({ name: tool, arguments: args });
    const [first, ...rest] = content;
    const answer = first?.type === 'text' ? first.text : '';
    if (!isError) results.set(tool, JSON.parse(answer).result);
    const { Id } = seen(tool);
    if (MADE_UP[tool]) mask.id(String(Id), MADE_UP[tool]);
    played.set(tool, {
      args: JSON.parse(mask.apply(JSON.stringify(args))),
      isError,
      answer: mask.apply(answer),
      beside: rest.map(({ type }) => type),
    });
  }
  await client.close();
  return played;
}
