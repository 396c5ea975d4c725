/**
 * Many calls through one stdio server, whose memory and open files are looked at from outside (Linux only):
 * `npm run build && npm run soak [-- --calls 200000]`. Ends with 1 when either keeps growing.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { startSandboxThread } from '../src/sandbox/index.js';

const { values } = parseArgs({
  options: { calls: { type: 'string', default: '200000' }, parallel: { type: 'string', default: '8' } },
});
const calls = Number(values.calls);
const SAMPLES = 20;

const sandbox = await startSandboxThread();
const transport = new StdioClientTransport({
  command: process.execPath,
  args: ['dist/main.js', '--log-level', 'warn'],
  env: {
    PATH: process.env.PATH ?? '',
    CASPIO_INTEGRATION_URL: sandbox.url,
    CASPIO_CLIENT_ID: 'sandbox',
    CASPIO_CLIENT_SECRET: 'sandbox',
  },
});
const client = new Client({ name: 'soak', version: '1' }, { versionNegotiation: { mode: 'auto' } });
await client.connect(transport);

/** Resident megabytes and open files of the server. */
function look() {
  const { pid } = transport;
  const rss = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return { mb: Math.round(Number(rss) / 1_024), files: readdirSync(`/proc/${pid}/fd`).length };
}

const call = async (name: string, args: Record<string, unknown>) => {
  const { isError, content } = await client.callTool({ name, arguments: args });
  const [first] = content;
  return { isError: isError === true, text: first?.type === 'text' ? first.text : '' };
};

const keyOf = (text: string) => /"PK_ID":(\d+)/.exec(text)?.[1];
const table_name = 'Customers';

/** A round of what agents do: reads of several sizes, a record's whole life, mistakes, questions that cost nothing. */
async function round(n: number): Promise<number> {
  const { text } = await call('create_a_caspio_record', {
    table_name: 'Tickets',
    values: { Subject: `soak ${n}` },
    response: 'rows',
  });
  const where = `PK_ID = ${keyOf(text)}`;
  const done = [
    await call('update_a_caspio_record_by_id', {
      table_name: 'Tickets',
      'q.where': where,
      values: { Subject: `soaked ${n}` },
    }),
    await call('delete_a_caspio_record_by_id', { table_name: 'Tickets', 'q.where': where }),
    await call('list_all_caspio_records', { table_name, 'q.limit': n % 10 === 0 ? 100 : 5 }),
    await call('list_all_caspio_records', { table_name, 'q.where': `PK_ID < ${n % 50}`, format: 'csv' }),
    await call('list_all_caspio_tables', {}),
    await call('caspio_usage_get', {}),
  ];
  const mistakes = [
    await call('list_all_caspio_records', { table_name: `Nowhere${n}` }),
    await call('list_all_caspio_records', { table_name, 'q.limit': -1 }),
  ];
  const wrong = done.find(({ isError }) => isError) ?? mistakes.find(({ isError }) => !isError);
  if (wrong) throw new Error(wrong.text);
  // Rarely: the client compiles every schema each time, and would be all that is measured.
  if (n % 500 === 0) await client.listTools();
  return done.length + mistakes.length + 1;
}

let made = 0;
let rounds = 0;
const samples: { calls: number; mb: number; files: number }[] = [];
const startedAt = performance.now();
while (made < calls) {
  const next = (calls * (samples.length + 1)) / SAMPLES;
  const work = async () => {
    while (made < next) {
      rounds += 1;
      made += await round(rounds);
    }
  };
  await Promise.all(Array.from({ length: Number(values.parallel) }, work));
  samples.push({ calls: made, ...look() });
  console.log(JSON.stringify(samples.at(-1)));
}
const perSecond = Math.round(made / ((performance.now() - startedAt) / 1_000));
await client.close();
await sandbox.close();

/** The second quarter against the last: the first is warm-up. */
const mean = (part: typeof samples, of: 'mb' | 'files') =>
  part.reduce((sum, sample) => sum + sample[of], 0) / part.length;
const early = samples.slice(SAMPLES / 4, SAMPLES / 2);
const late = samples.slice(-SAMPLES / 4);
const growth = {
  mb: mean(late, 'mb') - mean(early, 'mb'),
  files: mean(late, 'files') - mean(early, 'files'),
};
console.log(JSON.stringify({ calls: made, perSecond, growth }));
if (growth.mb > 10 || growth.files > 1) process.exitCode = 1;
