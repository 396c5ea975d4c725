import type { Caspio } from '../src/caspio/client.js';
import { type RecordsOf, readPage } from '../src/caspio/pages.js';
import type { Row } from '../src/caspio/shapes.js';
import type { OpenBackup } from '../src/files/backup.js';
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

/** Keeps records one after another, in one file, where the operator wants that. */
export interface Keeper {
  /** To be awaited before these are changed. Rejects with a Failure where they cannot be kept. */
  keep(rows: readonly Row[]): Promise<void>;
  /** Closes the file, and gives the note for the answer, if anything was kept. Never rejects. */
  end(): Promise<string | undefined>;
}

export function createKeeper(what: string, { backup }: ToolContext): Keeper {
  let opened: Promise<OpenBackup> | undefined;
  let last: Promise<unknown> = Promise.resolve();
  return {
    async keep(rows) {
      if (!backup) return;
      opened ??= backup(what);
      const file = await opened;
      // Writes of several at once would lie within each other.
      const added = last.then(() => file.add(rows));
      last = added.catch(() => undefined);
      await added;
    },
    async end() {
      const file = await opened?.catch(() => undefined);
      await last;
      const kept = await file?.close();
      if (!kept || kept.rows === 0) return undefined;
      return `Kept before: ${kept.rows} record${kept.rows === 1 ? '' : 's'} in ${kept.file}.`;
    },
  };
}

/**
 * Keeps the records that a write will reach, where the operator wants that, and gives the note for the answer. Rejects
 * with a Failure where they cannot be kept: then nothing must be sent.
 */
export async function keepBefore(
  what: string,
  source: RecordsOf,
  where: string | undefined,
  context: ToolContext,
  select?: string,
): Promise<string | undefined> {
  if (!context.backup) return undefined;
  const keeper = createKeeper(what, context);
  try {
    for await (const rows of pagesOf(context.caspio, source, where, select)) await keeper.keep(rows);
  } catch (error) {
    await keeper.end();
    throw error;
  }
  return keeper.end();
}
