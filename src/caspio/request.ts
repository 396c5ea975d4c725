import type { Incoming } from './http.js';
import type { Multipart } from './multipart.js';
import type { Path } from './path.js';
import type { Query } from './query.js';

export interface CaspioRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly path: Path;
  readonly query?: Query;
  /** Characters that the address of a later request of the same read will have more. */
  readonly room?: number;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** Sent in place of `body`. */
  readonly form?: Multipart;
  /** Values in it that no error may quote. */
  readonly secrets?: readonly string[];
}

/** A write: when no answer comes, its outcome is unknown. */
export const changes = (request: CaspioRequest) => request.method !== 'GET';

/** Takes a successful body as it comes, whatever its size; a transfer ends after a time without a byte. */
export type Receive<T> = (incoming: Incoming) => Promise<T>;
