import { createHash } from 'node:crypto';
import type { Reply } from '../support/raw.js';

/** One call of a tool, and all that must come of it. */
export interface Case {
  readonly tool: string;
  readonly args: Record<string, unknown>;
  /** The requests that must arrive, in order: method and path, query, body (a form as its parts). */
  readonly requests: readonly (readonly [string, Record<string, string>?, unknown?])[];
  readonly replies: readonly Reply[];
  readonly answer: Record<string, unknown>;
  /** A block of its own behind the answer. */
  readonly image?: { readonly data: string; readonly mimeType: string };
}

export const COUNT_OF_2 = { Result: [{ PK_ID: 1 }, { PK_ID: 2 }], Pagination: { TotalCount: 2 } };
export const COUNTING = { 'q.orderBy': 'PK_ID', 'q.pageSize': '5', 'q.getPaginationInfo': 'true' };
export const FIRST_PAGE = { 'q.orderBy': 'PK_ID', 'q.pageSize': '100', 'q.getPaginationInfo': 'true' };

/** A picture of one dot. */
export const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

/** Every byte there is. */
export const BYTES = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte));

/** What lies in the folder that is open to the cases. */
export const LOCAL_FILES: Readonly<Record<string, Buffer>> = { 'my photo.png': PNG, 'data.bin': BYTES };

/** What a download always tells. */
export const about = (name: string, type: string, content: Buffer | string) => ({
  name,
  type,
  size: Buffer.byteLength(content),
  sha256: createHash('sha256').update(content).digest('hex'),
});
