import * as z from 'zod';
import { LEVELS } from './log.js';
import { MOMENT, type Moment, momentOf } from './moment.js';
import type { Effect } from './tool.js';
import type { Allowance } from './usage/budget.js';
import { isTimeZone } from './usage/period.js';

/** What an option is besides its value: for help, docs and manifests. */
export interface OptionMeta {
  readonly help: string;
  /** What stands for the value in the help; absent for switches. */
  readonly value?: string;
  /** Only an environment variable, of this name. */
  readonly env?: string;
  readonly secret?: true;
  /** The commands it belongs to; absent for the server itself. */
  readonly commands?: readonly Command[];
  /** Of `connections`, only these take it. */
  readonly actions?: readonly Action[];
}

export type Command = 'serve' | 'http' | 'connections' | 'audit' | 'sandbox' | 'tools' | 'doctor';

/** What `caspio-mcp connections` can do. */
export type Action = 'add' | 'list' | 'show' | 'rotate' | 'revoke' | 'rekey';

const option = <Shape extends z.ZodType>(shape: Shape, meta: OptionMeta) => shape.meta({ ...meta });
const flag = z.stringbool({ error: 'is a switch: true or false' }).default(false);
const list = z
  .string()
  .transform((text) =>
    text
      .split(',')
      .map((item) => item.trim())
      .filter(Boolean),
  )
  .optional();
const whole = (from: number, to: number) => {
  const error = `must be a whole number from ${from} to ${to}`;
  return z
    .string()
    .regex(/^\d+$/, error)
    .transform(Number)
    .pipe(z.number(error).min(from, error).max(to, error));
};

const EFFECTS: readonly Effect[] = ['read', 'create', 'update', 'delete'];
const effects = list
  .refine(
    (named = []) => named.every((effect) => EFFECTS.some((known) => known === effect)),
    `must name some of ${EFFECTS.join(', ')}`,
  )
  .transform((named) => named && EFFECTS.filter((effect) => named.includes(effect)));
const moment = z
  .string()
  .transform((text, context): Moment => {
    const found = momentOf(text);
    if (found) return found;
    context.addIssue(MOMENT);
    return z.NEVER;
  })
  .optional();

const ORIGIN = /^https?:\/\/[\w.[\]:-]+$/i;
const RATE = 'must be a number from 0.01 to 1000, or off';
const rate = z.union(
  [
    z.literal('off'),
    z
      .string()
      .regex(/^\d+(\.\d+)?$/)
      .transform(Number)
      .pipe(z.number().min(0.01, RATE).max(1_000, RATE)),
  ],
  RATE,
);
const budget = z
  .string()
  .regex(
    /^[1-9]\d{0,11}(\/(hour|day))?$/,
    'must be a number of calls, such as 2000/day or 200/hour; a number alone never renews',
  )
  .transform((text): Allowance => {
    const [limit, period = 'total'] = text.split('/');
    return { limit: Number(limit), period: period as Allowance['period'] }; // as the pattern says
  });

/** The kinds are checked where they are known. */
const faults = z
  .string()
  .regex(/^\d{1,3}(\.\d+)?%(:[\w-]+(,[\w-]+)*)?$/, 'must look like 5% or 5%:rate-limit,cut-after')
  .transform((text) => {
    const [share = '', kinds] = text.split(':');
    return { rate: Math.min(1, Number.parseFloat(share) / 100), kinds: kinds?.split(',') };
  })
  .optional();

function isRedis(text: string): boolean {
  return /^rediss?:\/\/[^/]/.test(text) && URL.canParse(text) && /^(\/\d*)?$/.test(new URL(text).pathname);
}

/** Every option once: its flag is the key in kebab case, its variable `CASPIO_MCP_` and the key in capitals. */
export const OPTIONS = {
  integrationUrl: option(z.string().optional(), {
    env: 'CASPIO_INTEGRATION_URL',
    value: 'URL',
    help: 'Integration URL of the account (host or URL), as its Web services profile shows it',
  }),
  clientId: option(z.string().optional(), {
    env: 'CASPIO_CLIENT_ID',
    value: 'ID',
    help: 'Client ID of the Web services profile',
  }),
  clientSecret: option(z.string().optional(), {
    env: 'CASPIO_CLIENT_SECRET',
    value: 'SECRET',
    secret: true,
    help: 'Client Secret of the Web services profile',
  }),
  clientSecretFile: option(z.string().optional(), {
    env: 'CASPIO_CLIENT_SECRET_FILE',
    value: 'PATH',
    help: 'File that holds the Client Secret, instead of the variable',
  }),
  sandbox: option(flag, {
    actions: ['add'],
    help: 'Work with the embedded sandbox, a made-up company in memory; needs no account',
  }),
  toolsets: option(list, {
    value: 'NAMES',
    actions: ['add'],
    help: 'Only these toolsets, separated by commas',
  }),
  tools: option(list, {
    value: 'NAMES',
    actions: ['add'],
    help: 'Only these tools (with --toolsets: these as well)',
  }),
  excludeTools: option(list, { value: 'NAMES', actions: ['add'], help: 'Not these tools' }),
  readOnly: option(flag, { actions: ['add'], help: 'Only tools that change nothing' }),
  effects: option(effects, {
    value: 'EFFECTS',
    actions: ['add'],
    help: `Only tools of these effects: ${EFFECTS.join(', ')}`,
  }),
  confirmAbove: option(
    z.union([z.literal('off'), whole(0, 1_000_000)], 'must be a number or off').default(1),
    {
      value: 'N',
      help: 'Stop a write that reaches more than N records until it is confirmed; the word off never stops one',
    },
  ),
  maxResultChars: option(whole(1_000, 10_000_000).default(40_000), {
    value: 'N',
    help: 'Longest answer of a tool, in characters',
  }),
  filesDir: option(list, {
    value: 'DIRS',
    help: 'Folders whose files tools may read (path) and where they may write (save_as); none by default',
  }),
  backupDir: option(z.string().optional(), {
    value: 'DIR',
    help: 'Folder where records are kept, as JSON lines, before a tool changes or deletes them; costs a Caspio call for every 1,000',
  }),
  rateLimit: option(rate.optional(), {
    value: 'N',
    help: 'Caspio requests per second to an account in the long run, from this process or, with --store, from all replicas; the word off lifts the limit. By default 6.6 after a burst of 100, and no limit for loopback hosts',
  }),
  callBudget: option(budget.optional(), {
    value: 'N',
    actions: ['add'],
    help: 'Send no more Caspio calls than N/hour, N/day, or N in all; logins and errors count',
  }),
  accountTimeZone: option(
    z.string().refine(isTimeZone, 'is no time zone such as America/New_York').default('UTC'),
    {
      value: 'ZONE',
      help: 'Time zone of the account, such as America/New_York: at its midnight a new day of calls begins',
    },
  ),
  dataDir: option(z.string().optional(), {
    value: 'DIR',
    help: 'Folder for what outlives the process: counts of calls, connections with the key that seals them, the audit. Without it a budget counts this process only',
  }),
  store: option(
    z.string().refine(isRedis, 'must look like redis://HOST:PORT or rediss://HOST:PORT').optional(),
    {
      value: 'URL',
      secret: true,
      commands: ['http', 'connections'],
      help: 'Redis for what several servers share: connections, rates, counts; without it these are kept below --data-dir. It may hold a password: prefer the variable',
    },
  ),
  key: option(z.string().optional(), {
    env: 'CASPIO_MCP_KEY',
    value: 'KEYS',
    secret: true,
    commands: ['http', 'connections'],
    help: 'Key of 32 bytes (base64 or hex) that seals the Client Secrets of connections; several separated by commas: the first seals, all open. Without it a key file below --data-dir',
  }),
  audit: option(z.string().optional(), {
    value: 'DEST',
    help: 'Where a line for every call of a tool goes: a folder, or (over HTTP) stdout; where connections are served, by default the folder audit below --data-dir',
  }),
  auditDays: option(whole(0, 36_500).default(90), {
    value: 'N',
    help: 'Days that audit files are kept; 0 keeps all',
  }),
  allowHost: option(list, {
    value: 'HOSTS',
    help: 'Also send credentials to these hosts, besides *.caspio.com',
  }),
  logLevel: option(z.enum(LEVELS, `must be one of ${LEVELS.join(', ')}`).default('info'), {
    value: 'LEVEL',
    help: `How much goes to stderr: ${LEVELS.join(', ')}`,
  }),
  json: option(flag, { commands: ['tools', 'doctor', 'connections', 'audit'], help: 'Print JSON' }),
  token: option(z.string().min(16, 'must have at least 16 characters').optional(), {
    env: 'CASPIO_MCP_TOKEN',
    value: 'TOKEN',
    secret: true,
    commands: ['http'],
    help: 'Bearer token that every request must bear; without it the server binds to loopback only. Where connections are served, it is for /metrics',
  }),
  host: option(z.string().default('127.0.0.1'), {
    value: 'ADDRESS',
    commands: ['http'],
    help: 'Address to listen on',
  }),
  port: option(whole(0, 65_535).optional(), {
    value: 'PORT',
    commands: ['http', 'sandbox'],
    help: 'Port to listen on: 3000 for http, any free one (0) for the sandbox',
  }),
  seed: option(z.enum(['company', 'empty'], 'must be company or empty').default('company'), {
    value: 'NAME',
    commands: ['sandbox'],
    help: 'What the sandbox holds: a made-up company, or nothing',
  }),
  data: option(z.string().optional(), {
    value: 'FILE',
    commands: ['sandbox'],
    help: 'JSON file with tables and records of your own, on top of the seed; see docs/sandbox.md',
  }),
  latency: option(whole(0, 60_000).default(0), {
    value: 'MS',
    commands: ['sandbox'],
    help: 'Milliseconds that every request waits',
  }),
  faults: option(faults, {
    value: 'SHARE',
    commands: ['sandbox'],
    help: 'Share of requests that meet a fault, such as 5%, or 5%:rate-limit,cut-after for some kinds only',
  }),
  allowedHosts: option(list, {
    value: 'HOSTS',
    commands: ['http'],
    help: 'Names by which clients may call this server, besides localhost and IP addresses',
  }),
  allowedOrigins: option(
    list.refine(
      (origins = []) => origins.every((origin) => ORIGIN.test(origin)),
      'must name origins such as https://tools.example.com, without a path',
    ),
    {
      value: 'ORIGINS',
      commands: ['http'],
      help: 'Web pages that may call, such as https://tools.example.com; by default none but those of this very host',
    },
  ),
  fetchUrls: option(flag, {
    commands: ['http'],
    help: 'Let uploads fetch files from public web addresses (url), which is off over HTTP: the request leaves from this machine',
  }),
  trustProxy: option(flag, {
    commands: ['http'],
    help: 'Believe the X-Forwarded-Host of the proxy in front',
  }),
  metricsPort: option(whole(0, 65_535).optional(), {
    value: 'PORT',
    commands: ['http'],
    help: 'Serve /metrics on this port of its own, without a token, and no longer beside /mcp',
  }),
  tables: option(list, {
    value: 'NAMES',
    commands: ['connections'],
    actions: ['add'],
    help: 'Only these tables; closes views, folders and directories that are not named too',
  }),
  views: option(list, {
    value: 'NAMES',
    commands: ['connections'],
    actions: ['add'],
    help: 'Only these views; closes the other kinds, as --tables does',
  }),
  folders: option(list, {
    value: 'PATHS',
    commands: ['connections'],
    actions: ['add'],
    help: 'Only these folders of the Files area with all below them; closes the other kinds, as --tables does',
  }),
  directories: option(list, {
    value: 'IDS',
    commands: ['connections'],
    actions: ['add'],
    help: 'Only these directories; closes the other kinds, as --tables does',
  }),
  expires: option(moment, {
    value: 'WHEN',
    commands: ['connections'],
    actions: ['add', 'rotate'],
    help: 'When the connection ends: in 12h, 30d or 8w, or on a date such as 2027-01-31 (UTC); never by default',
  }),
  callsPerMinute: option(whole(1, 100_000).optional(), {
    value: 'N',
    commands: ['connections'],
    actions: ['add'],
    help: 'Most calls of tools in a minute',
  }),
  requireKey: option(flag, {
    commands: ['connections'],
    actions: ['add'],
    help: 'Beside the token want a key, sent as X-MCP-Key',
  }),
  urlToken: option(flag, {
    commands: ['connections'],
    actions: ['add'],
    help: 'Let the token stand in the address (/mcp/TOKEN), for clients that can send no header',
  }),
  connection: option(z.string().optional(), {
    value: 'NAME',
    commands: ['audit'],
    help: 'Only calls of this connection',
  }),
  since: option(moment, {
    value: 'WHEN',
    commands: ['audit'],
    help: 'Only calls since then: 1d back, or a date such as 2027-01-31 (UTC)',
  }),
} satisfies Record<string, z.ZodType>;

export type OptionKey = keyof typeof OPTIONS;
export const OPTION_KEYS = Object.keys(OPTIONS) as OptionKey[];

export const metaOf = (key: OptionKey) => OPTIONS[key].meta() as unknown as OptionMeta;
export const flagOf = (key: OptionKey) =>
  `--${key.replace(/[A-Z]/g, (capital) => `-${capital.toLowerCase()}`)}`;
export const variableOf = (key: OptionKey) =>
  metaOf(key).env ?? `CASPIO_MCP_${key.replace(/[A-Z]/g, (capital) => `_${capital}`).toUpperCase()}`;
export const hasFlag = (key: OptionKey) => metaOf(key).env === undefined;
