/**
 * A story told through a real MCP client, the built server and its sandbox. Every step checks what the seed makes
 * true and fails loudly otherwise. Ends by itself; needs no account and no network.
 */
import { callsMade, connect, hangUp } from './demo/agent.js';
import { beyond } from './demo/beyond.js';
import { bold } from './demo/print.js';
import { records } from './demo/records.js';

const startedAt = performance.now();
await connect();
try {
  await records();
  await beyond();
  const seconds = ((performance.now() - startedAt) / 1_000).toFixed(1);
  console.log(`\n${bold('That was it:')} ${callsMade()} tool calls against the sandbox in ${seconds} s.`);
  console.log(
    'With your own account: set CASPIO_INTEGRATION_URL, CASPIO_CLIENT_ID and CASPIO_CLIENT_SECRET (see README.md).',
  );
} finally {
  await hangUp();
}
