import { incorrectBody } from '../errors.js';

const MAX_LENGTH = 255;

/** Throws 400 `IncorrectBodyParameter` for a name that no file can have (our choice). */
export function checkFileName(name: string): void {
  const allowed = name.trim() !== '' && name.length <= MAX_LENGTH && !/[/\\\p{Cc}]/u.test(name);
  if (!allowed) throw incorrectBody();
}

/** The name before its last dot and the extension behind it; `.profile` has no extension. */
export function splitFileName(name: string): { base: string; extension: string } {
  const dot = name.lastIndexOf('.');
  return dot <= 0
    ? { base: name, extension: '' }
    : { base: name.slice(0, dot), extension: name.slice(dot + 1) };
}

/**
 * The value of a Content-Disposition header for a download: an ASCII name for old clients, and the real one as
 * RFC 6266 writes it.
 */
export function attachmentDisposition(name: string): string {
  const ascii = name.replace(/[^\x20-\x7e]/g, '_').replace(/["\\]/g, '\\$&');
  const encoded = encodeURIComponent(name.toWellFormed()).replace(
    /['()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename="${ascii}"; filename*=UTF-8''${encoded}`;
}
