# pip install langchain-mcp-adapters
import asyncio

from langchain_mcp_adapters.client import MultiServerMCPClient


async def main():
    client = MultiServerMCPClient(
        {
            "caspio": {
                "transport": "stdio",
                "command": "npx",
                "args": ["-y", "caspio-mcp", "--sandbox"],
            }
        }
    )
    tools = await client.get_tools()  # hand them to your agent: create_agent(model, tools)
    read = next(tool for tool in tools if tool.name == "list_all_caspio_records")
    print(await read.ainvoke({"table_name": "Customers", "q.limit": 1}))


asyncio.run(main())
