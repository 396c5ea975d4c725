import type { Store } from '../store.js';
import { seedAttachments } from './attachments.js';
import { seedCustomers } from './customers.js';
import { field, seedTable } from './define.js';
import { seedOrders } from './orders.js';
import { seedEmployees, seedVendors } from './people.js';
import { seedProducts } from './products.js';
import { seedTickets } from './tickets.js';
import { seedViews } from './views.js';

/** Fills an empty account with a small firm that sells office furniture; always the same records. */
export function seedCompany(store: Store): void {
  store.database.transaction(() => {
    const { customers, named } = seedCustomers(store);
    seedOrders(store, customers, named);
    seedProducts(store);
    seedTickets(store, customers);
    seedVendors(store);
    seedEmployees(store);
    seedImport(store);
    seedPriceList(store);
  });
  seedAttachments(store);
  seedViews(store);
}

/** An empty table that waits for an import. */
function seedImport(store: Store): void {
  const fields = [
    field('Email', 'STRING', { unique: true }),
    field('Name', 'STRING'),
    field('Company', 'STRING'),
    field('State', 'STRING'),
    field('Source', 'STRING'),
  ];
  seedTable(store, { name: 'Leads_Import', note: '', fields, rows: [] });
}

/** Older accounts have names with blanks, which the API itself would refuse. */
function seedPriceList(store: Store): void {
  const fields = [field('Plan_Name', 'STRING'), field('Monthly', 'CURRENCY'), field('Yearly', 'CURRENCY')];
  const rows = [
    ['Starter', 29, 290],
    ['Team', 79, 790],
    ['Business', 189, 1890],
    ['Enterprise', 499, 4990],
  ];
  seedTable(store, { name: 'Price List 2026', note: '', fields, rows });
}
