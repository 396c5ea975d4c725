import { tokenCheck } from '../access/admission.js';
import { openAudit } from '../compose/audit.js';
import { type Service, serviceFor } from '../compose/service.js';
import type { Config } from '../config.js';
import type { Catalogue } from '../registry.js';
import { serveOverHttp } from '../transport/http/index.js';
import { createMetrics } from '../transport/http/metrics.js';
import type { Ended, Surroundings } from './surroundings.js';

/** Serves tools over HTTP until the process is asked to end. */
export async function runHttp(
  config: Config,
  catalogue: Catalogue,
  { version, log, tell, askedToEnd, exitSoon }: Surroundings,
): Promise<Ended> {
  const { text, ...metrics } = createMetrics();
  let audit: ReturnType<typeof openAudit> | undefined;
  const service = await serviceFor(config, catalogue, {
    version,
    log,
    requested: metrics.requested,
    called(name, call) {
      metrics.called(call);
      audit?.write(name, call);
    },
  });
  if ('problems' in service) return { problems: service.problems };
  audit = openAudit(config, log);
  for (const warning of service.warnings) tell(`caspio-mcp: warning: ${warning}`);
  try {
    const problem = await listen(config, service, {
      metrics: text,
      refused: metrics.refused,
      log,
      tell,
      askedToEnd,
    });
    return problem === undefined ? { code: 0 } : { problems: [problem] };
  } finally {
    await audit.close();
    exitSoon();
    await service.close();
  }
}

type Listened = Pick<Surroundings, 'log' | 'tell' | 'askedToEnd'> &
  Pick<Parameters<typeof serveOverHttp>[0], 'metrics' | 'refused'>;

/** Resolves at the end; with a problem where it cannot listen there. */
async function listen(
  config: Config,
  service: Service,
  { tell, askedToEnd, ...rest }: Listened,
): Promise<string | undefined> {
  const {
    token,
    host,
    port = 3_000,
    allowedHosts = [],
    allowedOrigins = [],
    trustProxy,
    metricsPort,
  } = config;
  const { who, admit, notReady, isTeam } = service;
  let listening: Awaited<ReturnType<typeof serveOverHttp>>;
  try {
    listening = await serveOverHttp({
      ...rest,
      host,
      port,
      admit,
      allowedHosts: allowedHosts.map((name) => name.toLowerCase()),
      allowedOrigins: allowedOrigins.map((name) => name.toLowerCase()),
      trustProxy,
      notReady,
      // What all connections do together is for none of them.
      mayMeasure: isTeam && !token ? undefined : tokenCheck(token),
      metricsPort,
    });
  } catch (error) {
    return `It cannot listen there: ${error instanceof Error ? error.message : error}.`;
  }
  if (listening.metricsUrl) tell(`Metrics are at ${listening.metricsUrl}`);
  tell(`caspio-mcp listens on ${listening.url}/mcp, for ${who}`);
  await askedToEnd();
  await listening.close();
  return undefined;
}
