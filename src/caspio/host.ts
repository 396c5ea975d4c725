/** Hosts that may see credentials without the operator's word. Facts: hosts (a name below caspio.com). */
const CASPIO_HOST = /^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+caspio\.com$/;
const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

const NO_HOST = 'is no host or URL; it looks like c0abc123.caspio.com.';
/** A longer word may be the secret, in the wrong variable: it is not repeated. */
const LONGEST_ACCOUNT = 16;

export const isLoopback = (hostname: string) => LOOPBACK.test(hostname);

/**
 * The origin of an Integration URL given as a host or a URL; a path is ignored.
 * A problem instead, where credentials must not go: only https to `*.caspio.com` or a host in `allowed`
 * (name, or name:port), or http to a loopback address.
 */
export function originOf(
  integrationUrl: string,
  allowed: readonly string[],
): { origin?: string; problem?: string } {
  const text = integrationUrl.trim();
  const bare = /^(localhost|127\.|\[::1\])/.test(text) ? 'http://' : 'https://';
  const scheme = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? '' : bare;
  let url: URL;
  try {
    url = new URL(scheme + text);
  } catch {
    return { problem: NO_HOST };
  }
  const { hostname, host, protocol } = url;
  if (url.username || url.password) return { problem: 'must not hold a user name or password.' };
  if (isLoopback(hostname) && /^https?:$/.test(protocol)) return { origin: url.origin };
  if (protocol !== 'https:') return { problem: 'must begin with https://.' };
  if (CASPIO_HOST.test(hostname) && url.port === '') return { origin: url.origin };
  const names = allowed.map((name) =>
    name
      .toLowerCase()
      .replace(/^https:\/\//, '')
      .replace(/\/.*$/, ''),
  );
  if (names.includes(hostname) || names.includes(host)) return { origin: url.origin };
  if (!hostname.includes('.') && hostname.length > LONGEST_ACCOUNT) return { problem: NO_HOST };
  if (/^[a-z0-9]+$/.test(hostname))
    return { problem: `looks cut short; did you mean ${hostname}.caspio.com?` };
  return {
    problem: `names ${host}, which is not below caspio.com; if it is yours, add --allow-host ${host}.`,
  };
}
