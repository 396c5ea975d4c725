import * as z from 'zod';
import { SQL_DIALECT } from '../src/caspio/advice.js';

/** Input fields that tools share, each with its one description. */

/** Whole numbers have 32 bits in Caspio. */
export const LARGEST_INT = 2_147_483_647;
export const TOO_LARGE = `must be at most ${LARGEST_INT}`;

/** Our choice: long enough for every name, short enough for an address that holds three of them. */
const LONGEST_NAME = 200;

/** A text that stands in the path of an address. */
export const pathText = () => z.string().max(LONGEST_NAME, `must have at most ${LONGEST_NAME} characters`);

/** A name or id that stands in an address. The refused characters cannot be part of one (ASP.NET refuses them too). */
export const nameOrId = (description: string) =>
  pathText()
    .trim()
    .min(1, { error: 'is blank', abort: true })
    .regex(/^[^/\\?#%\p{Cc}\p{Cs}]+$/u, 'must be a plain name, without / \\ ? # % or control characters')
    .refine((name) => name !== '.' && name !== '..', 'must be a plain name')
    .describe(description);

export const tableName = nameOrId('Table name.');
export const viewName = nameOrId('View name.');
export const fieldName = nameOrId('Field name.');

/** The condition of a write through a view. */
export const viewWhere = z.string().describe("T-SQL condition, e.g. PK_ID = '12,7'.");

/** The condition of a write. */
export const where = z.string().describe('T-SQL condition, e.g. PK_ID = 42.');

export const expectedCount = z
  .int('must be a whole number')
  .min(0, 'must not be negative')
  .optional()
  .describe('Confirms how many it reaches.');

export const response = (fallback: 'rows' | 'none') =>
  z
    .enum(['rows', 'none'], 'must be rows or none')
    .default(fallback)
    .describe('rows: answer with the records.');

/** Field values of one record: anything that JSON has, lists only one level deep. */
export const values = z
  .record(z.string(), z.unknown(), 'must be one object of field names and values, for one record')
  .superRefine((given, context) => {
    const problem = valuesProblem(given);
    if (problem) context.addIssue({ code: 'custom', message: problem });
  })
  .describe("Values by field name; dates 'YYYY-MM-DDTHH:mm:ss', lists as arrays.");

/** Our choice, well above what SQL Server lets a table have (1,024 columns). */
export const MOST_FIELDS = 1_100;

function valuesProblem(given: Readonly<Record<string, unknown>>): string | undefined {
  const names = Object.keys(given);
  if (names.length === 0) return 'is empty: give at least one field';
  if (names.length > MOST_FIELDS) return `holds more than ${MOST_FIELDS} fields, which no table has`;
  if (names.some((name) => name.trim() === '')) return 'holds a blank field name';
  if (names.some((name) => name.toUpperCase() === 'PK_ID')) {
    return 'holds PK_ID, which Caspio gives and never changes: leave it out';
  }
  const deep = names.find((name) => isDeep(given[name]));
  return deep && `${deep} holds a nested value: give text, a number, true/false, null, or a flat array`;
}

const isDeep = (value: unknown) =>
  typeof value === 'object' &&
  value !== null &&
  Object.values(value).some((item) => typeof item === 'object' && item !== null);

export const pageNumber = z
  .int('must be a whole number')
  .min(1, 'must be at least 1')
  .max(LARGEST_INT, TOO_LARGE)
  .optional()
  .describe('Page, from 1.');

export const pageSize = z
  .int('must be a whole number')
  .min(5, 'must be 5 to 1000')
  .max(1_000, 'must be 5 to 1000')
  .optional()
  .describe('5 to 1000.');

export const cursor = z.string().min(1, 'is blank').optional().describe('next_cursor; same other arguments.');

/** What every record read takes. */
export const read = {
  'q.select': z.string().optional().describe("Fields or 'State, COUNT(*) AS n'; all if absent."),
  'q.where': z.string().optional().describe(`Condition. ${SQL_DIALECT}.`),
  'q.groupBy': z.string().optional().describe('Fields to group by.'),
  'q.orderBy': z.string().optional().describe("E.g. 'Order_Date DESC'."),
  'q.limit': z
    .int('must be a whole number')
    .min(1, 'must be at least 1')
    .max(1_000, 'must be at most 1000: Caspio gives no more in one call; leave it out and go on with cursor')
    .optional()
    .describe('1 to 1000; not with pages.'),
  'q.pageNumber': pageNumber,
  'q.pageSize': pageSize,
  'q.getPaginationInfo': z.boolean('must be true or false').optional().describe('Adds total_count.'),
  cursor,
  format: z
    .enum(['json', 'csv', 'markdown'], 'must be json, csv or markdown')
    .default('json')
    .describe('csv takes half the room.'),
};

/** Caspio ignores q.limit in silence beside a page argument. Facts: query parameters. */
export const limitOrPages = (args: {
  readonly 'q.limit'?: number | undefined;
  readonly 'q.pageNumber'?: number | undefined;
  readonly 'q.pageSize'?: number | undefined;
}) =>
  args['q.limit'] === undefined || (args['q.pageNumber'] === undefined && args['q.pageSize'] === undefined);

export const LIMIT_OR_PAGES = {
  path: ['q.limit'],
  message: 'cannot go with q.pageNumber or q.pageSize (Caspio would ignore it): give one or the other',
};

/** The answer of a small write: the target echoed, and what happened. */
export const echo = z.looseObject({
  result: z.looseObject({}),
  records_affected: z.number().optional(),
  note: z.string().optional(),
});

/** The answer of a single definition. */
export const definition = z.looseObject({ result: z.looseObject({}) });
