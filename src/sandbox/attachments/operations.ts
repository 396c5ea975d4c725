import { updateRecords } from '../changes.js';
import { incorrectBody } from '../errors.js';
import { checkFileName, splitFileName } from '../files/names.js';
import { uploadedFile } from '../files/uploads.js';
import { download, jsonObject, noContent, ok, type Reply } from '../http.js';
import { BodyProperties } from '../properties.js';
import { requiredWhere, wantsRows } from '../query.js';
import type { Call } from '../router.js';
import { rowsByKey } from '../rows.js';
import type { RecordSource } from '../source.js';
import type { Attachment } from './attachments.js';
import { checkPermitted } from './limits.js';
import { attachmentOf, attachmentPlace, keysWithFile, matches, recordKey, writablePlace } from './place.js';

type FieldCall = Call<'field'>;
type RecordCall = Call<'field' | 'record'>;

/** GET one attachment. */
export function downloadAttachment({ account: { store }, params }: RecordCall, source: RecordSource): Reply {
  return download(attachmentOf(store, source, attachmentPlace(source, params.field), params.record));
}

/** PUT one attachment: the record takes the file's name, and a file that was there goes. */
export function uploadAttachment(call: RecordCall, source: RecordSource): Reply {
  const { account, params } = call;
  const { store } = account;
  const place = writablePlace(source, params.field);
  const key = recordKey(store, source, place, params.record);
  const upload = uploadedFile(call, 'File');
  checkPermitted(place.field, upload.file);
  updateRecords(store, place.table, [key], new Map([[place.field, upload.file.name]]));
  store.attachments.put(place.field, key, upload.take());
  return noContent();
}

/** DELETE attachments: only records that held a file count as affected (our choice). */
export function removeAttachments(
  { account: { store }, query, params }: FieldCall,
  source: RecordSource,
): Reply {
  const where = requiredWhere(query);
  const place = writablePlace(source, params.field);
  const keys = keysWithFile(store, source, place, where);
  const RecordsAffected = updateRecords(store, place.table, keys, new Map([[place.field, null]]));
  store.attachments.remove(place.field, keys);
  return ok({ RecordsAffected });
}

/** GET fileInfo: every matching record; all but PK_ID is null where there is no file (inferred). */
export function listAttachments(
  { account: { store }, query, params }: FieldCall,
  source: RecordSource,
): Reply {
  const place = attachmentPlace(source, params.field);
  const found = matches(store, source, place, query.text('q.where', 'where'));
  return ok({
    Result: found.map(({ id, key }) => ({
      PK_ID: id,
      ...describe(key === undefined ? undefined : store.attachments.get(place.field, key)),
    })),
  });
}

/** PUT fileInfo: a new name in front of the extension, which stays. */
export function renameAttachments(call: FieldCall, source: RecordSource): Reply {
  const { store } = call.account;
  const where = requiredWhere(call.query);
  const place = writablePlace(source, call.params.field);
  const base = new BodyProperties(jsonObject(call)).text('FileName');
  if (base === undefined) throw incorrectBody();
  checkFileName(base);
  const keys = keysWithFile(store, source, place, where);
  for (const key of keys) {
    const attachment = store.attachments.get(place.field, key);
    if (!attachment) continue;
    const { extension } = splitFileName(attachment.name);
    const name = extension === '' ? base : `${base}.${extension}`;
    updateRecords(store, place.table, [key], new Map([[place.field, name]]));
    store.attachments.put(place.field, key, { ...attachment, name });
  }
  const RecordsAffected = keys.length;
  if (!wantsRows(call.query)) return ok({ RecordsAffected });
  return ok({ RecordsAffected, Result: rowsByKey(store, source.relation, place.key, keys) });
}

function describe(attachment: Attachment | undefined) {
  if (!attachment)
    return { FileName: null, FileType: null, Size: null, DateCreated: null, DateUpdated: null };
  const { base, extension } = splitFileName(attachment.name);
  return {
    FileName: base,
    FileType: extension,
    Size: attachment.content.size,
    DateCreated: attachment.created,
    DateUpdated: attachment.updated,
  };
}
