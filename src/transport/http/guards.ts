import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';

/**
 * Whether a Host header names this server. A page that rebinds a name of its own to this machine sends that name, so
 * names have to be known; an address cannot be rebound.
 */
export function isKnownHost(host: string | undefined, allowed: readonly string[]): boolean {
  if (host === undefined || !URL.canParse(`http://${host}`)) return false;
  const name = host.toLowerCase().replace(/:\d+$/, '');
  const isAddress = isIP(name.replace(/^\[(.*)\]$/, '$1')) !== 0;
  return (
    isAddress || name === 'localhost' || [host.toLowerCase(), name].some((known) => allowed.includes(known))
  );
}

/**
 * Whether a page of this origin may call. Programs send no Origin, and a page of the very host that it calls is not
 * another's, since that host is known; all others must be allowed by name.
 */
export function isAllowedOrigin(
  origin: string | undefined,
  host: string | undefined,
  allowed: readonly string[],
): boolean {
  if (origin === undefined) return true;
  const name = origin.toLowerCase();
  const own = host?.toLowerCase();
  return name === `http://${own}` || name === `https://${own}` || allowed.includes(name);
}

/** What a browser has to hear before its page may call, and read the answer. */
export function corsHeaders(request: IncomingMessage): Record<string, string> {
  const { origin } = request.headers;
  if (origin === undefined) return {};
  return {
    'access-control-allow-origin': origin,
    'access-control-allow-methods': 'POST, GET, DELETE, OPTIONS',
    'access-control-allow-headers':
      request.headers['access-control-request-headers'] ?? 'authorization, content-type',
    'access-control-expose-headers': 'mcp-session-id, www-authenticate, retry-after',
    'access-control-max-age': '600',
    vary: 'Origin',
  };
}

/** The host that the client meant: as the proxy in front says, where that is trusted. */
export function hostOf({ headers }: IncomingMessage, trustProxy: boolean): string | undefined {
  const forwarded = trustProxy ? [headers['x-forwarded-host']].flat()[0] : undefined;
  // A proxy appends what it saw; what stands before may be made up by the client.
  return forwarded?.split(',').at(-1)?.trim() || headers.host;
}
