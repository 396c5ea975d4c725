import * as z from 'zod';
import type { CaspioRequest } from '../src/caspio/client.js';
import { isPerhapsPage, pageForFile } from '../src/caspio/decode.js';
import type { FilePart } from '../src/caspio/multipart.js';
import { multipart } from '../src/caspio/multipart.js';
import type { Path } from '../src/caspio/path.js';
import type { Query } from '../src/caspio/query.js';
import type { FileArgument } from '../src/files/index.js';
import type { FileAnswer, ToolContext } from '../src/tool.js';

/** Files as tools take and give them. */

const SOURCES = ['path', 'url', 'text', 'base64'] as const;

/** A flat object: a union of four would be refused by several clients. */
export const file = z
  .strictObject({
    name: z
      .string()
      .trim()
      .min(1, 'is blank')
      .regex(/^[^/\\\p{Cc}\p{Cs}]+$/u, 'must be a plain file name')
      .optional()
      .describe('File name; needed with text, base64.'),
    content_type: z
      .string()
      .regex(/^[\w.+-]+\/[\w.+-]+$/, 'must be a media type such as image/png')
      .optional()
      .describe('Media type.'),
    path: z.string().min(1, 'is blank').optional().describe('Local file, below --files-dir.'),
    url: z.string().min(1, 'is blank').optional().describe('Public https address.'),
    text: z.string().optional().describe('Content.'),
    base64: z.base64('is no base64').optional().describe('Content, up to 10 kB.'),
  })
  .superRefine((given, context) => {
    const sources = SOURCES.filter((source) => given[source] !== undefined);
    if (sources.length !== 1) {
      context.addIssue({ code: 'custom', message: 'needs exactly one of path, url, text, base64' });
    } else if (given.name === undefined && (given.text !== undefined || given.base64 !== undefined)) {
      context.addIssue({ code: 'custom', path: ['name'], message: 'is required with text and base64' });
    }
  })
  .describe('Exactly one of path, url, text, base64.');

export const saveAs = z
  .string()
  .min(1, 'is blank')
  .optional()
  .describe('Save as this new local file, below --files-dir.');

/** Opens files, and makes of them the form of a request, which `send` sends. */
export function upload<T>(
  files: readonly FileArgument[],
  field: 'File' | 'Files',
  { files: access, progress }: ToolContext,
  send: (form: NonNullable<CaspioRequest['form']>) => Promise<T>,
): Promise<T> {
  const fetched = (bytes: number) => progress(bytes, undefined, `${bytes} bytes fetched`);
  return access.upload(files, field, fetched, (parts) => {
    const total = parts.reduce((sum, { size }) => sum + size, 0);
    let sent = 0;
    let most = 0;
    const counted = (part: FilePart, index: number): FilePart => ({
      ...part,
      async *open() {
        if (index === 0) sent = 0; // a second attempt begins anew, but progress never goes back
        for await (const chunk of part.open()) {
          yield chunk;
          sent += chunk.length;
          most = Math.max(most, sent);
          progress(most, total, `${part.name}: ${sent} of ${total} bytes sent`);
        }
      },
    });
    return send(multipart(field, parts.map(counted)));
  });
}

const OTHER_THAN_HTML = /\.(?!x?html?$)[^./]+$/i;
const PERHAPS_PAGE =
  'Caspio sent a web page without the name of a file: if the file is no page, this is a message of Caspio; try again in a minute.';

/** Downloads a file: shown, or saved as the caller wants. */
export function download(
  request: { readonly path: Path; readonly query?: Query },
  name: string,
  save_as: string | undefined,
  { caspio, files, progress }: ToolContext,
): Promise<FileAnswer> {
  return caspio.request({
    method: 'GET',
    ...request,
    answer: async (incoming) => {
      const isPage = isPerhapsPage(incoming);
      if (isPage && OTHER_THAN_HTML.test(name)) throw pageForFile(incoming);
      const total = Number(incoming.header('content-length') ?? Number.NaN);
      const downloaded = await files.download(incoming, name, save_as, (received) =>
        progress(received, Number.isNaN(total) ? undefined : total, `${received} bytes received`),
      );
      return isPage ? { ...downloaded, note: PERHAPS_PAGE } : downloaded;
    },
  });
}
