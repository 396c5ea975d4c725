import { incorrectBody, invalidValue } from '../errors.js';
import { jsonObject, ok } from '../http.js';
import { passwordField, passwordFields, setPasswords } from '../passwords.js';
import { BodyProperties } from '../properties.js';
import { type Route, route } from '../router.js';
import { fieldType } from '../table.js';

export const passwordRoutes: readonly Route[] = [
  route('GET', '/v3/tables/{table}/passwordFields', ({ account: { store }, params }) =>
    ok({ Result: passwordFields(store.table(params.table)).map((field) => field.name) }),
  ),
  route('PUT', '/v3/tables/{table}/passwordFields/{field}', (call) => {
    const table = call.account.store.table(call.params.table);
    const field = passwordField(table, call.params.field);
    const value = new BodyProperties(jsonObject(call)).text('Value');
    if (value === undefined) throw incorrectBody();
    const stored = fieldType(field).parse(value, field.options);
    if (stored === undefined) throw invalidValue([field.name]);
    return setPasswords(call, table, field, stored);
  }),
  route('DELETE', '/v3/tables/{table}/passwordFields/{field}', (call) => {
    const table = call.account.store.table(call.params.table);
    return setPasswords(call, table, passwordField(table, call.params.field), null);
  }),
];
