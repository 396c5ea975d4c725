import { buffer } from 'node:stream/consumers';
import { setTimeout as wait } from 'node:timers/promises';
import { type Reply, send } from '../support/raw.js';
import type { Meet } from './listener.js';

/** Ways to treat a request badly. */

/** Reads it, and answers so. */
export const reply =
  (answer: Reply): Meet =>
  async ({ request, response }) => {
    await buffer(request);
    send(response, answer);
  };

export const html = (status: number, headers: Reply['headers'] = {}): Meet =>
  reply({
    status,
    text: '<html>Maintenance</html>',
    headers: { 'content-type': 'text/html', ...headers },
  });

/** Answers so for 0.9 s, then well. */
export const forASecond =
  (meet: Meet): Meet =>
  (hit) =>
    hit.sinceMs < 900 ? meet(hit) : hit.answer();

/** Begins a good answer in the right way, and then goes on with `rest`. */
export const beginning =
  (headers: Readonly<Record<string, string>>, rest: Meet): Meet =>
  async (hit) => {
    await buffer(hit.request);
    hit.response.writeHead(200, { 'content-type': 'application/json', ...headers });
    hit.response.write('{"Result":[');
    await wait(10); // lets the beginning out before the rest
    await rest(hit);
  };

/** A byte from time to time, for `times` or as long as the other side listens. */
export const trickle =
  (everyMs: number, times = Number.POSITIVE_INFINITY): Meet =>
  async ({ response }) => {
    for (let sent = 0; sent < times && response.writable; sent += 1) {
      response.write(' ');
      await wait(everyMs);
    }
    response.end();
  };

const PIECE = 4 * 1024 * 1024;

/** Reads a large body with pauses, all in all for 3.2 s with the 16 MB of the tests. */
export const takenSlowly: Meet = async ({ request, answer }) => {
  let [size, pauseAt] = [0, 0];
  for await (const chunk of request) {
    size += chunk.length;
    if (size < pauseAt) continue;
    await wait(800);
    pauseAt += PIECE;
  }
  await answer();
};

export const hangUp: Meet = ({ response }) => response.socket?.end();
export const reset: Meet = ({ response }) => response.socket?.resetAndDestroy();
export const nothing: Meet = () => {};
