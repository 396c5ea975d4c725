import type { Account } from './account.js';
import { methodNotAllowed, objectNotFound } from './errors.js';
import type { Upload } from './files/uploads.js';
import type { Reply } from './http.js';
import type { Query } from './query.js';

type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

/** The names in braces of a path pattern: `'/v3/tables/{table}'` gives `'table'`. */
type ParamNames<Path extends string> = Path extends `${string}{${infer Name}}${infer Rest}`
  ? Name | ParamNames<Rest>
  : never;

/** One request as a handler sees it; read `body` with `jsonObject()` and `uploads` with `uploadedFiles()`. */
export interface Call<Name extends string = string> {
  readonly account: Account;
  readonly params: Readonly<Record<Name, string>>;
  readonly query: Query;
  readonly contentType: string;
  readonly body: Buffer;
  /** The files of a multipart body. */
  readonly uploads: readonly Upload[];
}

export interface Route {
  readonly method: Method;
  readonly segments: readonly string[];
  readonly handle: (call: Call) => Reply;
}

/** Declares what answers `method` on `path`, a pattern below `/integrations/rest` such as `/v3/tables/{table}`. */
export function route<Path extends string>(
  method: Method,
  path: Path,
  handle: (call: Call<ParamNames<Path>>) => Reply,
): Route {
  return { method, segments: path.slice(1).split('/'), handle };
}

/**
 * The route for a request and its decoded path parameters. A literal segment wins over a parameter
 * (`/files/path` over `/files/{key}`). Throws 404 for an unknown path, 405 with `Allow` for a wrong method.
 */
export function findRoute(
  routes: readonly Route[],
  method: string,
  path: readonly string[],
): { route: Route; params: Record<string, string> } {
  const matching = routes.filter((candidate) => matches(candidate.segments, path));
  if (matching.length === 0) throw objectNotFound();
  const route = matching
    .filter((candidate) => candidate.method === method)
    .sort((a, b) => parameterCount(a) - parameterCount(b))[0];
  if (!route) throw methodNotAllowed([...new Set(matching.map((candidate) => candidate.method))].sort());
  const params: Record<string, string> = {};
  route.segments.forEach((segment, index) => {
    if (isParameter(segment)) params[segment.slice(1, -1)] = path[index] ?? '';
  });
  return { route, params };
}

function matches(pattern: readonly string[], path: readonly string[]): boolean {
  return (
    pattern.length === path.length &&
    pattern.every((segment, index) => {
      const actual = path[index] ?? '';
      // Path words, like all names in Caspio, ignore case (our choice; ASP.NET routes do).
      return isParameter(segment) ? actual !== '' : segment.toLowerCase() === actual.toLowerCase();
    })
  );
}

const isParameter = (segment: string) => segment.startsWith('{');

const parameterCount = (route: Route) => route.segments.filter(isParameter).length;
