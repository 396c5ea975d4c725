/** The agent of the demo: a real MCP client of the built server, which says what it calls. */
import assert from 'node:assert/strict';
import { fileURLToPath } from 'node:url';
import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { dim } from './print.js';

export type Row = Record<string, unknown>;
type Arguments = Record<string, unknown>;

const client = new Client({ name: 'demo', version: '1.0.0' }, { versionNegotiation: { mode: 'auto' } });
const bin = fileURLToPath(new URL('../../dist/main.js', import.meta.url));

let calls = 0;
export const callsMade = () => calls;

export async function connect(): Promise<void> {
  const args = [bin, '--sandbox', '--log-level', 'warn'];
  await client.connect(new StdioClientTransport({ command: process.execPath, args }));
}

export const hangUp = () => client.close();

/** Calls a tool as an agent would: text in, text out. */
async function call(name: string, args: Arguments) {
  calls += 1;
  const shown = JSON.stringify(args, (_, value) =>
    typeof value === 'string' && value.length > 200 ? '…' : value,
  );
  console.log(dim(`    ${name} ${shown}`));
  const { content, isError } = await client.callTool({ name, arguments: args });
  const [first] = content;
  assert(first?.type === 'text');
  return { content, text: first.text, isError: isError === true };
}

/** The answer of a call that must succeed. */
export async function ask(name: string, args: Arguments = {}): Promise<Row> {
  const { text, isError } = await call(name, args);
  assert(!isError, text);
  return JSON.parse(text) as Row;
}

/** The words of a call that must be refused. */
export async function refused(name: string, args: Arguments): Promise<string> {
  const { text, isError } = await call(name, args);
  assert(isError, `this should have been refused: ${text}`);
  return text;
}

/** What a call gives of an image: its facts, and the image itself. */
export async function picture(name: string, args: Arguments): Promise<{ about: Row; image: string }> {
  const { content } = await call(name, args);
  const [text, image] = content;
  assert(text?.type === 'text' && image?.type === 'image');
  return { about: (JSON.parse(text.text) as { result: Row }).result, image: image.data };
}
