import { expect, test } from 'vitest';
import { refusal, useSandbox } from './support.js';

const caspio = useSandbox({ queryTimeout: 200 });

const TIMEOUT = [
  400,
  'SqlServerError',
  'Execution Timeout Expired. The timeout period elapsed prior to completion of the operation or the server is not ' +
    'responding.',
];

/** Each of these would run for minutes at least. */
test.each([
  ['joins', '(SELECT COUNT(*) FROM Orders a, Orders b WHERE a.PK_ID + b.PK_ID = Customers.PK_ID) > 5'],
  [
    'joins of joined views',
    'EXISTS (SELECT 1 FROM _v_Open_Orders a, _v_Open_Orders b, _v_Open_Orders c WHERE a.Total + b.Total + c.Total < 0)',
  ],
  [
    'joins of derived tables',
    'EXISTS (SELECT 1 FROM (SELECT DISTINCT Total AS x FROM Orders) a, (SELECT DISTINCT Total AS x FROM Orders) b, ' +
      '(SELECT DISTINCT Total AS x FROM Orders) c WHERE a.x + b.x + c.x < 0)',
  ],
  [
    'sub-queries in sub-queries',
    'PK_ID IN (SELECT PK_ID FROM Orders a WHERE (SELECT COUNT(*) FROM Orders b WHERE b.Total > a.Total) < 0)',
  ],
  ['functions', `REPLICATE(State, 8000) LIKE '%${'CA'.repeat(600)}[!]%'`],
])('%s that take too long end with a time-out, in reads and in writes', async (_case, where) => {
  const path = '/tables/Customers/records';
  expect(refusal(await caspio.call('GET', path, { 'q.where': where }))).toEqual(TIMEOUT);
  const totals = { 'q.where': where, 'q.getPaginationInfo': 'true' };
  expect(refusal(await caspio.call('GET', path, totals))).toEqual(TIMEOUT);
  expect(refusal(await caspio.call('DELETE', path, { 'q.where': where }))).toEqual(TIMEOUT);
});

test('the next query has its own time', async () => {
  const { status, body } = await caspio.call('GET', '/tables/Customers/records', { 'q.limit': 1 });
  expect([status, body.Result]).toEqual([200, [expect.objectContaining({ Country: 'USA' })]]);
});
