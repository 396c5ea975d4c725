import { Readable } from 'node:stream';

/** The bytes of one file, wherever they are kept. */
export interface Content {
  /** In bytes. */
  readonly size: number;
  /** All bytes; safe from a `dispose` that comes later. */
  read(): Readable;
  /** Gives the space back. */
  dispose(): void;
}

/** A file with what its upload said about it. */
export interface StoredFile {
  readonly name: string;
  readonly contentType: string;
  readonly content: Content;
}

/** Content held in memory. */
export function inMemory(bytes: Buffer): Content {
  return { size: bytes.length, read: () => Readable.from(bytes), dispose: () => undefined };
}

/** Content that is made when it is first looked at. */
export function madeOnDemand(make: () => Buffer): Content {
  let bytes: Buffer | undefined;
  const made = () => {
    bytes ??= make();
    return bytes;
  };
  return {
    get size() {
      return made().length;
    },
    read: () => Readable.from(made()),
    dispose: () => undefined,
  };
}
