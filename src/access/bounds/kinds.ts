import type { AllowLists } from '../connection.js';

/** What an allow-list can hold. */
export type Kind = keyof AllowLists;

/** Whether anything of this kind can be reached; without a list of its own a kind is closed as soon as one is given. */
export const isOpen = (allow: AllowLists, kind: Kind) => (allow[kind]?.length ?? 0) > 0;

/** Whether a connection is bounded at all. An empty list is a list: it closes everything. */
export function isBounded({ tables, views, folders, directories }: AllowLists): boolean {
  return [tables, views, folders, directories].some((list) => list !== undefined);
}

/** Whether the list holds this name, in any case. */
export const holds = (list: readonly string[] | undefined, name: string) =>
  list?.some((listed) => isSame(listed, name)) ?? false;

/**
 * The same but for case. Both ways of folding must agree: U+212A (a Kelvin sign) is a `k` to one of them only, and
 * might be another name to Caspio.
 */
export const isSame = (a: string, b: string) =>
  a.toLowerCase() === b.toLowerCase() && a.toUpperCase() === b.toUpperCase();
