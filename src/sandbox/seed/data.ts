import type { Account } from '../account.js';
import { ask } from '../inside.js';

/**
 * Puts the tables and records of a file into an account, on top of what is there:
 * `{ "tables": [{ "Name": …, "Fields": [definitions as POST /v3/tables takes them], "records": [{ field: value }] }] }`.
 * Everything goes through the API's own handlers, so a file can hold nothing that Caspio would refuse. Throws an Error
 * that names the place in the file.
 */
export function loadData(account: Account, data: unknown): void {
  const tables = listOf(objectOf(data, 'The file', ['tables']).tables, 'tables');
  tables.forEach((table, index) => {
    const at = `tables[${index}]`;
    const { Name, Fields, records = [] } = objectOf(table, at, ['Name', 'Fields', 'records']);
    if (typeof Name !== 'string') throw new Error(`${at}.Name must be the name of a table.`);
    within(`${at} (${Name})`, () =>
      ask(account, 'POST', ['v3', 'tables'], { body: { Name, Fields: listOf(Fields, `${at}.Fields`) } }),
    );
    listOf(records, `${at}.records`).forEach((record, row) => {
      within(`${at}.records[${row}] (${Name})`, () =>
        ask(account, 'POST', ['v3', 'tables', Name, 'records'], { body: record }),
      );
    });
  });
}

function within(place: string, work: () => unknown): void {
  try {
    work();
  } catch (error) {
    throw new Error(`${place}: ${error instanceof Error ? error.message : error}`);
  }
}

function objectOf(value: unknown, place: string, keys: readonly string[]): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new Error(`${place} must be a JSON object with ${keys.join(', ')}.`);
  const stray = Object.keys(value).find((key) => !keys.includes(key));
  if (stray !== undefined)
    throw new Error(`${place} has ${JSON.stringify(stray)}, and only ${keys.join(', ')} are known.`);
  return value as Record<string, unknown>; // as was just checked
}

function listOf(value: unknown, place: string): readonly unknown[] {
  if (!Array.isArray(value)) throw new Error(`${place} must be a list.`);
  return value;
}
