import { changedField, displayOrder, newField } from '../definition.js';
import { describeField, describeTableFields } from '../describe.js';
import { created, jsonObject, noContent, ok } from '../http.js';
import { type Route, route } from '../router.js';
import { addField, changeField, dropField, existingField } from '../structure.js';

const LIST = '/v3/tables/{table}/fields';
const ONE = '/v3/tables/{table}/fields/{field}';

export const fieldRoutes: readonly Route[] = [
  route('GET', LIST, ({ account: { store }, params }) =>
    ok({ Result: describeTableFields(store.table(params.table)) }),
  ),
  route('POST', LIST, (call) => {
    const { store } = call.account;
    const table = store.table(call.params.table);
    const body = jsonObject(call);
    addField(store, table, newField(body), displayOrder(body));
    return created();
  }),
  route('GET', ONE, ({ account: { store }, params }) => {
    const table = store.table(params.table);
    const field = existingField(table, params.field);
    return ok({ Result: describeField(field, table.fields.indexOf(field) + 1) });
  }),
  route('PUT', ONE, (call) => {
    const { store } = call.account;
    const table = store.table(call.params.table);
    const field = existingField(table, call.params.field);
    const body = jsonObject(call);
    changeField(store, table, field, changedField(field, body), displayOrder(body));
    return noContent();
  }),
  route('DELETE', ONE, ({ account: { store }, params }) => {
    const table = store.table(params.table);
    dropField(store, table, existingField(table, params.field));
    return noContent();
  }),
];
