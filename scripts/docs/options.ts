import { optionLines } from '../../src/help.js';
import { OPTION_KEYS, type OptionKey } from '../../src/options.js';
import { table } from '../table.js';

/** What belongs together for a reader. Every option is in one of them. */
const GROUPS: readonly {
  readonly title: string;
  readonly words: string;
  readonly keys: readonly OptionKey[];
}[] = [
  {
    title: 'The account',
    words: 'The three values stand in the Web services profile. Secrets are taken from the environment only.',
    keys: ['integrationUrl', 'clientId', 'clientSecret', 'clientSecretFile', 'sandbox', 'allowHost'],
  },
  {
    title: 'Which tools',
    words:
      '`--toolsets` and `--tools` add up; without either all tools are there. [tools/](tools/README.md) has the names.',
    keys: ['toolsets', 'tools', 'excludeTools', 'readOnly', 'effects'],
  },
  {
    title: 'Answers, files and safe writes',
    words: 'See [safety.md](safety.md).',
    keys: ['confirmAbove', 'maxResultChars', 'filesDir', 'backupDir'],
  },
  {
    title: 'Limits and the bill',
    words: 'See [reading.md](reading.md#limits-and-the-bill).',
    keys: ['rateLimit', 'callBudget', 'accountTimeZone', 'dataDir'],
  },
  {
    title: 'Log and audit',
    words: 'See [teams.md](teams.md#where-things-are-kept).',
    keys: ['logLevel', 'audit', 'auditDays', 'json'],
  },
  {
    title: 'Over HTTP',
    words: 'For `caspio-mcp http`.',
    keys: [
      ...([
        'token',
        'host',
        'port',
        'allowedHosts',
        'allowedOrigins',
        'trustProxy',
        'metricsPort',
        'fetchUrls',
      ] as const),
      ...(['store', 'key'] as const),
    ],
  },
  {
    title: 'Connections of a team',
    words:
      'For `caspio-mcp connections`, which takes the options that select tools, too. See [teams.md](teams.md).',
    keys: [
      'tables',
      'views',
      'folders',
      'directories',
      'expires',
      'callsPerMinute',
      'requireKey',
      'urlToken',
    ],
  },
  { title: 'Reading the audit', words: 'For `caspio-mcp audit`.', keys: ['connection', 'since'] },
  {
    title: 'The sandbox alone',
    words: 'See [sandbox.md](sandbox.md).',
    keys: ['seed', 'data', 'latency', 'faults'],
  },
];

const code = (text: string) => (text ? `\`${text}\`` : '');

/** docs/options.md. */
export function optionsPage(): string {
  const lines = new Map(optionLines().map((line, index) => [OPTION_KEYS[index], line]));
  const grouped = GROUPS.flatMap(({ keys }) => keys);
  const missing = OPTION_KEYS.filter((key) => !grouped.includes(key));
  if (missing.length > 0) throw new Error(`scripts/docs/options.ts has no group for ${missing.join(', ')}`);
  const parts = GROUPS.map(({ title, words, keys }) => {
    const rows = keys.map((key) => {
      const { flag = '', variable = '', help = '', fallback = '' } = lines.get(key) ?? {};
      return [code(flag), code(variable), help, code(fallback)];
    });
    return `## ${title}\n\n${words}\n\n${table(['Flag', 'Variable', 'What it does', 'Default'], rows)}`;
  });
  return `${[
    '# Options',
    '<!-- Written by `npm run docs` from src/options.ts. -->',
    'Each option is a flag or a variable in the `env` block of the host; the flag wins. Switches are set in variables as `CASPIO_MCP_READ_ONLY=true`. An unknown option or `CASPIO_MCP_*` variable stops the start and names the nearest that there is.',
    '| Command | What it does |\n| --- | --- |\n| `caspio-mcp` | serves one MCP client over stdio: what hosts start |\n| `caspio-mcp http` | serves clients over HTTP |\n| `caspio-mcp connections add`, `list`, `show`, `rotate`, `revoke`, `rekey` | who may use it over HTTP |\n| `caspio-mcp audit` | what was called |\n| `caspio-mcp sandbox` | a Caspio of your own, on loopback |\n| `caspio-mcp tools` | the tools with their weight |\n| `caspio-mcp doctor` | what works and what does not |\n| `caspio-mcp --help`, `--version` | |',
    'In a clone, `caspio-mcp` is `node dist/main.js`.',
    ...parts,
  ].join('\n\n')}\n`;
}
