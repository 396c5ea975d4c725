import { deleteRecords, insertRecord, updateRecords } from './changes.js';
import { quoted } from './database.js';
import { incorrectBody, incorrectQuery } from './errors.js';
import { created, jsonObject, ok, type Reply } from './http.js';
import { requestedPage, requiredWhere, wantsRows } from './query.js';
import type { Call } from './router.js';
import { readRow, rowsByKey } from './rows.js';
import { type RecordSource, type WriteTarget, writtenValues } from './source.js';
import { compileSelect, compileWhere } from './sql/index.js';
import type { Store } from './store.js';

/** GET records: one page, with `Pagination` when asked for. */
export function listRecords({ account: { store }, query }: Call, { relation }: RecordSource): Reply {
  if (query.text('q.sort') !== undefined) throw incorrectQuery();
  const page = requestedPage(query);
  const clauses = {
    select: query.text('q.select'),
    where: query.text('q.where'),
    groupBy: query.text('q.groupBy'),
  };
  const orderBy = query.text('q.orderBy');
  const { sql, columns } = compileSelect(relation, clauses, store.catalogue);
  const ordered = compileSelect(relation, { ...clauses, orderBy }, store.catalogue).sql;
  // Caspio pages what is not ordered, and what is equal in the order, differently on every call.
  const inOrder = ordered.length > sql.length; // an order by constants compiles to none
  const shuffled = inOrder ? `${ordered}, random()` : `SELECT * FROM (${sql}) ORDER BY random()`;
  if (!query.flag('q.getPaginationInfo')) {
    const rows = store.query(`${shuffled} LIMIT ${page.size} OFFSET ${(page.number - 1) * page.size}`);
    return ok({ Result: rows.map((row) => readRow(columns, row)) });
  }
  // Both of one run: a condition may come out differently on the next (NEWID).
  const { rows, total } = store.page(shuffled, page);
  const Pagination = { TotalCount: total, PageNumber: page.number, PageSize: page.size };
  return ok({ Result: rows.map((row) => readRow(columns, row)), Pagination });
}

/** POST records: one record; 201, with the row when `response=rows`. */
export function createRecord(call: Call, source: RecordSource): Reply {
  const { store } = call.account;
  const target = source.target();
  const values = writtenValues(target, jsonObject(call), 'insert');
  const key = insertRecord(store, target.table, values);
  if (!wantsRows(call.query)) return created();
  // Rows of a view that do not fit it are missing here and below, as in Caspio.
  return created({ Result: rowsByKey(store, source.relation, target.key, [key]) });
}

/** PUT records: the same values into every matching record. */
export function changeRecords(call: Call, source: RecordSource): Reply {
  const { store } = call.account;
  const where = requiredWhere(call.query);
  const target = source.target();
  const body = jsonObject(call);
  if (Object.keys(body).length === 0) throw incorrectBody();
  const values = writtenValues(target, body, 'update');
  const keys = matchingKeys(store, source, target, where);
  const RecordsAffected = updateRecords(store, target.table, keys, values);
  if (!wantsRows(call.query)) return ok({ RecordsAffected });
  return ok({ RecordsAffected, Result: rowsByKey(store, source.relation, target.key, keys) });
}

/** DELETE records. */
export function removeRecords({ account: { store }, query }: Call, source: RecordSource): Reply {
  const where = requiredWhere(query);
  const target = source.target();
  const keys = matchingKeys(store, source, target, where);
  return ok({ RecordsAffected: deleteRecords(store, target.table, keys) });
}

/** The target's PK_IDs of the records that a condition matches. */
export function matchingKeys(
  store: Store,
  { relation }: RecordSource,
  { key }: WriteTarget,
  where: string,
): number[] {
  const condition = compileWhere(relation, where, store.catalogue);
  const column = quoted(key);
  const rows = store.query(
    `SELECT DISTINCT ${column} FROM ${relation.source} AS ${quoted(relation.name)} WHERE ${condition}`,
  );
  // A joined view has rows without a record of its editable table.
  return rows.flatMap(([value]) => (typeof value === 'number' ? [value] : []));
}
