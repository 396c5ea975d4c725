import assert from 'node:assert/strict';
import { ask, type Row, refused } from './agent.js';
import { dollars, say, scene } from './print.js';

/** Tables, records and views: asking, counting, creating, and a write that is stopped. */
export async function records(): Promise<void> {
  scene('What tables are there?');
  const tables = (await ask('list_all_caspio_tables')).result as string[];
  assert(tables.includes('Customers') && tables.includes('Orders'));
  say(tables.join(', '));

  scene('What does Orders look like?');
  const fields = (await ask('list_all_caspio_fields', { table_name: 'Orders' })).result as Row[];
  assert.equal(fields.find(({ Name }) => Name === 'Order_ID')?.Editable, false);
  say(
    fields
      .map(({ Name, Type, Editable }) => `${Name} (${Type}${Editable ? '' : ', filled by Caspio'})`)
      .join(', '),
  );

  scene('How many customers are in California?  (one call, no rows read)');
  const california = await ask('list_all_caspio_records', {
    table_name: 'Customers',
    'q.select': 'COUNT(*) AS customers',
    'q.where': "State = 'CA'",
  });
  const [{ customers } = {}] = california.result as Row[];
  assert.equal(customers, 362);
  say(`${customers} customers.`);

  scene("Which orders of O'Brien & Sons are open?");
  const open = await ask('list_all_caspio_view_records', {
    view_name: 'Open_Orders',
    'q.select': 'Order_ID, Order_Date, Total',
    'q.where': "Company = 'O''Brien & Sons'",
  });
  const orders = open.result as Row[];
  assert.deepEqual(
    orders.map(({ Total }) => Total),
    [1249.5, 310, 87.25],
  );
  for (const { Order_ID, Order_Date, Total } of orders) {
    say(`no. ${Order_ID} of ${String(Order_Date).slice(0, 10)}: ${dollars(Total)}`);
  }

  scene('What was the revenue by month in 2026?  (one call, grouped by Caspio)');
  const revenue = await ask('list_all_caspio_records', {
    table_name: 'Orders',
    'q.select': 'MONTH(Order_Date) AS month, COUNT(*) AS orders, SUM(Total) AS revenue',
    'q.where': "YEAR(Order_Date) = 2026 AND Status <> 'Cancelled'",
    'q.groupBy': 'MONTH(Order_Date)',
  });
  const months = revenue.result as Row[];
  assert.deepEqual(
    months.map(({ month }) => month),
    [1, 2, 3, 4, 5, 6, 7, 8, 9, 10],
  );
  const most = Math.max(...months.map((row) => Number(row.revenue)));
  for (const { month, orders: count, revenue: sum } of months) {
    const bar = '█'.repeat(Math.round((30 * Number(sum)) / most));
    say(
      `2026-${String(month).padStart(2, '0')}  ${dollars(sum).padStart(11)}  ${String(count).padStart(4)} orders  ${bar}`,
    );
  }

  scene('Add a customer.');
  const created = await ask('create_a_caspio_record', {
    table_name: 'Customers',
    values: {
      Company: 'Zoë’s Bakery',
      First_Name: 'Zoë',
      Email: 'zoe@bakery.example',
      State: 'CA',
      Interests: ['Webinars'],
    },
  });
  const customer = created.result as Row;
  assert.equal(customer.PK_ID, 2_501);
  say(`${customer.Company} is record ${customer.PK_ID}; Caspio gave it the number ${customer.Customer_ID}.`);

  scene('Put every waiting ticket on high priority.  (many records: stopped until the count is confirmed)');
  const change = { table_name: 'Tickets', 'q.where': "Status = 'Waiting'", values: { Priority: 'High' } };
  const stopped = await refused('update_a_caspio_record_by_id', change);
  say(stopped.split('\nSample')[0] ?? '');
  const expected_count = Number(/expected_count: (\d+)/.exec(stopped)?.[1]);
  const changed = await ask('update_a_caspio_record_by_id', { ...change, expected_count });
  assert.equal(expected_count, 21);
  assert.equal(changed.records_affected, expected_count);
  say(`Confirmed: ${changed.records_affected} tickets changed.`);

  scene('A typing error in a field name.');
  const mistake = { table_name: 'Customers', 'q.where': "Compny = 'Zoë’s Bakery'" };
  const help = await refused('list_all_caspio_records', mistake);
  assert.match(help, /Did you mean "Company"\?/);
  say(help);
}
