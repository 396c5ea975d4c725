import { quoted } from '../database.js';
import { objectNotFound } from '../errors.js';
import type { Column, Relation } from '../sql/types.js';
import type { Store } from '../store.js';
import { tableRelation } from '../table.js';

export type UserStatus =
  | 'Active'
  | 'Inactive'
  | 'ActivationPending'
  | 'ActivationExpired'
  | 'Locked'
  | 'Suspended'
  | 'PasswordExpired';

/** A user directory; its users are the records of the table with its name. */
export interface Directory {
  readonly id: string;
  readonly name: string;
  /** Whether its users can have two-factor authentication. */
  readonly twoFactor: boolean;
  readonly created: string;
  readonly updated: string;
  readonly createdBy: string;
  readonly updatedBy: string;
}

/** What a directory knows of a user beside the fields of its table (Caspio REST v3 facts, section 7). */
const ATTRIBUTES: readonly Column[] = ['_status', '_sign_in_method', '_2fa_status'].map((name) => ({
  name,
  kind: 'text',
}));

/**
 * Makes the directory's table one of users: it gets the columns behind the attributes, which are no fields of it, and
 * keeps the fields by which users are known. A user who comes later waits for activation (our choice).
 */
export function makeDirectory({ database, table, putTable }: Store, { name, twoFactor }: Directory): void {
  const values = ['ActivationPending', 'Caspio', twoFactor ? 'Disabled' : 'Unavailable'];
  ATTRIBUTES.forEach((attribute, at) => {
    const column = `${quoted(attribute.name)} TEXT COLLATE NOCASE DEFAULT '${values[at]}'`;
    database.run(`ALTER TABLE ${quoted(name)} ADD COLUMN ${column}`);
  });
  putTable({ ...table(name), pinned: ['Email', 'UserGUID'] });
}

/** The users as a list of them shows them: the table with the attributes. Conditions of writes see the table only. */
export function userRelation(store: Store, { name }: Directory): Relation {
  const relation = tableRelation(store.table(name));
  return { ...relation, columns: [...relation.columns, ...ATTRIBUTES] };
}

/** Throws 404 `ObjectNotFound`. */
export function findDirectory(directories: readonly Directory[], id: string): Directory {
  const directory = directories.find((candidate) => candidate.id === id);
  if (!directory) throw objectNotFound();
  return directory;
}

export function describeDirectory({ database }: Store, directory: Directory) {
  const [count] = database.rows(`SELECT count(*) FROM ${quoted(directory.name)}`);
  return {
    Id: directory.id,
    Name: directory.name,
    NumberOfUsers: count?.[0],
    DateCreated: directory.created,
    DateUpdated: directory.updated,
    CreatedBy: directory.createdBy,
    UpdatedBy: directory.updatedBy,
  };
}
