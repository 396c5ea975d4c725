import { deleteRecords, insertRecord, updateRecords } from '../changes.js';
import { incorrectBody } from '../errors.js';
import { created, jsonObject, ok, type Reply } from '../http.js';
import { wantsRows } from '../query.js';
import { listRecords, matchingKeys } from '../records.js';
import type { Call } from '../router.js';
import { rowsByKey } from '../rows.js';
import { tableSource, writtenValues } from '../source.js';
import { findField, KEY } from '../table.js';
import { type Directory, userRelation } from './directory.js';

/** GET users: as records, with the three attributes. */
export function listUsers(call: Call, directory: Directory): Reply {
  const { store } = call.account;
  const source = tableSource(store.table(directory.name));
  return listRecords(call, { ...source, relation: userRelation(store, directory) });
}

/** POST users. Throws 400 `IncorrectBodyParameter` without an e-mail address (inferred). */
export function createUser(call: Call, directory: Directory): Reply {
  const { store } = call.account;
  const { table, target } = usersOf(call, directory);
  const values = writtenValues(target, jsonObject(call), 'insert');
  const email = findField(table, 'Email');
  if (email && !values.get(email)) throw incorrectBody();
  const key = insertRecord(store, table, values);
  if (!wantsRows(call.query)) return created();
  return created({ Result: rowsByKey(store, userRelation(store, directory), KEY.name, [key]) });
}

/** PUT users: the same values into all who match. Passwords are refused, as in records (our choice). */
export function changeUsers(call: Call, directory: Directory): Reply {
  const { store } = call.account;
  const where = call.query.required('Where');
  const { table, target, source } = usersOf(call, directory);
  const body = jsonObject(call);
  if (Object.keys(body).length === 0) throw incorrectBody();
  const values = writtenValues(target, body, 'update');
  const keys = matchingKeys(store, source, target, where);
  const UsersAffected = updateRecords(store, table, keys, values);
  if (!wantsRows(call.query)) return ok({ UsersAffected });
  return ok({ UsersAffected, Result: rowsByKey(store, userRelation(store, directory), KEY.name, keys) });
}

/** DELETE users. */
export function removeUsers(call: Call, directory: Directory): Reply {
  const { store } = call.account;
  const where = call.query.required('Where');
  const { table, target, source } = usersOf(call, directory);
  return ok({ UsersAffected: deleteRecords(store, table, matchingKeys(store, source, target, where)) });
}

/** The source of writes has no attributes, so conditions that name one are refused. */
function usersOf({ account: { store } }: Call, { name }: Directory) {
  const table = store.table(name);
  const source = tableSource(table);
  return { table, source, target: source.target() };
}
