import type { SqlValue } from '../database.js';
import type { Store } from '../store.js';
import { daysBefore } from './dates.js';
import { attachmentField, field, seedTable } from './define.js';
import { firmNames } from './firms.js';
import { PLACES } from './places.js';
import { Random, weights } from './random.js';
import { emailAddress, FIRST_NAMES, LAST_NAMES } from './words.js';

const VENDORS = [
  field('Vendor_ID', 'AUTONUMBER', { unique: true }),
  field('Vendor_Name', 'STRING', { unique: true }),
  field('Contact', 'STRING'),
  field('Email', 'STRING'),
  field('State', 'STRING'),
  field('Approval', 'STRING', { description: 'Pending, Approved or Rejected' }),
  field('Applied_On', 'DATE/TIME'),
  field('Rating', 'NUMBER'),
  field('Tax_ID', 'STRING', { unique: true, uniqueAllowNulls: true }),
  attachmentField('W9_Form', ['pdf'], 2048),
];

const EMPLOYEES = [
  field('Employee_ID', 'AUTONUMBER', { unique: true }),
  field('Name', 'STRING'),
  field('Email', 'STRING', { unique: true }),
  field('Department', 'STRING'),
  field('Title', 'STRING'),
  field('Hired', 'DATE/TIME'),
  field('Salary', 'CURRENCY'),
  field('Manager', 'STRING', { description: 'E-mail of the manager' }),
  attachmentField('Photo', ['jpg', 'png']),
];

/** One in so many employees has no photo. */
const CAMERA_SHY = 10;

const APPROVALS = weights({ Approved: 6, Pending: 3, Rejected: 1 });

const DEPARTMENTS = [
  ['Sales', 10, 'Account Manager', 68_000],
  ['Support', 9, 'Support Agent', 52_000],
  ['Warehouse', 8, 'Warehouse Clerk', 44_000],
  ['Engineering', 6, 'Engineer', 98_000],
  ['Finance', 4, 'Accountant', 72_000],
  ['People', 3, 'Recruiter', 66_000],
] as const;

export function seedVendors(store: Store): void {
  const random = new Random(4004);
  const rows = firmNames(random, 60).map((name, index): SqlValue[] => {
    const first = random.pick(FIRST_NAMES);
    const approval = random.weighted(APPROVALS);
    return [
      index + 1,
      name,
      `${first} ${random.pick(LAST_NAMES)}`,
      emailAddress(first, name),
      random.weighted(PLACES).state,
      approval,
      daysBefore(approval === 'Pending' ? random.integer(1, 60) : random.integer(61, 1500)),
      approval === 'Approved' ? random.integer(20, 50) / 10 : null,
      approval === 'Pending' ? null : `${random.integer(10, 98)}-${String(1_000_000 + index * 137)}`,
      approval === 'Approved' ? `W-9 ${name}.pdf` : null,
    ];
  });
  seedTable(store, { name: 'Vendors', note: '', fields: VENDORS, rows });
}

/** Seeds Employees; the first of a department manages it, the first of all manages those. */
export function seedEmployees(store: Store): void {
  const random = new Random(5005);
  const rows: SqlValue[][] = [];
  let director: string | null = null;
  for (const [department, size, title, salary] of DEPARTMENTS) {
    let manager = director;
    for (let place = 0; place < size; place += 1) {
      const first = random.pick(FIRST_NAMES);
      const last = random.pick(LAST_NAMES);
      const number = rows.length + 1;
      const email = emailAddress(`${first}.${last}${number}`, 'sandbox');
      rows.push([
        number,
        `${first} ${last}`,
        email,
        department,
        place === 0 ? `Head of ${department}` : title,
        daysBefore(random.integer(40, 4000)),
        Math.round((salary * (0.85 + 0.3 * random.next()) * (place === 0 ? 1.5 : 1)) / 500) * 500,
        manager,
        number % CAMERA_SHY === 0 ? null : `${first} ${last}.png`,
      ]);
      if (place === 0) manager = email;
      director ??= email;
    }
  }
  seedTable(store, { name: 'Employees', note: '', fields: EMPLOYEES, rows });
}
