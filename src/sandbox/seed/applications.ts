import type { Application, DataPage } from '../applications/application.js';
import { daysBefore } from './dates.js';
import { Random } from './random.js';

type PageSeed = readonly [name: string, type: string, path: string, note: string];

interface ApplicationSeed extends Pick<Application, 'AppName' | 'ExternalKey' | 'IconFileName'> {
  /** Days before the company's last day. */
  readonly age: number;
  readonly pages: readonly PageSeed[];
}

/** WEBFORM is a type that Caspio is known to use; the other names are our choice. */
const APPLICATIONS: readonly ApplicationSeed[] = [
  {
    AppName: 'Customer Portal',
    ExternalKey: '7c1e94b0-2f5d-4d83-a6b7-9e03f8c25a14',
    IconFileName: 'portal.png',
    age: 1400,
    pages: [
      ['Sign in', 'LOGIN', 'Account', ''],
      ['Sign up', 'WEBFORM', 'Account', 'Writes to Customer_Portal_Users'],
      ['My orders', 'REPORT', 'Orders', 'Filtered by the signed-in customer'],
      ['Order details', 'DETAILS', 'Orders', ''],
      ['New ticket', 'WEBFORM', 'Support', ''],
      ['My tickets', 'REPORT', 'Support', ''],
    ],
  },
  {
    AppName: 'Back Office',
    ExternalKey: 'd25a60f3-8b14-49ce-b790-41ec7d6f3a85',
    IconFileName: null,
    age: 1100,
    pages: [
      ['Orders by month', 'CHART', 'Reports', ''],
      ['Open orders', 'REPORT', 'Orders', ''],
      ['Edit order', 'DETAILS', 'Orders', ''],
      ['Delivery calendar', 'CALENDAR', 'Orders', 'Asked for by the warehouse'],
      ['Vendors to approve', 'REPORT', 'Vendors', ''],
    ],
  },
  {
    AppName: 'Trade Fair',
    ExternalKey: '3f98c7d2-60ae-4517-8c4b-a5d1029e7f6b',
    IconFileName: null,
    age: 210,
    pages: [
      ['Lead form', 'WEBFORM', '', 'For the tablets at the booth'],
      ['Leads of today', 'REPORT', '', ''],
      ["Editor's notes & prices", 'HTMLPAGE', '', ''],
    ],
  },
];

const AUTHORS = ['Rachel Kaplan', 'Omar Duarte'] as const;

/** The company's applications; the pages of all but the last are deployed. */
export function seedApplications(): Application[] {
  const random = new Random(7007);
  return APPLICATIONS.map(({ pages: seeds, age, ...facts }, at) => {
    const pages = seeds.map((seed) => dataPage(random, facts.AppName, age, seed));
    const deployed = at < APPLICATIONS.length - 1 ? pages.map(({ AppKey }) => AppKey) : [];
    const DateModified =
      pages
        .map((page) => page.DateModified)
        .sort()
        .at(-1) ?? daysBefore(age);
    const dates = { DateCreated: daysBefore(age, 540), DateModified };
    return {
      ...facts,
      ...dates,
      DefaultIcon: facts.IconFileName === null,
      pages,
      deployed: new Set(deployed),
    };
  });
}

function dataPage(
  random: Random,
  AppName: string,
  age: number,
  [Name, Type, Path, Note]: PageSeed,
): DataPage {
  const made = random.integer(Math.floor(age / 2), age);
  return {
    Name,
    AppKey: appKey(random),
    AppName,
    Path,
    Type,
    DateCreated: daysBefore(made, random.integer(540, 700)),
    DateModified: daysBefore(random.integer(0, made), random.integer(700, 1000)),
    CreatedBy: random.pick(AUTHORS),
    ModifiedBy: random.pick(AUTHORS),
    Note,
  };
}

/** 28 hexadecimal digits. */
function appKey(random: Random): string {
  return Array.from({ length: 28 }, () => random.integer(0, 15).toString(16)).join('');
}
