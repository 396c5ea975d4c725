import { Counter, collectDefaultMetrics, Histogram, Registry } from 'prom-client';
import type { Refusal } from '../../access/admission.js';
import type { RequestEvent } from '../../caspio/traffic.js';
import type { CallEvent } from '../../server/index.js';

/** Counts for Prometheus. Labels hold names of ours only: no table, no client, nothing that grows without end. */
export function createMetrics() {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  const calls = new Counter({
    name: 'caspio_mcp_calls_total',
    help: 'Calls of tools, by how they ended',
    labelNames: ['tool', 'outcome'],
    registers,
  });
  const seconds = new Histogram({
    name: 'caspio_mcp_call_seconds',
    help: 'Time that calls of tools took',
    labelNames: ['tool'],
    buckets: [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 25, 50],
    registers,
  });
  const requests = new Counter({
    name: 'caspio_mcp_requests_total',
    help: 'Requests to Caspio, logins and repeated tries included, by how they ended; each is billed',
    labelNames: ['outcome'],
    registers,
  });
  const turnedAway = new Counter({
    name: 'caspio_mcp_refused_total',
    help: 'HTTP requests that were not admitted, by status',
    labelNames: ['status'],
    registers,
  });
  const waited = new Counter({
    name: 'caspio_mcp_waited_seconds_total',
    help: 'Time that requests to Caspio have waited for their turn',
    registers,
  });

  return {
    called({ tool, outcome, ms }: CallEvent): void {
      calls.inc({ tool, outcome });
      seconds.observe({ tool }, ms / 1_000);
    },
    requested({ outcome, waitedMs }: RequestEvent): void {
      requests.inc({ outcome });
      waited.inc(waitedMs / 1_000);
    },
    refused: ({ status }: Refusal) => turnedAway.inc({ status }),
    text: async () => ({ type: registry.contentType, text: await registry.metrics() }),
  };
}
