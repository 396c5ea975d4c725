// npm install ai @ai-sdk/mcp
import { createMCPClient } from '@ai-sdk/mcp';
import { Experimental_StdioMCPTransport } from '@ai-sdk/mcp/mcp-stdio';

const caspio = await createMCPClient({
  transport: new Experimental_StdioMCPTransport({
    command: 'npx',
    args: ['-y', 'caspio-mcp', '--sandbox'],
  }),
});
const tools = await caspio.tools(); // hand them to generateText({ model, tools, prompt })

const args = { table_name: 'Customers', 'q.select': 'Company', 'q.limit': 1 };
const options = { toolCallId: '1', messages: [] };
console.log(JSON.stringify(await tools.list_all_caspio_records?.execute(args, options)));
await caspio.close();
