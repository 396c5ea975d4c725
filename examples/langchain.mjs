// npm install @langchain/mcp-adapters @langchain/core @langchain/langgraph
import { MultiServerMCPClient } from '@langchain/mcp-adapters';

const client = new MultiServerMCPClient({
  mcpServers: {
    caspio: { transport: 'stdio', command: 'npx', args: ['-y', 'caspio-mcp', '--sandbox'] },
  },
});
const tools = await client.getTools(); // hand them to your agent: createAgent({ model, tools })

const read = tools.find(({ name }) => name === 'list_all_caspio_records');
console.log(await read?.invoke({ table_name: 'Customers', 'q.select': 'Company', 'q.limit': 1 }));
await client.close();
