import { changeRecords, createRecord, listRecords, removeRecords } from '../records.js';
import { type Call, type Route, route } from '../router.js';
import { tableSource } from '../source.js';

const PATH = '/v3/tables/{table}/records';

const source = ({ account: { store }, params }: Call<'table'>) => tableSource(store.table(params.table));

export const recordRoutes: readonly Route[] = [
  route('GET', PATH, (call) => listRecords(call, source(call))),
  route('POST', PATH, (call) => createRecord(call, source(call))),
  route('PUT', PATH, (call) => changeRecords(call, source(call))),
  route('DELETE', PATH, (call) => removeRecords(call, source(call))),
];
