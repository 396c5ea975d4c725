import { newField } from '../definition.js';
import { created, jsonObject, ok } from '../http.js';
import { checkName } from '../names.js';
import { BodyProperties } from '../properties.js';
import { type Route, route } from '../router.js';
import { createTable } from '../structure.js';

export const tableRoutes: readonly Route[] = [
  route('GET', '/v3/tables', ({ account: { store } }) =>
    ok({ Result: store.tables().map((table) => table.name) }),
  ),
  route('POST', '/v3/tables', (call) => {
    const body = new BodyProperties(jsonObject(call), ['Name', 'Fields']);
    const name = body.text('Name') ?? '';
    checkName(name);
    createTable(call.account.store, { name, note: '', fields: (body.list('Fields') ?? []).map(newField) });
    return created();
  }),
  route('GET', '/v3/tables/{table}', ({ account: { store }, params }) => {
    const { name, note } = store.table(params.table);
    return ok({ Result: { Name: name, Note: note } });
  }),
];
