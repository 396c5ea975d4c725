import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { auditLine } from '../access/audit/line.js';
import { createAudit } from '../access/audit/sink.js';
import type { Config } from '../config.js';
import type { Log } from '../log.js';
import type { CallEvent } from '../server/index.js';
import { isForTeams } from './forTeams.js';

/** A disk or a reader that stands still must not keep the process. */
const LAST_LINES_MS = 1_500;

/** Writes down every call where the operator wants it: for teams always, below --data-dir or else on stdout. */
export function openAudit(config: Config, log: Log) {
  const { audit, auditDays, dataDir } = config;
  const usual = isForTeams(config) ? (dataDir === undefined ? 'stdout' : join(dataDir, 'audit')) : undefined;
  const wanted = audit ?? usual;
  if (wanted === undefined) return { write: () => {}, close: async () => {} };
  const destination = wanted === 'stdout' ? ({ stdout: true } as const) : { folder: wanted, days: auditDays };
  const sink = createAudit(destination, (err) => log.error({ err }, 'audit'));
  return {
    write: (name: string, call: CallEvent) => sink.write(auditLine(new Date(), name, call)),
    close: async () => {
      await Promise.race([sink.close(), sleep(LAST_LINES_MS, undefined, { ref: false })]);
    },
  };
}
