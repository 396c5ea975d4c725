import { createInterface } from 'node:readline';
import { Pool } from 'undici';
import { type Command, end, start } from './servers.js';

/** JSON-RPC without a client library, which would be measured as well. */
export interface Wire {
  request(method: string, params?: object): Promise<unknown>;
}

const INITIALIZE = {
  protocolVersion: '2025-11-25',
  capabilities: {},
  clientInfo: { name: 'bench', version: '1' },
};

/** A server over stdio that has answered `initialize`, and how long that took from the spawn. */
export async function overStdio(command: Command) {
  const startedAt = performance.now();
  const child = start(command);
  child.stderr.resume();
  const waiting = new Map<number, { resolve(result: unknown): void; reject(error: Error): void }>();
  createInterface({ input: child.stdout }).on('line', (line) => {
    const { id, result, error } = JSON.parse(line);
    const waiter = waiting.get(id);
    waiting.delete(id);
    if (error) waiter?.reject(new Error(JSON.stringify(error)));
    else waiter?.resolve(result);
  });
  let lastId = 0;
  const send = (message: object) => child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
  const request = (method: string, params: object = {}) =>
    new Promise<unknown>((resolve, reject) => {
      lastId += 1;
      waiting.set(lastId, { resolve, reject });
      send({ id: lastId, method, params });
    });
  await request('initialize', INITIALIZE);
  const startMs = performance.now() - startedAt;
  send({ method: 'notifications/initialized' });
  return { request, startMs, child, close: () => end(child) };
}

/** A server over HTTP, asked over so many connections. */
export async function overHttp(command: Command, connections: number) {
  const child = start(command);
  child.stdout.resume();
  const url = await new Promise<URL>((resolve, reject) => {
    let said = '';
    child.stderr.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      const [, found] = /listens on (http:\S+\/mcp)/.exec(said) ?? [];
      if (found) resolve(new URL(found));
    });
    child.once('exit', () => reject(new Error(`it did not start: ${said}`)));
  });
  const pool = new Pool(url.origin, { connections });
  const headers = {
    'content-type': 'application/json',
    accept: 'application/json, text/event-stream',
    'mcp-protocol-version': '2025-11-25',
  };
  let lastId = 0;
  async function request(method: string, params: object = {}): Promise<unknown> {
    lastId += 1;
    const message = JSON.stringify({ jsonrpc: '2.0', id: lastId, method, params });
    const { body } = await pool.request({ path: url.pathname, method: 'POST', headers, body: message });
    const text = await body.text();
    const { result, error } = JSON.parse(
      text.startsWith('{') ? text : (/^data: (.*)$/m.exec(text)?.[1] ?? ''),
    );
    if (error) throw new Error(JSON.stringify(error));
    return result;
  }
  return {
    request,
    child,
    async close() {
      await pool.close();
      await end(child);
    },
  };
}

const CALL = { name: 'list_all_caspio_records', arguments: { table_name: 'T', 'q.limit': 100 } };

/** Reads 100 rows with one request to Caspio, and makes sure that they came. */
export async function readRows(wire: Wire): Promise<void> {
  const answer = JSON.stringify(await wire.request('tools/call', CALL));
  if (!answer.includes('person.100@example.com')) throw new Error(`no rows: ${answer.slice(0, 300)}`);
}
