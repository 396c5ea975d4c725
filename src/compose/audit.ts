import { join } from 'node:path';
import { auditLine } from '../access/audit/line.js';
import { createAudit } from '../access/audit/sink.js';
import type { Config } from '../config.js';
import type { Log } from '../log.js';
import type { CallEvent } from '../server/index.js';

/** Writes down every call where the operator wants it: for teams always, below --data-dir or else on stdout. */
export function openAudit({ audit, auditDays, dataDir }: Config, isTeam: boolean, log: Log) {
  const wanted = audit ?? (isTeam ? (dataDir === undefined ? 'stdout' : join(dataDir, 'audit')) : undefined);
  if (wanted === undefined) return undefined;
  const destination = wanted === 'stdout' ? ({ stdout: true } as const) : { folder: wanted, days: auditDays };
  const sink = createAudit(destination, (err) => log.error({ err }, 'audit'));
  return {
    write: (name: string, call: CallEvent) => sink.write(auditLine(new Date(), name, call)),
    close: sink.close,
  };
}
