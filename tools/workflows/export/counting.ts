import type { Caspio } from '../../../src/caspio/client.js';

/** The same, counting the requests that are made. */
export function counting(caspio: Caspio): { readonly caspio: Caspio; readonly calls: () => number } {
  let calls = 0;
  const request = (asked: Parameters<Caspio['request']>[0]) => {
    calls += 1;
    return caspio.request(asked);
  };
  // It passes on what it is given, whatever that is.
  return { caspio: { request: request as Caspio['request'] }, calls: () => calls };
}
