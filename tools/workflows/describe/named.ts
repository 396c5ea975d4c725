import { badArgument } from '../../../src/caspio/errors.js';
import { Failure } from '../../../src/caspio/failure.js';
import { suggestion } from '../../../src/nearest.js';
import type { Root, Schema } from '../../../src/schema/index.js';

/** A table or a view. */
export interface Named {
  readonly root: Root;
  readonly name: string;
}

/** All that the caller may see, tables first. One kind that the profile may not list does not hide the other. */
export async function visible(schema: Schema): Promise<{ all: Named[]; hidden: Root[] }> {
  const roots: readonly Root[] = ['tables', 'views'];
  const read = await Promise.allSettled(roots.map((root) => schema.names(root)));
  const all: Named[] = [];
  const hidden: Root[] = [];
  for (const [index, root] of roots.entries()) {
    const one = read[index];
    if (one?.status === 'fulfilled') all.push(...one.value.map((name) => ({ root, name })));
    else if (isOfRights(one?.reason) && hidden.length === 0) hidden.push(root);
    else throw one?.reason;
  }
  return { all, hidden };
}

const isOfRights = (error: unknown) => error instanceof Failure && error.kind === 'rights';

interface Choice {
  readonly objects?: readonly string[] | undefined;
  readonly filter?: string | undefined;
}

/** Those that were asked for. Throws a Failure for a name that none has, with the nearest. */
export function chosen(all: readonly Named[], { objects, filter = '' }: Choice): Named[] {
  for (const wanted of objects ?? []) {
    if (all.some(({ name }) => isSame(name, wanted))) continue;
    const names = all.map(({ name }) => name);
    throw badArgument('objects', `${JSON.stringify(wanted)} is no table or view`, suggestion(wanted, names));
  }
  return all.filter(
    ({ name }) =>
      (objects === undefined || objects.some((wanted) => isSame(name, wanted))) &&
      name.toLowerCase().includes(filter.toLowerCase()),
  );
}

const isSame = (name: string, wanted: string) => name.toLowerCase() === wanted.toLowerCase();
