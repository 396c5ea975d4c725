import { readFileSync } from 'node:fs';

const example = (file: string) => `\`\`\`ts\n${readFileSync(`examples/${file}`, 'utf8').trimEnd()}\n\`\`\``;

/** docs/embedding.md, with the examples that a test runs from the packed package. */
export const embeddingPage = (): string =>
  `${[
    '# Embedding',
    '<!-- Written by `npm run docs` from examples. -->',
    '`npm install caspio-mcp` is also a small library with types. It depends on nothing.',
    '## An MCP server in your program',
    '`createCaspioServer(options)` takes [the options](options.md) of the command line by their names in camel case (`readOnly`, `toolsets`, `confirmAbove` …), the account as `integrationUrl`, `clientId` and `clientSecret`, or `sandbox: true`. It rejects with an `Error` that names what is wrong with them, and reads no variables. `connect(transport)` takes a transport of either major version of the MCP SDK; `tools` lists what was selected; `close()` ends it.',
    example('embed-server.ts'),
    '`fetch(request)` serves streamable HTTP statelessly, all revisions of the protocol. It checks no token, no `Host` and no `Origin`: that is yours to do, or use `caspio-mcp http`, which does.',
    example('embed-http.ts'),
    "`import { tools } from 'caspio-mcp'` is the list of all tools with name, title, toolset, effect, description and JSON Schema.",
    '## The client, and a sandbox for your tests',
    '`caspio-mcp/client` logs in once, keeps connections open, keeps the rate of the account, and repeats what is safe to repeat. `request` gives the JSON of the answer, or rejects with a `CaspioError` that has `kind`, `status`, `code`, `requestId`, what to do `next`, and, for a write that may have been done, `outcome`. Segments of a path are encoded; only `*.caspio.com`, loopback and `allowHosts` ever see the credentials.',
    example('client.ts'),
    '`startSandbox({ port, seed, data, latency, faults })` is [the sandbox](sandbox.md) in a thread of its own.',
  ].join('\n\n')}\n`;
