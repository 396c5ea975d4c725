import { incorrectBody, unsupportedMediaType } from './errors.js';
import type { StoredFile } from './files/content.js';

/** What a handler answers: a JSON body, a file, or neither. */
export interface Reply {
  readonly status: number;
  readonly body?: unknown;
  readonly file?: StoredFile;
}

export const ok = (body: unknown): Reply => ({ status: 200, body });

/** 201, with a body only where rows were asked for. */
export const created = (body?: unknown): Reply => ({ status: 201, body });

export const download = (file: StoredFile): Reply => ({ status: 200, file });

export const noContent = (): Reply => ({ status: 204 });

interface Payload {
  readonly contentType: string;
  readonly body: Buffer;
}

/** The media type without its parameters, in lower case. */
export function mediaType(contentType: string): string {
  return (contentType.split(';', 1)[0] ?? '').trim().toLowerCase();
}

/**
 * The JSON object in a request body. Throws 415 without a JSON content type, and 400 `IncorrectBodyParameter`
 * for anything else than one object: Caspio takes no arrays.
 */
export function jsonObject({ contentType, body }: Payload): Record<string, unknown> {
  if (!/^(application|text)\/(.+\+)?json$/.test(mediaType(contentType))) throw unsupportedMediaType();
  let value: unknown;
  try {
    value = JSON.parse(body.toString('utf8'));
  } catch {
    throw incorrectBody();
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw incorrectBody();
  return value as Record<string, unknown>; // any other JSON value was refused above
}
