import { describeViewFields } from '../describe.js';
import { fieldNotFound } from '../errors.js';
import { ok } from '../http.js';
import { changeRecords, createRecord, listRecords, removeRecords } from '../records.js';
import { type Call, type Route, route } from '../router.js';
import { viewSource } from '../source.js';
import { sameName } from '../table.js';

const RECORDS = '/v3/views/{view}/records';

const source = ({ account: { store }, params }: Call<'view'>) => viewSource(store, store.view(params.view));

const fields = ({ account: { store }, params }: Call<'view'>) =>
  describeViewFields(store.view(params.view), store.table);

export const viewRoutes: readonly Route[] = [
  route('GET', '/v3/views', ({ account: { store } }) =>
    ok({ Result: store.views().map((view) => view.name) }),
  ),
  route('GET', '/v3/views/{view}', ({ account: { store }, params }) => {
    const { name, note } = store.view(params.view);
    return ok({ Result: { Name: name, Note: note } });
  }),
  route('GET', '/v3/views/{view}/fields', (call) => ok({ Result: fields(call) })),
  route('GET', '/v3/views/{view}/fields/{field}', (call) => {
    const Result = fields(call).find((field) => sameName(field.Name, call.params.field));
    if (!Result) throw fieldNotFound([call.params.field]);
    return ok({ Result });
  }),
  route('GET', RECORDS, (call) => listRecords(call, source(call))),
  route('POST', RECORDS, (call) => createRecord(call, source(call))),
  route('PUT', RECORDS, (call) => changeRecords(call, source(call))),
  route('DELETE', RECORDS, (call) => removeRecords(call, source(call))),
];
