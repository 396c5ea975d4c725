import * as z from 'zod';
import { readList } from '../src/caspio/lists.js';
import { path } from '../src/caspio/path.js';
import { definition as named, resultOf } from '../src/caspio/shapes.js';
import { defineTool, type RecordsAnswer, type ToolContext, type Toolset } from '../src/tool.js';
import * as inputs from './inputs.js';
import { probeFolders } from './probes.js';
import { advised, readOne, remove } from './requests.js';
import { download, file, saveAs, upload } from './transfer.js';

/** The Files area of the account. Folders can be made, renamed and deleted in Caspio only. */

const fileKey = inputs
  .nameOrId('ExternalKey of the file.')
  .refine((key) => !/^(path|folders|fileInfo)$/i.test(key), 'must be the ExternalKey of a file');
const folderKey = inputs.nameOrId('ExternalKey of a FOLDER; root if absent.').optional();
const filePath = z.string().trim().min(1, 'is blank').describe("E.g. 'Invoices/2026/may.pdf'.");

const listOf = (fields: readonly [string, ...string[]]) => ({
  externalKey: folderKey,
  pageNumber: inputs.pageNumber,
  pageSize: inputs.pageSize,
  sortField: z
    .enum(fields, `must be one of ${fields.join(', ')}`)
    .default('Name')
    .describe('What to sort by.'),
  sortDescending: z.boolean('must be true or false').optional().describe('Last first.'),
  cursor: inputs.cursor,
});

type ListArguments = Parameters<typeof readList>[2];

async function list(
  at: ReturnType<typeof path>,
  args: ListArguments,
  { caspio }: ToolContext,
): Promise<RecordsAnswer> {
  return { format: 'json', ...(await readList(caspio, at, args)) };
}

const listFolders = defineTool({
  name: 'list_all_caspio_files_folders',
  title: 'List folders',
  effect: 'read',
  description: 'Folders inside a folder of the Files area, 100 a page, with their ExternalKey.',
  input: z.strictObject(listOf(['Name', 'DateCreated'])),
  run: (args, context) => list(path`/files/folders`, args, context),
});

const getFolder = defineTool({
  name: 'get_single_caspio_files_folder_by_id',
  title: 'Get a folder',
  effect: 'read',
  description: 'Name and date of one folder (id is its ExternalKey).',
  input: z.strictObject({ id: inputs.nameOrId('ExternalKey of the folder.') }),
  output: inputs.definition,
  run: ({ id }, context) => readOne(path`/files/folders/${id}`, context),
});

const listFiles = defineTool({
  name: 'list_all_caspio_files',
  title: 'List files',
  effect: 'read',
  description: 'Files in a folder of the Files area, 100 a page, with ExternalKey, size, type and dates.',
  input: z.strictObject(listOf(['Name', 'Size', 'ContentType', 'DateCreated', 'LastModified'])),
  run: (args, context) => list(path`/files`, args, context),
});

const createFile = defineTool({
  name: 'create_a_caspio_file',
  title: 'Upload files',
  effect: 'create',
  description:
    'Uploads files into a folder and gives their ExternalKey. A name that exists is refused; update_a_caspio_file_by_id overwrites.',
  input: z.strictObject({
    Files: z
      .array(file)
      .min(1, 'is empty: give at least one file')
      .max(1_000, 'holds more than 1000 files: send them in several calls')
      .describe('The files.'),
    externalKey: folderKey,
  }),
  async run({ Files, externalKey }, context) {
    const send = upload(Files, 'Files', context, (form) =>
      context.caspio.request({
        method: 'POST',
        path: path`/files`,
        query: { externalKey },
        form,
        answer: resultOf(z.array(z.looseObject({ Name: z.string() }))),
      }),
    );
    const { Result } = await advised(send, [409], OVERWRITE);
    return { result: Result };
  },
});

const OVERWRITE =
  'A file of this name is in the folder already. Choose another name, or overwrite it with update_a_caspio_file_by_id.';

const updateFile = defineTool({
  name: 'update_a_caspio_file_by_id',
  title: 'Upload or overwrite a file',
  effect: 'update',
  description:
    'Uploads one file into a folder; a file of the same name there is OVERWRITTEN. There is no id: the name decides.',
  input: z.strictObject({ File: file, externalKey: folderKey }),
  output: inputs.echo,
  async run({ File, externalKey }, context) {
    const { Result } = await upload([File], 'File', context, (form) =>
      context.caspio.request({
        method: 'PUT',
        path: path`/files`,
        query: { externalKey },
        form,
        answer: named,
      }),
    );
    return { result: Result };
  },
});

const deleteFile = defineTool({
  name: 'delete_a_caspio_file_by_id',
  title: 'Delete a file',
  effect: 'delete',
  description: 'Deletes one file of the Files area (id is its ExternalKey). Cannot be undone.',
  input: z.strictObject({ id: fileKey }),
  output: inputs.echo,
  run: ({ id }, context) => remove(path`/files/${id}`, { id }, context),
});

const getFile = defineTool({
  name: 'get_single_caspio_file_by_id',
  title: 'Get a file',
  effect: 'read',
  description:
    'One file (id is its ExternalKey): images and texts shown, small files as base64, others with save_as; always name, type, size, sha256.',
  input: z.strictObject({ id: fileKey, save_as: saveAs }),
  run: ({ id, save_as }, context) => download({ path: path`/files/${id}` }, id, save_as, context),
});

const getFileInfo = defineTool({
  name: 'get_single_caspio_file_metadatum_by_id',
  title: 'Get facts of a file',
  effect: 'read',
  description: 'Name, size, type and dates of one file (id is its ExternalKey).',
  input: z.strictObject({ id: fileKey }),
  output: inputs.definition,
  run: ({ id }, context) => readOne(path`/files/${id}/fileInfo`, context),
});

const getFileInfoByPath = defineTool({
  name: 'list_all_caspio_path_file_infos',
  title: 'Get facts of a file by its path',
  effect: 'read',
  description: 'ExternalKey, size, type and dates of ONE file, found by its path.',
  input: z.strictObject({ filePath }),
  output: inputs.definition,
  run: (query, context) => readOne(path`/files/path/fileInfo`, context, query),
});

const getFileByPath = defineTool({
  name: 'list_all_caspio_files_paths',
  title: 'Get a file by its path',
  effect: 'read',
  description: 'The content of ONE file, found by its path, given as get_single_caspio_file_by_id gives it.',
  input: z.strictObject({ filePath, save_as: saveAs }),
  run: ({ filePath: at, save_as }, context) =>
    download(
      { path: path`/files/path`, query: { filePath: at } },
      at.split('/').at(-1) ?? at,
      save_as,
      context,
    ),
});

const deleteFileByPath = defineTool({
  name: 'delete_a_caspio_files_path_by_id',
  title: 'Delete a file by its path',
  effect: 'delete',
  description: 'Deletes one file of the Files area, found by its path. Cannot be undone.',
  input: z.strictObject({ filePath }),
  output: inputs.echo,
  run: (query, context) => remove(path`/files/path`, query, context, query),
});

export const files: Toolset = {
  name: 'files',
  title: 'The Files area',
  tools: [
    listFolders,
    getFolder,
    listFiles,
    createFile,
    updateFile,
    deleteFile,
    getFile,
    getFileInfo,
    getFileInfoByPath,
    getFileByPath,
    deleteFileByPath,
  ],
  probe: probeFolders,
  bounds: ['folders'],
};
