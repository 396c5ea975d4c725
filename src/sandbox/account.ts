import { Applications } from './applications/applications.js';
import { Tokens } from './auth.js';
import type { Directory } from './directories/directory.js';
import { FileArea } from './files/area.js';
import type { Contents } from './files/contents.js';
import { seedApplications } from './seed/applications.js';
import { seedCompany } from './seed/company.js';
import { loadData } from './seed/data.js';
import { seedDirectories } from './seed/directories.js';
import { seedFiles } from './seed/files.js';
import { TASKS } from './seed/tasks.js';
import { Store } from './store.js';
import { Tasks } from './tasks/tasks.js';
import { Webhooks } from './webhooks/webhooks.js';

/** Everything that one Caspio account holds. */
export interface Account {
  readonly tokens: Tokens;
  readonly store: Store;
  readonly files: FileArea;
  /** Where uploads are taken in. */
  readonly contents: Contents;
  readonly webhooks: Webhooks;
  readonly tasks: Tasks;
  readonly applications: Applications;
  readonly directories: readonly Directory[];
}

/** A new account; `queryTimeout` is in milliseconds, `data` what a seed file holds. Throws where that cannot be loaded. */
export async function openAccount(
  seed: 'company' | 'empty',
  queryTimeout: number,
  contents: Contents,
  data?: unknown,
): Promise<Account> {
  const store = await Store.open(queryTimeout);
  const files = new FileArea();
  const seeded = seed === 'company';
  if (seeded) {
    seedCompany(store);
    seedFiles(store, files);
  }
  const account: Account = {
    tokens: new Tokens(),
    store,
    files,
    contents,
    webhooks: new Webhooks(store),
    tasks: new Tasks(seeded ? TASKS : []),
    applications: new Applications(seeded ? seedApplications() : []),
    directories: seeded ? seedDirectories(store) : [],
  };
  if (data !== undefined) loadData(account, data);
  return account;
}
