import { join } from 'node:path';
import { jsonOf } from '../access/audit/line.js';
import { readAudit } from '../access/audit/read.js';
import { auditText } from '../access/audit/text.js';
import type { Config } from '../config.js';
import { codeOf } from '../errno.js';
import { earlier, type Moment } from '../moment.js';
import type { Ended, Surroundings } from './surroundings.js';

/** What `caspio-mcp audit` is to show. */
export interface AuditQuery {
  /** Where the files of the audit are. */
  readonly folder: string;
  readonly connection?: string | undefined;
  readonly since?: Date | undefined;
  readonly json: boolean;
}

/** Prints what was called, as far as it was written down. */
export async function runAudit(config: Config, { print, tell }: Surroundings): Promise<Ended> {
  const query = auditQuery(config, Date.now());
  return 'problem' in query ? { problems: [query.problem] } : { code: await showAudit(query, print, tell) };
}

/** The query that the options ask for, or why there is none. */
export function auditQuery(
  {
    audit,
    dataDir,
    connection,
    since,
    json,
  }: {
    readonly audit?: string | undefined;
    readonly dataDir?: string | undefined;
    readonly connection?: string | undefined;
    readonly since?: Moment | undefined;
    readonly json: boolean;
  },
  now: number,
): AuditQuery | { readonly problem: string } {
  if (audit === 'stdout')
    return { problem: 'The audit goes to stdout and is kept where that goes: there is none to read here.' };
  const folder = audit ?? (dataDir === undefined ? undefined : join(dataDir, 'audit'));
  if (folder === undefined)
    return { problem: 'Where is the audit? Give the --audit or the --data-dir that the server was given.' };
  return { folder, connection, json, since: since && new Date(earlier(since, now)) };
}

/** Shows what an audit holds: a line a call, or the JSON as it stands there. Gives the exit code. */
export async function showAudit(
  { folder, connection, since, json }: AuditQuery,
  print: (text: string) => void,
  complain: (line: string) => void,
): Promise<number> {
  let shown = 0;
  const onTorn = (count: number) =>
    complain(`caspio-mcp: warning: ${count === 1 ? 'One line is' : `${count} lines are`} torn or no audit.`);
  try {
    for await (const line of readAudit(folder, { connection, since, onTorn })) {
      print(`${json ? jsonOf(line) : auditText(line)}\n`);
      shown += 1;
    }
  } catch (error) {
    if (codeOf(error) === 'ENOENT') {
      complain(`caspio-mcp: There is no audit yet in ${folder}.`);
      return 0;
    }
    complain(`caspio-mcp: The audit cannot be read: ${error instanceof Error ? error.message : error}.`);
    return 1;
  }
  if (shown === 0) complain('caspio-mcp: There are no such calls.');
  return 0;
}
