import { randomUUID } from 'node:crypto';
import type { ResourceLink } from './tool.js';

/** What is kept for a client to read as a resource, for a while. */
export interface Shelf {
  put(content: { readonly name: string; readonly mimeType: string; readonly text: string }): ResourceLink;
  /** Those that are still there, the newest first. */
  list(): readonly ResourceLink[];
  /** Undefined where it has expired, or never was. */
  read(uri: string): { readonly mimeType: string; readonly text: string } | undefined;
}

const KEPT_MS = 15 * 60_000;
/** Of all together; the oldest go first. */
const MOST_BYTES = 50 * 1024 * 1024;

/** In the memory of the process: for one client, whose connection is the process's own. */
export function createShelf(now: () => number = Date.now): Shelf {
  const kept = new Map<string, { readonly link: ResourceLink; readonly text: string; readonly at: number }>();

  function tidy(): void {
    let bytes = 0;
    for (const [uri, { link, at }] of [...kept].reverse()) {
      bytes += link.size;
      if (now() - at > KEPT_MS || bytes > MOST_BYTES) kept.delete(uri);
    }
  }

  return {
    put({ name, mimeType, text }) {
      const uri = `caspio://exports/${randomUUID()}/${encodeURIComponent(name)}`;
      const link = { uri, name, mimeType, size: Buffer.byteLength(text) };
      kept.set(uri, { link, text, at: now() });
      tidy();
      return link;
    },
    list() {
      tidy();
      return [...kept.values()].map(({ link }) => link).reverse();
    },
    read(uri) {
      tidy();
      const found = kept.get(uri);
      return found && { mimeType: found.link.mimeType, text: found.text };
    },
  };
}
