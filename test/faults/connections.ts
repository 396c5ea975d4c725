import { QUICK } from '../support/connect.js';
import { done, type Fault, failed, type Row, row, same, unknown } from './fault.js';
import { hangUp, reset } from './ways.js';

/** Connections that are never made, or break before there is an answer. */

const TRIED = 'tried 4 times';
const CHECK = 'Next: Check the Integration URL, the network and the proxy settings';

/** Nobody ever got the request, be it a write or not; the login is what meets it first. */
const never = (...says: readonly string[]): Row =>
  same(failed('network', 0, ['No connection to', ...says, CHECK], { logins: 0 }));

const handshakes = (requests: number) =>
  failed('network', requests, ['No connection to', TRIED, CHECK], { logins: 4 });
const handshake: Row = { ...same(handshakes(0)), login: handshakes(4) };

const notMet = { read: null, write: null, login: null };
const broken = failed('network', 4, ['The connection to 127.0.0.1', 'broke', TRIED, CHECK]);

/** The request was sent: a write may have been done. */
const brokenOff: Pick<Fault, 'once' | 'always'> = {
  once: row({ read: done(2), write: unknown('network', ['broke']), login: done(2) }),
  always: row({ read: broken, write: unknown('network', ['broke']), login: broken }),
};

export const connections: readonly Fault[] = [
  {
    name: 'nothing listens (connection refused)',
    place: 'nothing listens',
    always: never('(ECONNREFUSED)', TRIED),
  },
  { name: 'a host name that does not resolve', place: 'no such host', always: never('(ENOTFOUND)', TRIED) },
  {
    name: 'a TLS certificate that is not trusted',
    place: 'untrusted',
    always: never('(DEPTH_ZERO_SELF_SIGNED_CERT)'),
  },
  { name: 'a host that does not speak TLS', place: 'no TLS', always: never(TRIED) },
  {
    name: 'a reset in the middle of the TLS handshake',
    place: 'no TLS',
    cutsConnections: true,
    always: handshake,
  },
  {
    name: 'nothing listens any more, after the login',
    before: (caspio) => caspio.leave(),
    always: {
      ...same(failed('network', 0, ['No connection to', '(ECONNREFUSED)', TRIED, CHECK])),
      login: null,
    },
  },
  {
    name: 'nothing listens for a moment, after the login',
    before: (caspio) => caspio.leave(100),
    settings: { waits: { ...QUICK, faults: { ...QUICK.faults, tries: 1_000 } } },
    always: { ...same(done(1)), login: null },
  },
  {
    name: 'a kept connection that was closed meanwhile',
    before: (caspio) => caspio.hangUp(),
    always: { ...same(done(1)), login: null },
  },
  { name: 'a reset before the request was read', cutsConnections: true, ...brokenOff },
  { name: 'closed before the first byte of an answer', meet: hangUp, ...brokenOff },
  { name: 'a reset before the first byte of an answer', meet: reset, ...brokenOff },
  {
    name: 'a reset in the middle of an upload',
    meet: (hit) => hit.request.once('data', () => reset(hit)),
    large: true,
    once: row({ ...notMet, upload: unknown('network', ['broke']) }),
    always: row({ ...notMet, upload: unknown('network', ['broke']) }),
  },
  {
    name: 'an answer that is no HTTP',
    meet: ({ response }) => response.socket?.end('SSH-2.0-OpenSSH_9.6\r\n'),
    ...brokenOff,
  },
];
