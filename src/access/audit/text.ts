import type { AuditLine } from './line.js';
import { cut, visible } from './visible.js';

const LONGEST_WHERE = 120;

/** A call in one line for a person: when, whose, how it ended, what it was and what it was about. */
export function auditText(line: AuditLine): string {
  const columns = [
    line.time,
    line.connection.padEnd(16),
    line.outcome.padEnd(11),
    `${line.ms} ms`.padStart(9),
    line.tool.padEnd(32),
    [targetText(line), countsText(line)].filter(Boolean).join(': '),
    line.where === undefined ? '' : `where ${JSON.stringify(cut(line.where, LONGEST_WHERE))}`,
  ];
  return visible(columns.filter(Boolean).join('  ')).trimEnd();
}

const targetText = ({ target = {} }: AuditLine) =>
  Object.entries(target)
    // What might pass for more than one word stands in quotes.
    .map(([name, text]) => `${name}=${/^[\p{L}\p{N}_./-]+$/u.test(text) ? text : JSON.stringify(text)}`)
    .join(' ');

function countsText({ records_affected, rows, total_count }: AuditLine): string {
  const counts = [
    records_affected !== undefined && `${records_affected} changed`,
    rows !== undefined && `${rows} given`,
    total_count !== undefined && `${total_count} in all`,
  ];
  return counts.filter(Boolean).join(', ');
}
