import type { ServerResponse } from 'node:http';

export function reply(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

/** As a JSON-RPC error, which is what clients look for. */
export function refuse(response: ServerResponse, status: number, message: string): void {
  reply(response, status, { jsonrpc: '2.0', error: { code: -32_000, message }, id: null });
}
