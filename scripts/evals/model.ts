import { spawn } from 'node:child_process';
import * as z from 'zod';

/** What a model sees: the tools as they are listed, and all that was said so far. */
export interface Turn {
  readonly tools: readonly unknown[];
  readonly messages: readonly Message[];
}

export type Message =
  | { readonly role: 'system'; readonly text: string }
  | { readonly role: 'user'; readonly text: string }
  | { readonly role: 'assistant'; readonly text?: string; readonly tool_calls?: readonly ToolCall[] }
  | {
      readonly role: 'tool';
      readonly name: string;
      /** Which of the calls of the turn before, from 0. */
      readonly call: number;
      /** Blocks as MCP has them: text, images in base64. */
      readonly content: readonly unknown[];
      readonly is_error: boolean;
    };

const toolCall = z.looseObject({
  name: z.string(),
  arguments: z.record(z.string(), z.unknown()).default({}),
});
/** Calls to make, or the final words. */
const reply = z.looseObject({ tool_calls: z.array(toolCall).optional(), text: z.string().optional() });

export type ToolCall = z.output<typeof toolCall>;
export type Reply = z.output<typeof reply>;

/** A command that is slow to answer has failed. */
const PATIENCE_MS = 300_000;

/** Runs the command for one turn. Rejects when it fails, or writes anything else than a reply. */
export async function askModel(command: string, turn: Turn): Promise<Reply> {
  const said = await run(command, JSON.stringify(turn));
  try {
    return reply.parse(JSON.parse(said));
  } catch {
    throw new Error(`the model command wrote no reply: ${said.slice(0, 300)}`);
  }
}

function run(command: string, input: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, { shell: true, stdio: ['pipe', 'pipe', 'inherit'], timeout: PATIENCE_MS });
    const chunks: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.once('error', reject);
    child.once('close', (code) => {
      if (code === 0) resolve(Buffer.concat(chunks).toString('utf8'));
      else reject(new Error(`the model command ended with ${code ?? 'a signal'}`));
    });
    child.stdin.on('error', () => undefined); // a command need not read all of it
    child.stdin.end(input);
  });
}
