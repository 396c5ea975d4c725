// A Caspio with one table of so many records, made up as they are asked for. Run as a process of its own.
import { createServer } from 'node:http';

const count = Number(process.argv[2]);

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

function answer({ searchParams }) {
  if (searchParams.get('q.select')?.startsWith('COUNT(*)'))
    return [{ matches: count, lowest: 1, highest: count }];
  const [, after, upTo] = /PK_ID > (\d+) AND PK_ID <= (\d+)$/.exec(searchParams.get('q.where')) ?? [];
  const length = Math.max(0, Math.min(1_000, Math.min(Number(upTo), count) - Number(after)));
  return Array.from({ length }, (_, index) => record(Number(after) + index + 1));
}

const server = createServer((request, response) => {
  request.resume();
  const url = new URL(request.url ?? '/', 'http://localhost');
  const token = { access_token: 'token', token_type: 'bearer', expires_in: 86_399 };
  const body = url.pathname === '/oauth/token' ? token : { Result: answer(url) };
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
});
server.listen(0, '127.0.0.1', () => process.stdout.write(`http://127.0.0.1:${server.address().port}\n`));
