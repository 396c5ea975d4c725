import { Tokens } from './auth.js';
import { seedCompany } from './seed/company.js';
import { Store } from './store.js';

/** Everything that one Caspio account holds. */
export interface Account {
  readonly tokens: Tokens;
  readonly store: Store;
}

export async function openAccount(seed: 'company' | 'empty'): Promise<Account> {
  const store = await Store.open();
  if (seed === 'company') seedCompany(store);
  return { tokens: new Tokens(), store };
}
