import * as z from 'zod';
import type { Field } from '../../src/caspio/shapes.js';
import { defineTool, type RecordsAnswer, type ToolContext } from '../../src/tool.js';
import { nameOrId } from '../inputs.js';
import { type Source, table, view } from '../source.js';
import { checkWanted } from './find/fields.js';
import { RANKS } from './find/match.js';
import { type Found, search, type Wanted } from './find/search.js';
import { sideBySide } from './pool.js';
import { inTermsOf } from './words.js';

/** Each costs a call, and another one for its design. */
const MOST_SOURCES = 10;
const MOST_HITS = 100;
const LONGEST_TEXT = 200;

const names = (noun: string) =>
  z
    .array(nameOrId(`${noun} name.`), 'must be an array of names')
    // `maxItems` is no keyword that every client takes.
    .refine((all) => all.length <= MOST_SOURCES, `must have at most ${MOST_SOURCES} names`)
    .optional();

/** A text, wherever it may be in some tables. */
export const recordsFind = defineTool({
  name: 'caspio_records_find',
  title: 'Find a text',
  effect: 'read',
  description:
    'Finds records that hold a text (a name, an e-mail, a code) in one of the text fields of the given tables and views (not over two fields, nor in numbers, dates or lists), best matches first: equal, begins with it, as a word, within a word. Shows PK_ID, the fields found and a few that identify the record. One Caspio call for each table, plus its design, cached for a minute.',
  bounds: ['tables', 'views'],
  input: z
    .strictObject({
      text: z
        .string()
        .trim()
        .min(1, 'is blank')
        .max(LONGEST_TEXT, `must have at most ${LONGEST_TEXT} characters`)
        .refine((text) => text.isWellFormed(), 'holds half of a character pair')
        .describe('Taken as it is, no wildcards.'),
      tables: names('Table').describe('Where to look; or views.'),
      views: names('View').describe('More to look in.'),
      fields: z
        .array(z.string().trim().min(1, 'holds a blank name'), 'must be an array of names')
        .min(1, 'is empty: leave it out for all')
        .optional()
        .describe('Only these; all text fields if absent.'),
      limit: z
        .int('must be a whole number')
        .min(1, 'must be at least 1')
        .max(MOST_HITS, `must be at most ${MOST_HITS}`)
        .default(20)
        .describe('For each table.'),
    })
    .refine(({ tables = [], views = [] }) => tables.length + views.length > 0, {
      path: ['tables'],
      message: 'name at least one table, or one of the views',
    }),
  run: ({ tables = [], views = [], ...wanted }, context) =>
    find([...different(tables).map(table), ...different(views).map(view)], wanted, context),
});

const different = (names: readonly string[]) => {
  const folded = names.map((name) => name.toLowerCase());
  return names.filter((_, index) => folded.indexOf(folded[index] ?? '') === index);
};

async function find(
  sources: readonly Source[],
  wanted: Wanted,
  context: ToolContext,
): Promise<RecordsAnswer> {
  const designs = await each(sources, ({ root, name }) =>
    context.schema.fields(root, name).catch((error: unknown) => {
      throw inTermsOf(error, { table_name: 'tables', view_name: 'views' });
    }),
  );
  if (wanted.fields) checkWanted(wanted.fields, designs);
  const pairs = sources.map((source, index) => [source, designs[index] ?? []] as const);
  const found = await each(pairs, async ([source, design]: readonly [Source, readonly Field[]]) => {
    return search(source, design, wanted, context);
  });
  return { ...bestFirst(found), format: 'json', cursorAfter: () => undefined };
}

/** The results in the order of the items, some of them worked on side by side. */
async function each<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  await sideBySide([...items.entries()], async ([index, item]) => {
    results[index] = await work(item);
  });
  return results;
}

function bestFirst(found: readonly Found[]) {
  const hits = found.flatMap((one) => one.hits);
  const notes = found.flatMap((one) => one.notes);
  if (hits.length === 0) notes.push('Nothing found.');
  return {
    rows: RANKS.flatMap((rank) => hits.filter((hit) => hit.rank === rank)).map(({ row }) => row),
    note: notes.join(' ') || undefined,
  };
}
