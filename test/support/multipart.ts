/** One part of a form, as it was sent: its header lines and its bytes. */
export interface Part {
  readonly headers: readonly string[];
  readonly bytes: Buffer;
}

/** A file as it stands in a form: its name as browsers spell it, and as RFC 5987 does. */
export const filePart = (
  field: 'File' | 'Files',
  [plain, encoded]: readonly [plain: string, encoded: string],
  type: string,
  content: Buffer | string,
): Part => ({
  headers: [
    `Content-Disposition: form-data; name="${field}"; filename="${plain}"; filename*=UTF-8''${encoded}`,
    `Content-Type: ${type}`,
  ],
  bytes: Buffer.from(content),
});

/** The parts of a multipart/form-data body; undefined where it departs from RFC 7578 in a single byte. */
export function readForm(contentType: string, body: Buffer): Part[] | undefined {
  const boundary = /^multipart\/form-data; boundary=([\w'()+,./:=?-]{1,70})$/.exec(contentType)?.[1];
  // Latin-1 has one character for each byte, so that texts can be cut where bytes are.
  const [before, ...pieces] = `\r\n${body.toString('latin1')}`.split(`\r\n--${boundary}`);
  if (boundary === undefined || before !== '' || pieces.pop() !== '--\r\n') return undefined;
  const parts = pieces.map((piece) => {
    const end = piece.indexOf('\r\n\r\n');
    if (!piece.startsWith('\r\n') || end < 0) return undefined;
    const head = Buffer.from(piece.slice(2, end), 'latin1').toString('utf8');
    return { headers: head.split('\r\n'), bytes: Buffer.from(piece.slice(end + 4), 'latin1') };
  });
  return parts.every((part) => part !== undefined) ? parts : undefined;
}
