import { createReadStream } from 'node:fs';
import * as z from 'zod';
import { codeOf } from '../../errno.js';
import { dayOf, daysIn, fileOf } from './days.js';
import { type AuditLine, BEGINNING, LOST } from './line.js';

/** Which lines are wanted; all, where it says nothing. */
export interface AuditFilter {
  readonly connection?: string | undefined;
  readonly since?: Date | undefined;
  /** Hears at the end of how many lines could not be read, if there are any. */
  readonly onTorn?: (count: number) => void;
}

/** Longer than any that is written. */
const LONGEST_LINE = 2 ** 18;

const shape = z.looseObject({
  time: z.iso.datetime(),
  connection: z.string(),
  client: z.string().optional(),
  tool: z.string(),
  effect: z.string().optional(),
  target: z.record(z.string(), z.string()).optional(),
  where: z.string().optional(),
  outcome: z.string(),
  records_affected: z.number().optional(),
  rows: z.number().optional(),
  total_count: z.number().optional(),
  ms: z.number(),
  upstream: z.number(),
  request_ids: z.array(z.string()),
});

/**
 * The lines of an audit, oldest files first, each file in the order in which it was written. Takes no more memory for
 * a large one. Rejects where there is no such folder.
 */
export async function* readAudit(
  folder: string,
  { connection, since, onTorn }: AuditFilter = {},
): AsyncGenerator<AuditLine, void> {
  let torn = 0;
  const from = since?.toISOString() ?? '';
  for (const day of await daysIn(folder)) {
    if (day < dayOf(from)) continue;
    for await (const text of linesIn(fileOf(folder, day))) {
      const whole = parse(text);
      if (whole === undefined) torn += 1;
      // Behind what is left of one line another may stand, whole.
      const line = whole ?? parse(text.slice(Math.max(0, text.lastIndexOf(BEGINNING))));
      if (line === undefined || line.time < from) continue;
      // A gap may have held anybody's calls.
      if (connection === undefined || line.connection === connection || line.outcome === LOST) yield line;
    }
  }
  if (torn > 0) onTorn?.(torn);
}

/** By line feeds only: what else some programs take for the end of a line is a character like others here. */
async function* linesIn(file: string): AsyncGenerator<string, void> {
  let rest = '';
  try {
    for await (const chunk of createReadStream(file, 'utf8')) {
      const lines = `${rest}${chunk}`.split('\n');
      // Of what never ends, the end is where a good line may stand.
      rest = (lines.pop() ?? '').slice(-LONGEST_LINE);
      yield* lines.filter(Boolean);
    }
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error; // too old in the meantime, and deleted
  }
  if (rest) yield rest;
}

function parse(text: string): AuditLine | undefined {
  try {
    const line: unknown = JSON.parse(text);
    // As it is, and not as zod gives it: what a later version adds stays where it stands.
    return shape.safeParse(line).success ? (line as AuditLine) : undefined;
  } catch {
    return undefined;
  }
}
