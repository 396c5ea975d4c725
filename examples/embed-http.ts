// The same over HTTP, in any framework that speaks Request and Response. Check who calls before you hand a request on.
import { createServer } from 'node:http';
import { toNodeHandler } from '@modelcontextprotocol/node';
import { createCaspioServer } from 'caspio-mcp';

const caspio = await createCaspioServer({ sandbox: true });
const handle = toNodeHandler({ fetch: (request) => caspio.fetch(request) });
const server = createServer((request, response) => {
  if (request.headers.authorization !== 'Bearer my-own-secret') response.writeHead(401).end();
  else void handle(request as never, response);
});
server.listen(0, '127.0.0.1', () => console.log('listens', server.address()));
process.once('SIGTERM', () => server.close(() => void caspio.close()));
