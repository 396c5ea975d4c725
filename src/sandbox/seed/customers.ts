import type { SqlValue } from '../database.js';
import type { Store } from '../store.js';
import { prefixedNumber } from '../types/automatic.js';
import { daysBefore } from './dates.js';
import { chosenOptions, field, listField, seedTable } from './define.js';
import { firmNames } from './firms.js';
import { PLACES } from './places.js';
import { Random, weights } from './random.js';
import { emailAddress, FIRST_NAMES, LAST_NAMES } from './words.js';

const COUNT = 2500;
/** The number of the one customer whose name needs care in SQL. */
const OBRIEN = 42;

const NUMBERING = { Prefix: 'C-', Format: '00001' };

/** What the other tables need of a customer. */
export interface Customer {
  readonly id: string;
  readonly company: string;
  readonly state: string;
  /** Days before the last day on which it became one. */
  readonly since: number;
}

const interests = listField('Interests', [
  'Newsletter',
  'Events',
  'Webinars',
  'Product news',
  'Beta program',
]);

const FIELDS = [
  field('Customer_ID', 'PREFIXED AUTONUMBER', { unique: true, options: NUMBERING }),
  field('Company', 'STRING'),
  field('First_Name', 'STRING', { label: 'First name' }),
  field('Last_Name', 'STRING', { label: 'Last name' }),
  field('Email', 'STRING', { unique: true, label: 'E-mail' }),
  field('Phone', 'STRING'),
  field('City', 'STRING'),
  field('State', 'STRING', { description: 'Two letters' }),
  field('Country', 'STRING'),
  field('Tier', 'STRING', { description: 'Gold, Silver or Bronze' }),
  interests,
  field('Credit_Limit', 'CURRENCY', { label: 'Credit limit' }),
  field('Active', 'YES/NO'),
  field('Since', 'DATE/TIME', { label: 'Customer since' }),
  field('Notes', 'TEXT'),
  field('Portal_Password', 'PASSWORD', { label: 'Portal password' }),
  field('Updated_At', 'TIMESTAMP', { options: { OnInsert: true, OnUpdate: true, TimeZone: '' } }),
];

const NOTES = [
  'Prefers e-mail to phone calls.',
  'Ask for the purchase order number before shipping.',
  'Loading dock closes at 3 pm.',
  'Interested in the annual plan, follow up in spring.',
  'Invoices go to the head office.',
  'New buyer since last year.',
];

const TIERS = weights({ Bronze: 60, Silver: 28, Gold: 12 });

const CREDIT = { Gold: [20, 50], Silver: [8, 20], Bronze: [1, 8] } as const;

/** Seeds Customers; `named` is the one whose name needs care in SQL. */
export function seedCustomers(store: Store): { customers: Customer[]; named: Customer } {
  const random = new Random(1001);
  const companies = firmNames(random, COUNT);
  const customers: Customer[] = [];
  const rows: SqlValue[][] = [];
  companies.forEach((generated, index) => {
    const first = random.pick(FIRST_NAMES);
    const last = random.pick(LAST_NAMES);
    const { city, state, area } = random.weighted(PLACES);
    const tier = random.weighted(TIERS);
    const number = index + 1;
    const since = random.integer(20, 2200) + (number === OBRIEN ? 730 : 0);
    const id = prefixedNumber(NUMBERING.Prefix, NUMBERING.Format, number);
    const company = number === OBRIEN ? "O'Brien & Sons" : generated;
    customers.push({ id, company, state, since });
    const [low, high] = CREDIT[tier];
    rows.push([
      id,
      company,
      first,
      last,
      emailAddress(`${first}.${last}${number}`, company),
      `(${area}) 555-${String(random.integer(100, 9999)).padStart(4, '0')}`,
      city,
      state,
      'USA',
      tier,
      chosenOptions(interests, () => random.chance(0.25)),
      random.integer(low, high) * 500,
      random.chance(0.88) ? 1 : 0,
      daysBefore(since),
      random.chance(0.15) ? random.pick(NOTES) : '',
      `portal-${number}`,
      daysBefore(random.integer(0, Math.min(since, 400)), random.integer(480, 1080)),
    ]);
  });
  seedTable(store, { name: 'Customers', note: 'Everyone we sell to', fields: FIELDS, rows });
  return { customers, named: customers[OBRIEN - 1] as Customer }; // more were made than that
}
