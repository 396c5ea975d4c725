type Env = Readonly<Record<string, string | undefined>>;

/**
 * The proxy that requests to an https address go through, without its credentials; undefined for none. It must decide
 * as undici's EnvHttpProxyAgent does, which sends them and has no way to be asked.
 */
export function proxyFor({ host, port }: URL, env: Env): string | undefined {
  const proxy = (env.https_proxy ?? env.HTTPS_PROXY) || (env.http_proxy ?? env.HTTP_PROXY);
  if (!proxy) return undefined;
  const hostname = host.replace(/:\d*$/, '').toLowerCase();
  const excluded = env.no_proxy ?? env.NO_PROXY ?? '';
  if (excluded === '*') return undefined;
  const entries = excluded.split(/[,\s]/).filter(Boolean);
  if (entries.some((entry) => matches(entry, hostname, port || '443'))) return undefined;
  return URL.canParse(proxy) ? new URL(proxy).host : 'of an address that cannot be read';
}

/** An entry of NO_PROXY names a host and all below it, perhaps with a port. */
function matches(entry: string, hostname: string, port: string): boolean {
  const [, name = entry, only] = /^(.+):(\d+)$/.exec(entry) ?? [];
  const bare = name.replace(/^\*?\./, '').toLowerCase();
  return (only === undefined || only === port) && (hostname === bare || hostname.endsWith(`.${bare}`));
}
