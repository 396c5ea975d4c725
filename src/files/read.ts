import { badArgument } from '../caspio/errors.js';
import type { FilePart } from '../caspio/multipart.js';

/** A file in memory. */
export interface WholeFile {
  readonly name: string;
  readonly type: string;
  readonly bytes: Buffer;
}

/** Reads a file whole. Throws a Failure for one that is too large for that. */
export async function wholeOf(part: FilePart, argument: string, maxBytes: number): Promise<WholeFile> {
  const { name, type, size } = part;
  if (size > maxBytes) {
    const most = Math.floor(maxBytes / 1_000_000);
    throw badArgument(argument, `has ${size} bytes; at most ${most} MB are read`, 'Split it.');
  }
  const chunks: Uint8Array[] = [];
  for await (const chunk of part.open()) chunks.push(chunk);
  return { name, type, bytes: Buffer.concat(chunks) };
}
