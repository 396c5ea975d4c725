import type { Caspio } from '../src/caspio/client.js';
import { type RecordsOf, readPage } from '../src/caspio/pages.js';
import type { Row } from '../src/caspio/shapes.js';
import type { ToolContext } from '../src/tool.js';

/** The most that Caspio gives in one call. */
const PAGE_SIZE = 1_000;

/** All records that a condition matches, page by page. `select` names the fields; all if absent. */
async function* pagesOf(
  caspio: Caspio,
  source: RecordsOf,
  where: string | undefined,
  select: string | undefined,
): AsyncGenerator<readonly Row[]> {
  const args = { 'q.where': where, 'q.select': select, 'q.pageSize': PAGE_SIZE };
  let cursor: string | undefined;
  do {
    const page = await readPage(caspio, source, { ...args, cursor });
    yield page.rows;
    cursor = page.cursorAfter(page.rows.length);
  } while (cursor !== undefined);
}

/**
 * Keeps the records that a write will reach, where the operator wants that, and gives the note for the answer. Rejects
 * with a Failure where they cannot be kept: then nothing must be sent.
 */
export async function keepBefore(
  what: string,
  source: RecordsOf,
  where: string | undefined,
  { caspio, backup }: ToolContext,
  select?: string,
): Promise<string | undefined> {
  if (!backup) return undefined;
  const { file, rows } = await backup(what, pagesOf(caspio, source, where, select));
  return `Kept before: ${rows} record${rows === 1 ? '' : 's'} in ${file}.`;
}
