// Caspio's API without MCP: one login, the account's rate kept, what is safe to repeat repeated.
import { CaspioError, createCaspioClient } from 'caspio-mcp/client';
import { startSandbox } from 'caspio-mcp/sandbox';

const sandbox = await startSandbox();
const caspio = createCaspioClient({
  integrationUrl: sandbox.url, // of an account: https://c0abc123.caspio.com
  clientId: 'sandbox',
  clientSecret: 'sandbox',
});

const found = await caspio.request({
  path: ['tables', 'Customers', 'records'],
  query: { 'q.where': "State = 'CA'", 'q.select': 'Company', 'q.limit': 2 },
});
console.log(found);

try {
  await caspio.request({ path: ['tables', 'Nothing'] });
} catch (error) {
  if (error instanceof CaspioError) console.log(error.status, error.code, error.next);
}
console.log(await caspio.requests());

await caspio.close();
await sandbox.close();
