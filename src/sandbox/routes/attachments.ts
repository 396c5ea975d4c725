import {
  downloadAttachment,
  listAttachments,
  removeAttachments,
  renameAttachments,
  uploadAttachment,
} from '../attachments/operations.js';
import { type Call, type Route, route } from '../router.js';
import { type RecordSource, tableSource, viewSource } from '../source.js';
import type { Store } from '../store.js';

/** Tables and views are twins here too. */
function twin(
  base: '/v3/tables/{name}' | '/v3/views/{name}',
  named: (store: Store, name: string) => RecordSource,
): Route[] {
  const FIELD = `${base}/attachments/{field}` as const;
  const RECORD = `${FIELD}/{record}` as const;
  const INFO = `${FIELD}/fileInfo` as const;
  const source = ({ account: { store }, params }: Call<'name'>) => named(store, params.name);
  return [
    route('GET', INFO, (call) => listAttachments(call, source(call))),
    route('PUT', INFO, (call) => renameAttachments(call, source(call))),
    route('GET', RECORD, (call) => downloadAttachment(call, source(call))),
    route('PUT', RECORD, (call) => uploadAttachment(call, source(call))),
    route('DELETE', FIELD, (call) => removeAttachments(call, source(call))),
  ];
}

export const attachmentRoutes: readonly Route[] = [
  ...twin('/v3/tables/{name}', (store, name) => tableSource(store.table(name))),
  ...twin('/v3/views/{name}', (store, name) => viewSource(store, store.view(name))),
];
