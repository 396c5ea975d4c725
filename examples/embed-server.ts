// An MCP server for Caspio within a program of yours, over any transport of the MCP SDK.
import { Client, InMemoryTransport } from '@modelcontextprotocol/client';
import { createCaspioServer } from 'caspio-mcp';

const caspio = await createCaspioServer({ sandbox: true, readOnly: true, toolsets: ['records'] });
const [here, there] = InMemoryTransport.createLinkedPair();
await caspio.connect(there);

const client = new Client({ name: 'my-program', version: '1.0.0' });
await client.connect(here);
const { content } = await client.callTool({
  name: 'list_all_caspio_records',
  arguments: { table_name: 'Customers', 'q.select': 'Company', 'q.limit': 1 },
});
console.log(caspio.tools.length, content[0]);

await client.close();
await caspio.close();
