import { badArgument } from '../../src/caspio/errors.js';
import type { Incoming } from '../../src/caspio/http.js';
import { path } from '../../src/caspio/path.js';
import { rowList } from '../../src/caspio/shapes.js';
import type { Files } from '../../src/files/index.js';
import type { ResourceSpec } from '../../src/resource.js';
import { download } from '../transfer.js';

/** Hosts put what is attached into the conversation, and drop more than about this. */
const MOST_BYTES = 1_000_000;
const TOOL = 'list_all_caspio_files_paths';

/** A file of the Files area by its path. */
export const file: ResourceSpec = {
  name: 'file',
  title: 'A file of the Files area',
  description: 'One file by its path, such as Invoices/2026/may.pdf, of at most 1 MB.',
  uri: 'caspio://files/{+path}',
  needs: [TOOL],
  async read({ path: filePath = '' }, context) {
    const at = filePath.trim();
    if (at === '') throw badArgument('path', 'is blank', 'Give the path of a file.');
    const kept: Buffer[] = [];
    const request = { path: path`/files/path`, query: { filePath: at } };
    const name = at.split('/').at(-1) ?? at;
    const { result } = await download(request, name, undefined, {
      ...context,
      files: watched(context.files, kept),
    });
    const { type: mimeType, text } = result as Downloaded;
    return text === undefined
      ? { base64: Buffer.concat(kept).toString('base64'), mimeType }
      : { text, mimeType };
  },
  complete: {
    /** The files of the root: those of folders would cost a call each. */
    path: async ({ caspio }) => {
      const query = { sortField: 'Name', pageSize: 1_000 };
      const { Result } = await caspio.request({ method: 'GET', path: path`/files`, query, answer: rowList });
      return Result.flatMap(({ Name }) => (typeof Name === 'string' ? [Name] : []));
    },
  },
};

interface Downloaded {
  readonly type: string;
  readonly text?: string;
}

/** The same, but what is downloaded is kept too: tools show fewer bytes than a person may attach. */
const watched = (files: Files, kept: Buffer[]): Files => ({
  ...files,
  download: (incoming, ...more) => files.download({ ...incoming, bytes: within(incoming, kept) }, ...more),
});

async function* within({ header, bytes }: Incoming, kept: Buffer[]): AsyncGenerator<Buffer> {
  kept.length = 0; // a second attempt begins anew
  let size = 0;
  if (Number(header('content-length')) > MOST_BYTES) throw tooLarge();
  for await (const chunk of bytes) {
    size += chunk.length;
    if (size > MOST_BYTES) throw tooLarge();
    kept.push(chunk);
    yield chunk;
  }
}

const tooLarge = () =>
  badArgument('path', 'the file has more than 1 MB, too much to attach', `Save it with ${TOOL} and save_as.`);
