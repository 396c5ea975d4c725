import { randomUUID } from 'node:crypto';
import type { StreamedBody } from './http.js';

/** A file as it goes into a form. */
export interface FilePart {
  readonly name: string;
  readonly type: string;
  /** Bytes. */
  readonly size: number;
  /** Called anew for every attempt. */
  open(): AsyncIterable<Uint8Array>;
}

export interface Multipart extends StreamedBody {
  readonly contentType: string;
}

/**
 * A multipart/form-data body whose length is known before its files are read: Caspio resets chunked uploads.
 * Facts: headers, media types, transport.
 */
export function multipart(field: string, files: readonly FilePart[]): Multipart {
  const boundary = `caspio-mcp-${randomUUID()}`;
  const heads = files.map((file) => Buffer.from(head(boundary, field, file)));
  const end = Buffer.from(`--${boundary}--\r\n`);
  const sizes = [
    ...heads.map((bytes) => bytes.length),
    ...files.map(({ size }) => size + LINE.length),
    end.length,
  ];
  return {
    contentType: `multipart/form-data; boundary=${boundary}`,
    length: sizes.reduce((sum, size) => sum + size, 0),
    async *open() {
      for (const [index, file] of files.entries()) {
        yield heads[index] ?? Buffer.alloc(0);
        yield* file.open();
        yield LINE;
      }
      yield end;
    },
  };
}

const LINE = Buffer.from('\r\n');

/** Both spellings of the name: the quoted one, and the encoded one (RFC 5987) that ASP.NET reads first. */
function head(boundary: string, field: string, part: FilePart): string {
  // Names come from disks and addresses too: nothing in one may begin another header.
  const name = part.name.toWellFormed().replace(/\p{Cc}/gu, '_');
  const type = /^[\w.+-]+\/[\w.+-]+$/.test(part.type) ? part.type : 'application/octet-stream';
  const quoted = name.replace(/["\\]/g, '\\$&');
  const encoded = encodeURIComponent(name).replace(
    /['()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return [
    `--${boundary}`,
    `Content-Disposition: form-data; name="${field}"; filename="${quoted}"; filename*=UTF-8''${encoded}`,
    `Content-Type: ${type}`,
    '',
    '',
  ].join('\r\n');
}
