import ipaddr from 'ipaddr.js';

const GLOBAL_IPV6 = ipaddr.parseCIDR('2000::/3');

/** Whether an address is one of the public internet: not this machine, not a private or special network. */
export function isPublic(address: string): boolean {
  if (!ipaddr.isValid(address)) return false;
  // An IPv4 address in IPv6 clothes is judged as what it is.
  const real = ipaddr.process(address);
  return real.range() === 'unicast' && (real.kind() === 'ipv4' || real.match(GLOBAL_IPV6));
}
