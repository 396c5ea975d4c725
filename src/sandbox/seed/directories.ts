import { quoted, type SqlValue } from '../database.js';
import { type Directory, makeDirectory, type UserStatus } from '../directories/directory.js';
import type { Store } from '../store.js';
import { daysBefore } from './dates.js';
import { field, seedTable } from './define.js';
import { PLACES } from './places.js';
import { Random, type Weighted, weights } from './random.js';
import { emailAddress, FIRST_NAMES, LAST_NAMES } from './words.js';

const fields = () => [
  field('Email', 'STRING', { unique: true, label: 'E-mail' }),
  field('UserGUID', 'GUID', { unique: true }),
  field('First_Name', 'STRING', { label: 'First name' }),
  field('Last_Name', 'STRING', { label: 'Last name' }),
  field('Password', 'PASSWORD'),
  field('Role', 'STRING'),
  field('Department', 'STRING'),
  field('Phone', 'STRING'),
  field('Registered_At', 'TIMESTAMP', { options: { OnInsert: true, OnUpdate: false, TimeZone: '' } }),
];

interface DirectorySeed extends Directory {
  readonly note: string;
  readonly users: number;
  readonly domain: string;
  readonly signIn: Weighted<string>;
  readonly roles: readonly string[];
  readonly departments: readonly string[];
}

const common = { createdBy: 'Rachel Kaplan', updatedBy: 'Omar Duarte' };

const DIRECTORIES: readonly DirectorySeed[] = [
  {
    ...common,
    id: 'k4t9wd',
    name: 'Customer_Portal_Users',
    note: 'Who may sign in to the customer portal',
    twoFactor: true,
    created: daysBefore(1390, 600),
    updated: daysBefore(35, 905),
    users: 120,
    domain: 'portal',
    signIn: weights({ Caspio: 9, Okta: 1 }),
    roles: ['Buyer', 'Approver', 'Viewer'],
    departments: ['Purchasing', 'Finance', 'Facilities', 'Management'],
  },
  {
    ...common,
    id: 'z27hqm',
    name: 'Staff_Users',
    note: 'Who may sign in to the back office',
    twoFactor: false,
    created: daysBefore(1095, 615),
    updated: daysBefore(120, 1010),
    users: 24,
    domain: 'sandbox',
    signIn: weights({ 'Microsoft Entra ID': 4, Caspio: 1 }),
    roles: ['Editor', 'Administrator', 'Viewer'],
    departments: ['Sales', 'Support', 'Warehouse', 'Finance'],
  },
];

const STATUSES = weights<UserStatus>({
  Active: 64,
  ActivationPending: 12,
  ActivationExpired: 6,
  Inactive: 6,
  PasswordExpired: 5,
  Suspended: 4,
  Locked: 3,
});

/** Seeds the tables of the directories, with users in every state. */
export function seedDirectories(store: Store): Directory[] {
  const random = new Random(8008);
  store.database.transaction(() => {
    for (const directory of DIRECTORIES) {
      const { name, note, users } = directory;
      const rows = Array.from({ length: users }, (_, index) => userRow(random, directory, index));
      seedTable(store, { name, note, fields: fields(), rows });
      makeDirectory(store, directory);
      const attributes = rows.map((_, index) => [...userAttributes(random, directory), index + 1]);
      store.database.runEach(
        `UPDATE ${quoted(name)} SET "_status" = ?, "_sign_in_method" = ?, "_2fa_status" = ? WHERE "PK_ID" = ?`,
        attributes,
      );
    }
  });
  return [...DIRECTORIES];
}

function userRow(random: Random, { domain, roles, departments }: DirectorySeed, index: number): SqlValue[] {
  const first = random.pick(FIRST_NAMES);
  const last = random.pick(LAST_NAMES);
  return [
    emailAddress(`${first}.${last}${index + 1}`, domain),
    userGuid(random),
    first,
    last,
    `user-${index + 1}`,
    random.pick(roles),
    random.pick(departments),
    `(${random.weighted(PLACES).area}) 555-${String(random.integer(100, 9999)).padStart(4, '0')}`,
    daysBefore(random.integer(2, 1090), random.integer(420, 1260)),
  ];
}

/** Whoever signs in elsewhere has no second factor here, and nothing to activate. */
function userAttributes(random: Random, { signIn, twoFactor }: DirectorySeed): SqlValue[] {
  const method = random.weighted(signIn);
  const status = random.weighted(STATUSES);
  if (!twoFactor) return [status, method, 'Unavailable'];
  if (method !== 'Caspio') return ['Active', method, 'Disabled'];
  return [status, method, status === 'Active' && random.chance(0.4) ? 'Enabled' : 'Disabled'];
}

function userGuid(random: Random): string {
  const digits = (count: number) =>
    Array.from({ length: count }, () => random.integer(0, 15).toString(16)).join('');
  return `${digits(8)}-${digits(4)}-4${digits(3)}-a${digits(3)}-${digits(12)}`.toUpperCase();
}
