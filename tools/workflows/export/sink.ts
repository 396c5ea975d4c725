import { createHash } from 'node:crypto';
import type { Files, Grown } from '../../../src/files/index.js';
import type { Publish, ResourceLink } from '../../../src/tool.js';

/** Where the text of an export goes. */
export interface Sink {
  write(text: string): Promise<void>;
  /** Bytes so far. */
  size(): number;
  grown(): Grown;
  /** The file, for a later call; undefined where every call has its own. */
  left(): Grown | undefined;
  /** Most bytes that it can take. */
  readonly most: number;
  /** All that was written is there, whole. */
  check(): Promise<void>;
  /** What the answer says of it, and the link to it. */
  told(): { readonly result: Readonly<Record<string, unknown>>; readonly link: ResourceLink | undefined };
  /** Nobody can go on with it: what is new must not pass for a whole. */
  abandon(): void;
  /** Lets it go; takes it away if nothing was written. */
  close(): Promise<void>;
}

/** A file below an open folder, new or as an earlier call left it. Throws a Failure. */
export async function fileSink(files: Files, save_as: string, left: Grown | undefined): Promise<Sink> {
  const file = left === undefined ? await files.begin(save_as) : await files.goOn(save_as, left);
  let isWanted = left !== undefined;
  return {
    async write(text) {
      await file.append(text);
      isWanted = true;
    },
    abandon() {
      isWanted = left !== undefined;
    },
    size: file.size,
    grown: file.grown,
    left: file.grown,
    most: Number.POSITIVE_INFINITY,
    check: file.check,
    told: () => ({ result: { saved_as: file.path }, link: undefined }),
    close: () => (isWanted ? file.close() : file.discard()),
  };
}

/** More is of no use to a client, and would push out what else is kept for it. */
const MOST_KEPT = 5_000_000;

/** A text that is kept for the client for a while. */
export function keptSink(publish: Publish, name: string, mimeType: string): Sink {
  const texts: string[] = [];
  let size = 0;
  return {
    async write(text) {
      texts.push(text);
      size += Buffer.byteLength(text);
    },
    abandon: () => {},
    size: () => size,
    grown: () => ({ size, sha256: createHash('sha256').update(texts.join('')).digest('hex') }),
    left: () => undefined,
    most: MOST_KEPT,
    check: async () => {},
    told() {
      const link = publish({ name, mimeType, text: texts.join('') });
      return { result: { uri: link.uri, name }, link };
    },
    close: async () => {},
  };
}
