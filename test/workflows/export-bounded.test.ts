import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/index.js';
import { createShelf } from '../../src/shelf.js';
import type { LinkAnswer } from '../../src/tool.js';
import { recordsExport } from '../../tools/workflows/export.js';
import { bounded } from '../access/bounded.js';
import { EXPORT } from './exporting.js';

describe('an export of a bounded connection', () => {
  let sandbox: Sandbox;
  beforeAll(async () => {
    sandbox = await startSandbox();
  });
  afterAll(() => sandbox.close());

  const exportOf = async (allow: Parameters<typeof bounded>[1], args: object) => {
    const own = bounded(sandbox.url, allow);
    const context = { ...own.context(EXPORT), publish: createShelf().put };
    const answer = await recordsExport.run(recordsExport.input.parse(args), context).catch(String);
    await own.close();
    return typeof answer === 'string' ? answer : (answer as LinkAnswer).result;
  };

  it.each([
    [{ tables: ['Orders'] }, { table_name: 'Orders', 'q.select': 'Status', 'q.where': "Status = 'Open'" }],
    [{ tables: ['Orders'] }, { table_name: 'Orders', 'q.orderBy': 'Order_Date DESC' }],
    [{ views: ['Open_Tickets'] }, { view_name: 'Open_Tickets' }],
  ])('with %j works: %j', async (allow, args) => {
    expect(await exportOf(allow, args)).toMatchObject({ complete: true, records: expect.any(Number) });
  });

  it.each([
    [{ tables: ['Orders'] }, { table_name: 'Customers' }],
    [{ tables: ['Orders'] }, { view_name: 'Open_Tickets' }],
    [{ tables: ['Orders'] }, { table_name: 'Orders', 'q.where': 'PK_ID IN (SELECT PK_ID FROM Customers)' }],
  ])('with %j is refused: %j', async (allow, args) => {
    expect(await exportOf(allow, args)).toMatch(/^Failure: /);
  });
});
