/** Whether a webhook may have this URL: https, or http to this machine so that a receiver can be tried (our choice). */
export function isHttpsOrLoopback(text: string): boolean {
  const url = parsed(text);
  return url?.protocol === 'https:' || (url?.protocol === 'http:' && isLoopback(url));
}

/** The one form of all spellings of a URL. */
export const canonicalUrl = (text: string) => parsed(text)?.href ?? text;

/** Whether a URL's host is this machine by its own name or address, without asking any name server. */
export function isLoopback({ hostname }: URL): boolean {
  // URL has brought all other spellings of an IPv4 address into four decimal numbers.
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d+){3}$/.test(hostname);
}

function parsed(text: string): URL | undefined {
  try {
    return new URL(text);
  } catch {
    return undefined;
  }
}
