import { readFileSync } from 'node:fs';
import { readable } from '../json.js';
import { CHOICES, CREDENTIALS, EVERYDAY, type Launch, npx, withAccount } from './launch.js';

const block = (language: string, text: string) => `\`\`\`${language}\n${text.trimEnd()}\n\`\`\``;
const example = (file: string) => {
  const language = file.endsWith('.py') ? 'python' : file.endsWith('.ts') ? 'ts' : 'js';
  return block(language, readFileSync(`examples/${file}`, 'utf8'));
};

const SANDBOX = npx('--sandbox');
const ACCOUNT = withAccount(npx());
/** For hosts that warn above some 40 to 80 tools. */
const FEWER = npx('--toolsets', EVERYDAY);

const servers = (launch: Launch) => readable({ mcpServers: { caspio: launch } });
const quoted = (word: string) => (/^[\w.,:/@=-]+$/.test(word) ? word : `'${word}'`);
const line = ({ command, args }: Launch) => [command, ...args].map(quoted).join(' ');

/** Claude Code's command line. */
const claudeCode = (launch: Launch) => {
  const variables = Object.entries(launch.env ?? {}).map(
    ([name, value]) => `-e ${quoted(`${name}=${value}`)} `,
  );
  return `claude mcp add caspio ${variables.join('')}-- ${line(launch)}`;
};

/** A link that Cursor opens. */
const cursorLink = (launch: Launch) =>
  `cursor://anysphere.cursor-deeplink/mcp/install?name=caspio&config=${encodeURIComponent(Buffer.from(JSON.stringify(launch)).toString('base64'))}`;

/** VS Code asks for the account once, and keeps the secret. */
const vsCode = (): string =>
  readable({
    inputs: CREDENTIALS.map(({ key, title, isSecret }) => ({
      type: 'promptString',
      id: `caspio-${key}`,
      description: title,
      ...(isSecret && { password: true }),
    })),
    servers: {
      caspio: {
        type: 'stdio',
        ...FEWER,
        env: Object.fromEntries(
          CREDENTIALS.map(({ key, variable }) => [variable, `\${input:caspio-${key}}`]),
        ),
      },
    },
  });

/** A link that VS Code opens. */
const vsCodeLink = (launch: Launch) =>
  `vscode:mcp/install?${encodeURIComponent(JSON.stringify({ name: 'caspio', ...launch }))}`;

const overHttp = readable({
  mcpServers: {
    caspio: { url: 'http://127.0.0.1:3000/mcp', headers: { Authorization: 'Bearer …' } },
  },
});

/** docs/clients.md. */
export function clientsPage(): string {
  const onWindows: Launch = { ...SANDBOX, command: 'cmd', args: ['/c', 'npx', ...SANDBOX.args] };
  return `${[
    '# Clients',
    '<!-- Written by `npm run docs` from scripts/hosts and examples. -->',
    `Each block starts the sandbox, so that it works as it stands. For your own account replace \`--sandbox\` by the three values of your Web services profile, as the second block shows; [the README](../README.md#your-own-account) says where they are. \`npx\` takes the package from npm; from a clone it is \`"command": "node", "args": ["/path/to/caspio-mcp/dist/main.js", "--sandbox"]\`.`,
    `Hosts differ in how many tools they take. \`"--toolsets", "${EVERYDAY}"\` picks what everyday work needs; [options.md](options.md) has the rest.`,
    '## Claude Desktop',
    'One click: `npm run pack:mcpb` in a clone makes `caspio-mcp.mcpb`; double-click it, or drop it on *Settings → Extensions*. It asks for the Integration URL, the Client ID and the Client Secret (kept in the keychain of your system), whether to allow reading only, which toolsets, and which folders. Empty settings count as none.',
    'By hand, in `claude_desktop_config.json` (*Settings → Developer → Edit Config*):',
    block('json', servers(SANDBOX)),
    'With your own account:',
    block('json', servers(ACCOUNT)),
    'Restart Claude Desktop. On Windows `npx` needs a shell around it:',
    block('json', servers(onWindows)),
    '## Claude Code',
    block('sh', claudeCode(SANDBOX)),
    'With your own account:',
    block('sh', claudeCode(ACCOUNT)),
    '## Cursor',
    `Put the first block of Claude Desktop into \`.cursor/mcp.json\`, with fewer tools:`,
    block('json', servers(npx('--sandbox', '--toolsets', EVERYDAY))),
    'Or open this link, which asks before it adds the server:',
    block('text', cursorLink(npx('--sandbox', '--toolsets', EVERYDAY))),
    '## VS Code',
    '`.vscode/mcp.json`; VS Code asks for the account once and keeps the secret:',
    block('json', vsCode()),
    'To play with the sandbox, open this link:',
    block('text', vsCodeLink(npx('--sandbox', '--toolsets', EVERYDAY))),
    '## Gemini CLI',
    'In `~/.gemini/settings.json` (servers start in trusted folders only):',
    block('json', servers(SANDBOX)),
    '## LangChain',
    'JavaScript:',
    example('langchain.mjs'),
    'Python:',
    example('langchain.py'),
    '## OpenAI Agents SDK',
    example('openai-agents.mjs'),
    '## Vercel AI SDK',
    example('ai-sdk.mjs'),
    '## Over HTTP',
    'Start `caspio-mcp http` as [the README](../README.md#over-http) says. Hosts that take a URL and headers are set up with',
    block('json', overHttp),
    'VS Code names the first key `servers` and wants `"type": "http"` beside the address; Gemini CLI calls the address `httpUrl`. Claude Code:',
    block(
      'sh',
      `claude mcp add --transport http caspio http://127.0.0.1:3000/mcp --header 'Authorization: Bearer …'`,
    ),
    'For clients that take nothing but an address, and for many people at once, see [teams.md](teams.md).',
    '## Any other host',
    `It needs the command \`${line(SANDBOX)}\`, or \`${line(npx())}\` with ${CREDENTIALS.map(({ variable }) => `\`${variable}\``).join(', ')} in its environment. \`${CHOICES.readOnly.variable}=true\` makes it read only. [server.json](../server.json) says the same to the MCP registry.`,
  ].join('\n\n')}\n`;
}
