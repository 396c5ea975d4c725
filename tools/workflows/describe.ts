import * as z from 'zod';
import { readCursor, writeCursor } from '../../src/caspio/cursor.js';
import type { Row } from '../../src/caspio/shapes.js';
import { type AnyAnswer, defineTool } from '../../src/tool.js';
import * as inputs from '../inputs.js';
import { chosen, type Named, visible } from './describe/named.js';
import { callsFor, describeAll } from './describe/read.js';

/** Of one call, beyond the two that list tables and views. */
const MOST_CALLS = 20;
/** What a default answer holds, with room for what is around it. */
const MOST_CHARS = 32_000;

/** The account's tables and views and what is in them. */
export const schemaDescribe = defineTool({
  name: 'caspio_schema_describe',
  title: 'Describe the design',
  effect: 'read',
  description:
    'The design of the account: names of its tables and views, or their fields too, one line a field (type, list options, unique, read-only, formula, origin). Begin here, then name the objects of interest. Fields and counts cost one call an object, at most 20 an answer; the design is cached for a minute.',
  bounds: ['tables', 'views'],
  input: z.strictObject({
    detail: z
      .enum(['names', 'fields', 'full'], 'must be names, fields or full')
      .default('names')
      .describe('full adds labels, descriptions and all properties.'),
    objects: z
      .array(z.string().trim().min(1, 'holds a blank name'), 'must be an array of names')
      .min(1, 'is empty: leave it out for all')
      .optional()
      .describe('Names of tables or views; all if absent.'),
    filter: z.string().trim().optional().describe('Only names that contain this.'),
    counts: z.boolean('must be true or false').default(false).describe('Adds numbers of records.'),
    cursor: inputs.cursor,
  }),
  async run({ cursor, ...asked }, context): Promise<AnyAnswer> {
    const { all, hidden } = await visible(context.schema);
    const found = chosen(all, asked);
    const about = [
      hidden.length > 0 && `This profile may not list ${hidden[0]}.`,
      found.length === 0 && NONE,
    ];
    const each = callsFor(asked);
    const offset = cursor === undefined ? 0 : offsetIn(cursor, asked);
    if (each === 0) return { result: listed(found), note: sentences(about) };

    const page = found.slice(offset, offset + Math.floor(MOST_CALLS / each));
    const rows = fitting(await describeAll(page, asked, context));
    const left = found.length - offset - rows.length;
    return {
      rows,
      format: 'json',
      cursorAfter: (count) =>
        offset + count < found.length ? writeCursor({ page: offset + count, skip: 0 }, asked) : undefined,
      note: sentences([
        ...about,
        asked.detail !== 'names' && rows.length > 0 && KEY,
        left > 0 && `${left} of ${found.length} objects are left: go on with cursor.`,
        `At most ${2 + page.length * each} Caspio calls, none for what was cached.`,
      ]),
    };
  },
});

const NONE = 'No table or view has such a name.';
const KEY = 'Each object also has PK_ID, read-only: a number in tables, a text in views.';

const sentences = (parts: readonly (string | false)[]) => parts.filter(Boolean).join(' ') || undefined;

const listed = (found: readonly Named[]) => ({
  tables: namesOf(found, 'tables'),
  views: namesOf(found, 'views'),
});

const namesOf = (found: readonly Named[], wanted: Named['root']) =>
  found.filter(({ root }) => root === wanted).map(({ name }) => name);

/** How many objects were given before. Throws a Failure for a cursor of another call. */
function offsetIn(cursor: string, asked: unknown): number {
  const position = readCursor(cursor, asked);
  return 'page' in position ? position.page : 0;
}

/** As many objects as an answer holds whole; one at least. What was read beyond them stays cached. */
function fitting(rows: readonly Row[]): readonly Row[] {
  let chars = 0;
  const end = rows.findIndex((row) => {
    chars += JSON.stringify(row).length;
    return chars > MOST_CHARS;
  });
  return end < 0 ? rows : rows.slice(0, Math.max(end, 1));
}
