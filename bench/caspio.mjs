// A Caspio with one table of so many records, made up as they are asked for, each answer after so many milliseconds:
// `node bench/caspio.mjs 100000 [200]`. A process of its own, and nothing but answers, so that others are measured.
import { createServer } from 'node:http';
import { setTimeout } from 'node:timers/promises';

const [count, latency] = process.argv.slice(2).map(Number);

const record = (key) => ({
  PK_ID: key,
  Name: `Person number ${key}`,
  Email: `person.${key}@example.com`,
  City: ['Rome', 'Paris', 'Oslo', 'Bern'][key % 4],
  Notes: `Some words, "quoted", on ${key} `.repeat(3),
  Amount: key / 7,
  Active: key % 3 === 0,
  Since: '2026-05-13T00:00:00',
  Tags: key % 5 === 0 ? { 1: 'Red', 2: 'Blue' } : null,
});

const records = (after, upTo) =>
  Array.from({ length: Math.max(0, upTo - after) }, (_, index) => record(after + index + 1));

function answer({ searchParams }) {
  if (searchParams.get('q.select')?.startsWith('COUNT(*)'))
    return [{ matches: count, lowest: 1, highest: count }];
  const limit = Number(searchParams.get('q.limit') ?? 1_000);
  const range = /PK_ID > (\d+) AND PK_ID <= (\d+)$/.exec(searchParams.get('q.where') ?? '');
  const [after, upTo] = range ? [Number(range[1]), Number(range[2])] : [0, count];
  return records(after, Math.min(after + limit, upTo, count));
}

const token = JSON.stringify({ access_token: 'token', token_type: 'bearer', expires_in: 86_399 });
let last = { url: '', body: '' };

const server = createServer(async (request, response) => {
  request.resume();
  const path = request.url ?? '/';
  if (last.url !== path && path !== '/oauth/token')
    last = { url: path, body: JSON.stringify({ Result: answer(new URL(path, 'http://localhost')) }) };
  const body = path === '/oauth/token' ? token : last.body;
  if (latency) await setTimeout(latency);
  response.writeHead(200, { 'content-type': 'application/json' }).end(body);
});
server.listen(0, '127.0.0.1', () => process.stdout.write(`http://127.0.0.1:${server.address().port}\n`));
