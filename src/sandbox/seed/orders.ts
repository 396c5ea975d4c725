import type { SqlValue } from '../database.js';
import type { Store } from '../store.js';
import type { Customer } from './customers.js';
import { daysBefore } from './dates.js';
import { field, seedTable } from './define.js';
import { Random, type Weighted, weights } from './random.js';

const DAYS = 730;
const PER_DAY = 17;

const FIELDS = [
  field('Order_ID', 'AUTONUMBER', { unique: true, label: 'Order no.' }),
  field('Customer_ID', 'STRING'),
  field('Order_Date', 'DATE/TIME', { label: 'Ordered' }),
  field('Status', 'STRING', { description: 'Open, Shipped, Delivered, Cancelled or Returned' }),
  field('Ship_State', 'STRING', { label: 'Ship to state' }),
  field('Total', 'CURRENCY'),
  field('Discount', 'NUMBER', { description: 'A fraction of Total' }),
  field('Paid', 'YES/NO'),
  field('Shipped_Date', 'DATE/TIME', { label: 'Shipped' }),
  field('Net_Total', 'CURRENCY', {
    label: 'Net total',
    formula: 'round("Total" * (1 - coalesce("Discount", 0)), 2)',
  }),
];

/** What became of orders, by their age. */
const FATES = {
  fresh: weights({ Open: 9, Shipped: 1 }),
  recent: weights({ Open: 3, Shipped: 5, Delivered: 3, Cancelled: 1 }),
  old: weights({ Open: 0.4, Shipped: 0.6, Delivered: 90, Cancelled: 5, Returned: 4 }),
};

const DISCOUNTS: Weighted<number> = [
  [0, 70],
  [0.05, 15],
  [0.1, 10],
  [0.15, 4],
  [0.2, 1],
];

const OTHER_STATES = ['CA', 'NY', 'TX', 'FL'] as const;

/** Fewer orders at weekends, more before the holidays, and slow growth. */
function busyness(age: number): number {
  const date = new Date(`${daysBefore(age)}Z`);
  const weekend = date.getUTCDay() % 6 === 0 ? 0.35 : 1;
  const season = date.getUTCMonth() >= 9 ? 1.3 : 1;
  return weekend * season * (1.4 - (0.6 * age) / DAYS);
}

interface Order {
  readonly customer: Customer;
  /** Days before the last day, and the minute of that day. */
  readonly age: number;
  readonly minute: number;
  readonly status: string;
  readonly state: string;
  readonly total: number;
  readonly discount: number;
  readonly paid: boolean;
  /** Days before the last day. */
  readonly shipped?: number;
}

/** Seeds Orders, oldest first. The orders of one named customer are the same whatever the dice say. */
export function seedOrders(store: Store, customers: readonly Customer[], named: Customer): void {
  const random = new Random(2002);
  const orders = namedOrders(named);
  for (let age = DAYS; age >= 0; age -= 1) {
    const count = Math.round(PER_DAY * busyness(age) * (0.7 + 0.6 * random.next()));
    for (let made = 0; made < count; made += 1)
      orders.push(order(random, buyer(random, customers, named, age), age));
  }
  orders.sort((a, b) => b.age - a.age || a.minute - b.minute);
  const rows = orders.map(toRow);
  seedTable(store, { name: 'Orders', note: 'Orders of the last two years', fields: FIELDS, rows });
}

function namedOrders(customer: Customer): Order[] {
  const { state } = customer;
  const common = { customer, state, minute: 600, discount: 0 };
  const delivered = { ...common, status: 'Delivered', paid: true };
  const open = { ...common, status: 'Open', paid: false };
  return [
    { ...delivered, age: 540, total: 412.9, shipped: 538 },
    { ...delivered, age: 301, total: 96, shipped: 300 },
    { ...delivered, age: 122, total: 655.4, shipped: 120 },
    { ...open, age: 6, total: 1249.5 },
    { ...open, age: 3, total: 310, discount: 0.1 },
    { ...open, age: 1, total: 87.25 },
  ];
}

/** Somebody who was a customer by then; some buy far more than others. */
function buyer(random: Random, customers: readonly Customer[], named: Customer, age: number): Customer {
  for (;;) {
    const customer = customers[Math.floor(customers.length * random.next() ** 1.8)];
    if (customer && customer !== named && customer.since >= age) return customer;
  }
}

function order(random: Random, customer: Customer, age: number): Order {
  const status = random.weighted(age < 4 ? FATES.fresh : age < 21 ? FATES.recent : FATES.old);
  const sent = status !== 'Open' && status !== 'Cancelled';
  return {
    customer,
    age,
    minute: random.integer(450, 1200),
    status,
    state: random.chance(0.94) ? customer.state : random.pick(OTHER_STATES),
    total: Math.round(20 * Math.exp(random.next() * 4.4) * 100) / 100,
    discount: random.weighted(DISCOUNTS),
    paid: random.chance(sent ? 0.96 : 0.3),
    ...(sent && { shipped: Math.max(age - random.integer(1, 4), 0) }),
  };
}

function toRow(sold: Order, index: number): SqlValue[] {
  return [
    index + 1,
    sold.customer.id,
    daysBefore(sold.age, sold.minute),
    sold.status,
    sold.state,
    sold.total,
    sold.discount,
    sold.paid ? 1 : 0,
    sold.shipped === undefined ? null : daysBefore(sold.shipped, 1200),
  ];
}
