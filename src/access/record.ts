import * as z from 'zod';
import type { Connection } from './connection.js';

const time = z.iso.datetime();
const names = z.array(z.string()).optional();
const hash = z.string().regex(/^[0-9a-f]{64}$/);

/** Begins with a letter or a digit: names become header values, keys of Redis and parts of file names. */
export const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;

/**
 * A connection as it is kept. Strict at every level: what a newer version wrote may narrow the connection in a way
 * that this one does not know, and must not be dropped.
 */
export const record: z.ZodType<Connection> = z.strictObject({
  name: z.string().regex(NAME),
  account: z.union([
    z.strictObject({ sandbox: z.literal(true) }),
    z.strictObject({ origin: z.url(), clientId: z.string().min(1), sealedSecret: z.string() }),
  ]),
  scope: z.strictObject({
    readOnly: z.boolean().optional(),
    effects: z.array(z.enum(['read', 'create', 'update', 'delete'])).optional(),
    toolsets: names,
    tools: names,
    excludeTools: names,
    allow: z.strictObject({ tables: names, views: names, folders: names, directories: names }),
  }),
  limits: z.strictObject({
    callsPerMinute: z.int().positive().optional(),
    callBudget: z
      .strictObject({ limit: z.int().positive(), period: z.enum(['hour', 'day', 'total']) })
      .optional(),
  }),
  tokenHash: hash,
  keyHash: hash.optional(),
  urlToken: z.boolean(),
  createdAt: time,
  expiresAt: time.optional(),
  revokedAt: time.optional(),
  revision: z.string().min(1),
});

/** Where a record is wrong, without what it holds. */
export const faultOf = (error: z.ZodError) =>
  error.issues
    .slice(0, 3)
    .map(({ path, code }) => `${path.join('.') || 'the whole'}: ${code.replaceAll('_', ' ')}`)
    .join('; ');
