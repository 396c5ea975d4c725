import { readdirSync, readFileSync } from 'node:fs';
import * as z from 'zod';

/** The shape of an evaluation task. Every text may refer to earlier answers, see `reference.ts`. */

const json = z.record(z.string(), z.unknown());
const query = z.record(z.string(), z.string());

/** A request to the sandbox's API that makes what the seed lacks. */
const write = z.strictObject({
  method: z.enum(['GET', 'POST', 'PUT', 'DELETE']),
  path: z.string().startsWith('/v3/'),
  query: query.default({}),
  body: json.optional(),
  /** Sent as a form, in place of a body. */
  upload: z.strictObject({ field: z.string(), name: z.string(), base64: z.base64() }).optional(),
  /** Sent so many times; `{n}` in texts is the number, from 1. */
  times: z.int().min(1).default(1),
  /** What the answer holds; asked again for a while until it does. */
  until: z.unknown().optional(),
});

/** A file in the folder that is open to the server. */
const file = z.union([
  z.strictObject({ name: z.string(), text: z.string() }),
  z.strictObject({ name: z.string(), base64: z.base64() }),
  /** `rows` lines after the header; in `row` `{n}` is the number, from `from`. */
  z.strictObject({
    name: z.string(),
    header: z.string(),
    row: z.string(),
    rows: z.int().min(1),
    from: z.int().default(1),
    /** Lines that stand in the end as they are. */
    more: z.array(z.string()).default([]),
  }),
]);

const step = z.strictObject({
  tool: z.string(),
  args: json.default({}),
  /** The call must be refused. */
  refused: z.boolean().default(false),
});

/** What must be true in the end, read from the API and not through any tool. */
const check = z.union([
  z.strictObject({
    read: z.string().startsWith('/v3/'),
    query: query.default({}),
    /** Where in the answer, as `/Result/0/Status`. */
    at: z.string().default('/Result'),
    /** Objects may hold more than this, lists not. */
    expected: z.unknown(),
  }),
  z.strictObject({
    file: z.string(),
    lines: z.int().optional(),
    contains: z.array(z.string()).default([]),
  }),
]);

/** Something that the answer must say: a text, one of several, or a pattern. */
const fact = z.union([z.string(), z.array(z.string()).min(1), z.strictObject({ matches: z.string() })]);

const task = z.strictObject({
  id: z.string().regex(/^[a-z0-9-]+$/),
  /** The user's words. */
  ask: z.string().min(10),
  setup: z.array(write).default([]),
  files: z.array(file).default([]),
  /** What the person says to a question of the server. */
  person: z.enum(['yes', 'no']).default('yes'),
  steps: z.array(step).min(1),
  /** What the scripted run answers in the end. */
  answer: z.string().min(1),
  checks: z.array(check).default([]),
  facts: z.array(fact).default([]),
  /** What the answer must not say. */
  never: z.array(z.string()).default([]),
  /** Whether a picture must have been shown. */
  image: z.boolean().default(false),
  /** Most calls to Caspio, the login left out. */
  budget: z.int().min(0),
});

export type Task = z.output<typeof task>;
export type Write = z.output<typeof write>;
export type GivenFile = z.output<typeof file>;
export type Check = z.output<typeof check>;
export type Fact = z.output<typeof fact>;

const folder = new URL('.', import.meta.url);

/** All tasks, by file name. Throws for one that has not the shape. */
export function loadTasks(): readonly Task[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .sort()
    .map((name) => {
      const parsed = task.safeParse(JSON.parse(readFileSync(new URL(name, folder), 'utf8')));
      if (!parsed.success) throw new Error(`${name}: ${z.prettifyError(parsed.error)}`);
      if (`${parsed.data.id}.json` !== name) throw new Error(`${name} has the id ${parsed.data.id}`);
      return parsed.data;
    });
}
