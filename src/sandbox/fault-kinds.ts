import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { setTimeout } from 'node:timers/promises';
import type { Tokens } from './auth.js';
import { internalError, unauthorized } from './errors.js';
import { inMemory } from './files/content.js';
import { type Message, send, sizeOf, writeHead } from './message.js';
import { pause } from './pause.js';

/** One request in the hands of the server. */
export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly tokens: Tokens;
  /** Does what was asked and gives the answer, which may be a refusal. */
  readonly work: () => Promise<Message>;
  /** The answer that reports an error. */
  readonly refuse: (error: unknown) => Message;
}

/** What was drawn for one fault. */
export interface Draw {
  /** At least 0, below 1: for what varies within one kind of fault. */
  readonly chance: number;
  /** Milliseconds of silence. */
  readonly hangMs: number;
}

/** What each kind of fault does to a request. */
export const FAULTS = {
  // Without doing the work.
  'rate-limit': ({ response }, { chance }) => send(response, tooManyRequests(chance)),
  'rate-limit-array': ({ response }) => send(response, text(400, 'application/json', RATE_LIMIT_ARRAY)),
  unauthorized: forgetToken,
  unavailable: ({ response }) => send(response, text(503, 'text/html', MAINTENANCE_PAGE)),
  html: ({ response }) => send(response, text(200, 'text/html', MAINTENANCE_PAGE)),
  'error-before': ({ response, refuse }) => send(response, refuse(internalError())),
  'cut-before': async ({ request }) => cut(request),
  'hang-before': hang,

  // After the work is done.
  'error-after': async ({ response, work, refuse }) => {
    await work();
    await send(response, refuse(internalError()));
  },
  'bad-gateway-after': async ({ response, work }) => {
    await work();
    await send(response, text(502));
  },
  'cut-after': async ({ request, work }) => {
    await work();
    cut(request);
  },
  'hang-after': async (exchange, draw) => {
    await exchange.work();
    await hang(exchange, draw);
  },
  'cut-body': async ({ request, response, work }) => cutBody(request, response, await work()),
  'cut-json': async ({ request, response, work }) => cutJson(request, response, await work()),
  'slow-body': async ({ response, work }) => sendSlowly(response, await work()),
} satisfies Record<string, (exchange: Exchange, draw: Draw) => Promise<void>>;

export type FaultKind = keyof typeof FAULTS;

export const FAULT_KINDS = Object.keys(FAULTS) as readonly FaultKind[]; // Object.keys widens

const MAINTENANCE_PAGE = '<!DOCTYPE html><html><body><h1>The service is unavailable.</h1></body></html>';

/** Caspio REST v3 facts, section 2.5; the beginning of the sentence is our choice. */
const RATE_LIMIT_ARRAY = JSON.stringify([
  { message: 'You have exceeded your API call rate limits.', name: 'api-calls-rate' },
]);

const text = (status: number, contentType?: string, content = ''): Message => ({
  status,
  headers: contentType === undefined ? {} : { 'Content-Type': contentType },
  body: Buffer.from(content),
});

/** Half of the time with Retry-After: whether Caspio sends it is unknown. */
function tooManyRequests(chance: number): Message {
  const headers = chance < 0.5 ? {} : { 'Retry-After': chance < 0.75 ? '0' : '1' };
  return { ...text(429), headers };
}

/** The token is no longer valid. A request that carries none, such as a login, takes its usual course. */
async function forgetToken({ request, response, tokens, work, refuse }: Exchange): Promise<void> {
  const known = tokens.revoke(request.headers.authorization);
  await send(response, known ? refuse(unauthorized()) : await work());
}

function cut(request: IncomingMessage): void {
  request.socket.destroy();
}

async function hang({ request, response }: Exchange, { hangMs }: Draw): Promise<void> {
  request.resume(); // a socket that is not read does not show that the client went away
  await pause(response, hangMs);
  cut(request);
}

/** Ends the connection in the middle of the body or, where there is none, before the head. */
async function cutBody(request: IncomingMessage, response: ServerResponse, message: Message): Promise<void> {
  if (sizeOf(message) === 0) return cut(request);
  const bytes = firstBytes(message, Math.floor(sizeOf(message) / 2));
  writeHead(response, message).flushHeaders();
  await pipeline(bytes, response, { end: false });
  request.socket.destroySoon(); // not before all of it has left
}

/** Sends half of the JSON as if it were all. Other bodies are cut: nobody could tell half a file from a whole one. */
async function cutJson(request: IncomingMessage, response: ServerResponse, message: Message): Promise<void> {
  const { body } = message;
  if (!Buffer.isBuffer(body) || body.length === 0) return cutBody(request, response, message);
  await send(response, { ...message, body: body.subarray(0, Math.floor(body.length / 2)) });
}

const PIECES = 5;
const PAUSE_MS = 5;

async function sendSlowly(response: ServerResponse, message: Message): Promise<void> {
  const bytes = inPieces(message, Math.ceil(sizeOf(message) / PIECES));
  await pipeline(bytes, writeHead(response, message));
}

const read = ({ body }: Message): AsyncIterable<Buffer> =>
  (Buffer.isBuffer(body) ? inMemory(body) : body).read();

async function* firstBytes(message: Message, count: number): AsyncGenerator<Buffer> {
  let left = count;
  for await (const chunk of read(message)) {
    yield chunk.subarray(0, left);
    left -= chunk.length;
    if (left <= 0) return;
  }
}

async function* inPieces(message: Message, size: number): AsyncGenerator<Buffer> {
  for await (const chunk of read(message)) {
    for (let start = 0; start < chunk.length; start += size) {
      yield chunk.subarray(start, start + size);
      await setTimeout(PAUSE_MS);
    }
  }
}
