import * as z from 'zod';

/** One record as Caspio returns it. */
export type Row = Readonly<Record<string, unknown>>;

const isRow = (value: unknown) => typeof value === 'object' && value !== null && !Array.isArray(value);
/** Checked at one go: zod would take each of a thousand for itself. */
const rows = z.custom<readonly Row[]>((value) => Array.isArray(value) && value.every(isRow));

/** Caspio's envelope around nearly every answer. Facts: envelope. */
export const resultOf = <Shape extends z.ZodType>(shape: Shape) => z.looseObject({ Result: shape });

export const names = resultOf(z.array(z.string()));

export const rowList = resultOf(rows);

export const definition = resultOf(z.looseObject({ Name: z.string() }));

/** The envelope of a record read, with the page when it was asked for. */
export const records = z.looseObject({
  Result: rows,
  Pagination: z.looseObject({ TotalCount: z.number() }).nullish(),
});

/** The envelope of a read that is done for its count. */
export const counted = records.extend({ Pagination: z.looseObject({ TotalCount: z.int().min(0) }) });

/** The envelope of a write by condition; `Result` is there with `response=rows`. */
export const affected = z.looseObject({ RecordsAffected: z.number(), Result: rows.nullish() });

/** The envelope of a write to users of a directory. */
export const usersAffected = z.looseObject({ UsersAffected: z.number(), Result: rows.nullish() });

/** The answer to a create with `response=rows`. */
export const created = z.looseObject({ Result: rows.nullish() });

/** A field definition as Caspio returns it. Facts: field properties. */
export const field = z.looseObject({
  Name: z.string(),
  Type: z.string(),
  ListField: z.record(z.string(), z.unknown()).nullish(),
});
export type Field = z.output<typeof field>;

export const fields = resultOf(z.array(field));

/** Answers that come without the envelope (webhooks), or in it all the same (seen in one client). Facts: envelope. */
export const bare = <Shape extends z.ZodType>(shape: Shape) =>
  z.preprocess((answer) => {
    const isWrapped = typeof answer === 'object' && answer !== null && 'Result' in answer;
    return isWrapped ? answer.Result : answer;
  }, shape);

/** An object whose properties are passed on as they are. */
export const anything = z.looseObject({});
