import type { Account } from './account.js';
import { Query } from './query.js';
import { findRoute } from './router.js';
import { routes } from './routes/index.js';

interface Inside {
  readonly search?: string;
  readonly body?: unknown;
}

/** Asks the API without HTTP and without a token, for the page and for seed files. Throws what the API would refuse. */
export function ask(
  account: Account,
  method: string,
  path: readonly string[],
  { search = '', body }: Inside = {},
): unknown {
  const { route, params } = findRoute(routes, method, path);
  const reply = route.handle({
    account,
    params,
    query: new Query(search),
    contentType: 'application/json',
    body: Buffer.from(body === undefined ? '' : JSON.stringify(body)),
    uploads: [],
  });
  return reply.body;
}
