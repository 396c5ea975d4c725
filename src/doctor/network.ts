import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { unlessAborted } from '../caspio/abort.js';
import { isTimeout } from '../caspio/call.js';
import { Failure } from '../caspio/failure.js';
import { isLoopback } from '../caspio/host.js';
import { proxyFor } from './proxy.js';
import { type Finding, notChecked, notNeeded, ok, type Step } from './steps.js';

/** The way to Caspio below its API: nothing here needs credentials, sends any, or is billed. */

/** For each step. */
const SECONDS = 10;

/** Without an origin everything happens on this machine. */
export function networkSteps(
  origin: string | undefined,
  env: Readonly<Record<string, string | undefined>>,
): Step[] {
  if (origin === undefined) return allAlike(notNeeded('the sandbox is on this machine'));
  const url = new URL(origin);
  const isLocal = isLoopback(url.hostname);
  const proxy = isLocal ? undefined : proxyFor(url, env);
  if (proxy !== undefined) return allAlike(notChecked(`requests go through the proxy ${proxy}`));
  const [here, plain] = [notNeeded('this machine itself'), notNeeded('http to this machine itself')];
  return [
    step('DNS', async (signal) => (isLocal ? here : dns(url.hostname, signal))),
    step('TLS', async (signal) => (url.protocol === 'http:' ? plain : tls(url, signal))),
    step('clock', (signal) => clock(url, signal)),
  ];
}

const step = (name: string, run: (signal: AbortSignal) => Promise<Finding>): Step => ({
  name,
  seconds: SECONDS,
  isVital: true,
  run: ({ signal }) => run(signal),
});

const allAlike = (finding: Finding) => ['DNS', 'TLS', 'clock'].map((name) => step(name, async () => finding));

async function dns(hostname: string, signal: AbortSignal): Promise<Finding> {
  const { lookup } = await import('node:dns/promises');
  try {
    const { address } = await unlessAborted(lookup(hostname), signal);
    return ok(`${hostname} is ${address}`);
  } catch (error) {
    if (isTimeout(error)) throw error;
    throw new Failure({
      kind: 'network',
      what: `The name ${hostname} is not found (${codeOf(error)})`,
      next: 'Check CASPIO_INTEGRATION_URL against the Web services profile, then the network and the DNS of this machine. Behind a proxy, set HTTPS_PROXY.',
    });
  }
}

async function tls({ hostname, host, port }: URL, signal: AbortSignal): Promise<Finding> {
  const { connect } = await import('node:tls');
  const name = hostname.replace(/^\[|\]$/g, '');
  const socket = connect({
    host: name,
    port: Number(port || 443),
    ...(isIP(name) === 0 && { servername: name }),
  });
  let isReached = false;
  socket.once('connect', () => {
    isReached = true;
  });
  try {
    await once(socket, 'secureConnect', { signal });
    return ok(certificateOf(socket));
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    throw isReached ? untrusted(host, codeOf(error)) : unreached(host, codeOf(error));
  } finally {
    socket.on('error', () => {}).destroy();
  }
}

function certificateOf(socket: TLSSocket): string {
  const { issuer, valid_to } = socket.getPeerCertificate();
  const [by = 'an unnamed authority'] = [issuer.O ?? issuer.CN].flat();
  return `certificate trusted, valid until ${new Date(valid_to).toISOString().slice(0, 10)}, issued by ${by}`;
}

const untrusted = (host: string, code: string) =>
  new Failure({
    kind: 'network',
    what: `The certificate of ${host} is not trusted, or no TLS is spoken there (${code})`,
    next: 'Check the date of this machine. If an antivirus or the network inspects TLS, set NODE_EXTRA_CA_CERTS to the file of its certificate, in the env block of this server.',
  });

const unreached = (host: string, code: string) =>
  new Failure({
    kind: 'network',
    what: `No connection to ${host} (${code})`,
    next: 'Check CASPIO_INTEGRATION_URL, the network of this machine and its firewall. Behind a proxy, set HTTPS_PROXY.',
  });

/** Our choice: certificates, logs and the end of a login tell the time by the clock, and none minds a little. */
const CLOCK_MINUTES = 5;

/** Compares with the Date of any answer of the host. A clock alone fails nothing. */
async function clock(url: URL, signal: AbortSignal): Promise<Finding> {
  const { request } = await (url.protocol === 'https:' ? import('node:https') : import('node:http'));
  try {
    const asked = request(url, { method: 'HEAD', signal, agent: false }).end();
    const [answer] = (await once(asked, 'response')) as [IncomingMessage];
    answer.resume();
    const behindMs = Date.parse(answer.headers.date ?? '') - Date.now();
    if (Number.isNaN(behindMs)) return notChecked('the host does not tell its time');
    const minutes = Math.round(Math.abs(behindMs) / 60_000);
    return minutes <= CLOCK_MINUTES
      ? ok(minutes === 0 ? 'as that of the host' : `${minutes} min off`)
      : { state: 'warning', detail: `this machine is ${minutes} min ${behindMs > 0 ? 'behind' : 'ahead'}` };
  } catch (error) {
    return notChecked(`the host does not tell its time (${codeOf(error)})`);
  }
}

const codeOf = (error: unknown) =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : String(error);
