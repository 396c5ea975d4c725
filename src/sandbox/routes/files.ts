import { fileAlreadyExists } from '../errors.js';
import type { AreaFile, Folder } from '../files/area.js';
import { listPage } from '../files/listing.js';
import { uploadedFile, uploadedFiles } from '../files/uploads.js';
import { created, download, noContent, ok } from '../http.js';
import { type Call, type Route, route } from '../router.js';
import { sameName } from '../table.js';

const ALL = '/v3/files';
const ONE = '/v3/files/{file}';
const BY_PATH = '/v3/files/path';

export const fileRoutes: readonly Route[] = [
  route('GET', `${ALL}/folders`, (call) =>
    listPage(call.query, call.account.files.folders(wantedFolder(call)), FOLDER_SORTS, describeFolder),
  ),
  route('GET', `${ALL}/folders/{folder}`, ({ account: { files }, params }) =>
    ok({ Result: describeFolder(files.folder(params.folder)) }),
  ),
  route('GET', ALL, (call) =>
    listPage(call.query, call.account.files.files(wantedFolder(call)), FILE_SORTS, describeFile),
  ),
  route('POST', ALL, (call) => {
    const { files } = call.account;
    const folder = wantedFolder(call);
    const uploads = uploadedFiles(call, 'Files');
    uploads.forEach(({ file: { name } }, index) => {
      const twice = uploads.slice(0, index).some((other) => sameName(other.file.name, name));
      if (twice || files.find(folder, name)) throw fileAlreadyExists(name); // then none is stored (our choice)
    });
    return created({ Result: uploads.map((upload) => uploadResult(files.put(folder, upload.take()).file)) });
  }),
  route('PUT', ALL, (call) => {
    const folder = wantedFolder(call);
    const { file, isNew } = call.account.files.put(folder, uploadedFile(call, 'File').take());
    return (isNew ? created : ok)({ Result: uploadResult(file) });
  }),
  route('GET', ONE, ({ account: { files }, params }) => download(files.file(params.file))),
  route('DELETE', ONE, ({ account: { files }, params }) => {
    files.remove(files.file(params.file));
    return noContent();
  }),
  route('GET', `${ONE}/fileInfo`, ({ account: { files }, params }) =>
    ok({ Result: describeFile(files.file(params.file)) }),
  ),
  route('GET', BY_PATH, (call) => download(wantedFile(call))),
  route('DELETE', BY_PATH, (call) => {
    call.account.files.remove(wantedFile(call));
    return noContent();
  }),
  route('GET', `${BY_PATH}/fileInfo`, (call) => ok({ Result: describeFile(wantedFile(call)) })),
];

/** The folder that `externalKey` names; undefined is the root. */
function wantedFolder({ account: { files }, query }: Call): Folder | undefined {
  const key = query.text('externalKey');
  return key === undefined ? undefined : files.folder(key.trim());
}

const wantedFile = ({ account: { files }, query }: Call) => files.fileAt(query.required('filePath'));

const FOLDER_SORTS = {
  Name: (folder: Folder) => folder.name,
  DateCreated: (folder: Folder) => folder.created,
};

const FILE_SORTS = {
  Name: (file: AreaFile) => file.name,
  Size: (file: AreaFile) => file.content.size,
  ContentType: (file: AreaFile) => file.contentType,
  DateCreated: (file: AreaFile) => file.created,
  LastModified: (file: AreaFile) => file.modified,
};

const describeFolder = ({ name, key, created: DateCreated }: Folder) => ({
  Name: name,
  ExternalKey: key,
  DateCreated,
});

const describeFile = (file: AreaFile) => ({
  Name: file.name,
  ExternalKey: file.key,
  Size: file.content.size,
  ContentType: file.contentType,
  DateCreated: file.created,
  LastModified: file.modified,
});

const uploadResult = ({ name, key }: AreaFile) => ({ Name: name, ExternalKey: key });
