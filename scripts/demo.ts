/**
 * A story told through a real MCP client, the built server and its sandbox. Every step checks what the seed makes
 * true and fails loudly otherwise. Ends by itself; needs no account and no network.
 */
import assert from 'node:assert/strict';
import { fileURLToPath } from 'node:url';
import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';

type Row = Record<string, unknown>;
type Arguments = Record<string, unknown>;

const client = new Client({ name: 'demo', version: '1.0.0' }, { versionNegotiation: { mode: 'auto' } });
const bin = fileURLToPath(new URL('../dist/main.js', import.meta.url));
const startedAt = performance.now();

let calls = 0;

/** Calls a tool as an agent would: text in, text out. */
async function call(name: string, args: Arguments): Promise<{ text: string; isError: boolean }> {
  calls += 1;
  console.log(dim(`    ${name} ${JSON.stringify(args)}`));
  const { content, isError } = await client.callTool({ name, arguments: args });
  const [first] = content;
  assert(first?.type === 'text');
  return { text: first.text, isError: isError === true };
}

/** The answer of a call that must succeed. */
async function ask(name: string, args: Arguments = {}): Promise<Row> {
  const { text, isError } = await call(name, args);
  assert(!isError, text);
  return JSON.parse(text) as Row;
}

/** The words of a call that must be refused. */
async function refused(name: string, args: Arguments): Promise<string> {
  const { text, isError } = await call(name, args);
  assert(isError, `this should have been refused: ${text}`);
  return text;
}

const bold = (text: string) => (process.stdout.isTTY ? `\x1b[1m${text}\x1b[0m` : text);
const dim = (text: string) => (process.stdout.isTTY ? `\x1b[2m${text}\x1b[0m` : text);
const say = (text: string) => console.log(`    ${text.replaceAll('\n', '\n    ')}`);
const scene = (question: string) => console.log(`\n${bold(question)}`);
const dollars = (amount: unknown) =>
  `$${Number(amount).toLocaleString('en-US', { minimumFractionDigits: 2 })}`;

async function story(): Promise<void> {
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

await client.connect(
  new StdioClientTransport({ command: process.execPath, args: [bin, '--sandbox', '--log-level', 'warn'] }),
);
try {
  await story();
  const seconds = ((performance.now() - startedAt) / 1_000).toFixed(1);
  console.log(`\n${bold('That was it:')} ${calls} tool calls against the sandbox in ${seconds} s.`);
  console.log(
    'With your own account: set CASPIO_INTEGRATION_URL, CASPIO_CLIENT_ID and CASPIO_CLIENT_SECRET (see README.md).',
  );
} finally {
  await client.close();
}
