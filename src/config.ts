import { parseArgs } from 'node:util';
import { z } from 'zod';
import { originOf } from './caspio/host.js';
import { LEVELS } from './log.js';
import { nearest } from './nearest.js';

/** What an option is besides its value: for help, docs and manifests. */
interface OptionMeta {
  readonly help: string;
  /** What stands for the value in the help; absent for switches. */
  readonly value?: string;
  /** Only an environment variable, of this name. */
  readonly env?: string;
  readonly secret?: true;
  /** The command it belongs to; absent for the server itself. */
  readonly command?: Command;
}

export type Command = 'serve' | 'sandbox';
const COMMANDS: readonly Command[] = ['sandbox'];

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
    help: 'Work with the embedded sandbox, a made-up company in memory; needs no account',
  }),
  toolsets: option(list, { value: 'NAMES', help: 'Only these toolsets, separated by commas' }),
  tools: option(list, { value: 'NAMES', help: 'Only these tools (with --toolsets: these as well)' }),
  excludeTools: option(list, { value: 'NAMES', help: 'Not these tools' }),
  readOnly: option(flag, { help: 'Only tools that change nothing' }),
  confirmAbove: option(
    z.union([z.literal('off'), whole(0, 1_000_000)], 'must be a number or off').default(1),
    {
      value: 'N',
      help: 'Stop a write that reaches more than N records until it is confirmed; off for unattended jobs',
    },
  ),
  maxResultChars: option(whole(1_000, 10_000_000).default(40_000), {
    value: 'N',
    help: 'Longest answer of a tool, in characters',
  }),
  allowHost: option(list, {
    value: 'HOSTS',
    help: 'Also send credentials to these hosts, besides *.caspio.com',
  }),
  logLevel: option(z.enum(LEVELS, `must be one of ${LEVELS.join(', ')}`).default('info'), {
    value: 'LEVEL',
    help: `How much goes to stderr: ${LEVELS.join(', ')}`,
  }),
  port: option(whole(0, 65_535).default(0), {
    value: 'PORT',
    command: 'sandbox',
    help: 'Port of the sandbox; 0 takes any free one',
  }),
  help: option(flag, { help: 'Show this help' }),
  version: option(flag, { help: 'Show the version' }),
} satisfies Record<string, z.ZodType>;

const settings = z.object(OPTIONS);
type Key = keyof typeof OPTIONS;
const KEYS = Object.keys(OPTIONS) as Key[];

export type Config = z.output<typeof settings> & {
  readonly command: Command;
  /** Scheme, host and port of the account, when the Integration URL is set. */
  readonly origin: string | undefined;
};

/** Either a config (with warnings), or the problems that stop the start. */
export type Parsed =
  | { readonly config: Config; readonly warnings: readonly string[] }
  | { readonly problems: readonly string[] };

/** Reads flags and variables; a flag wins over its variable, and an empty variable counts as not set. */
export function parseConfig(
  argv: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): Parsed {
  const { command, flags, problems } = readFlags(argv);
  const variables = readVariables(env);
  problems.push(...variables.problems);

  const given: Partial<Record<Key, string>> = { ...variables.values, ...flags };
  const parsed = settings.safeParse(given);
  if (!parsed.success) {
    problems.push(
      ...parsed.error.issues.map(({ path, message }) => `${spelling(path[0] as Key)} ${message}.`),
    );
    return { problems };
  }
  if (command === 'serve' && given.port !== undefined)
    problems.push('--port belongs to the command sandbox.');
  const { integrationUrl, allowHost } = parsed.data;
  const host = integrationUrl === undefined ? {} : originOf(integrationUrl, allowHost ?? []);
  if (host.problem) problems.push(`${spelling('integrationUrl')} ${host.problem}`);
  if (problems.length > 0) return { problems };
  return { config: { ...parsed.data, command, origin: host.origin }, warnings: variables.warnings };
}

export const metaOf = (key: Key) => OPTIONS[key].meta() as unknown as OptionMeta;
export const flagOf = (key: Key) => `--${key.replace(/[A-Z]/g, (capital) => `-${capital.toLowerCase()}`)}`;
export const variableOf = (key: Key) =>
  metaOf(key).env ?? `CASPIO_MCP_${key.replace(/[A-Z]/g, (capital) => `_${capital}`).toUpperCase()}`;
const hasFlag = (key: Key) => metaOf(key).env === undefined;
const spelling = (key: Key) => (hasFlag(key) ? flagOf(key) : variableOf(key));

function readFlags(argv: readonly string[]) {
  const problems: string[] = [];
  const flags: Partial<Record<Key, string>> = {};
  const byFlag = new Map(KEYS.filter(hasFlag).map((key) => [flagOf(key), key]));
  let command: Command = 'serve';

  const options = Object.fromEntries(
    [...byFlag].map(([name, key]) => [
      name.slice(2),
      { type: metaOf(key).value ? ('string' as const) : ('boolean' as const) },
    ]),
  );
  const { tokens } = parseArgs({
    args: [...argv],
    options,
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  for (const token of tokens) {
    if (token.kind === 'positional') {
      const named = COMMANDS.find((known) => known === token.value);
      if (named) command = named;
      else
        problems.push(
          `There is no command ${JSON.stringify(token.value)}.${didYouMean(token.value, COMMANDS)}`,
        );
    }
    if (token.kind !== 'option') continue;
    const key = byFlag.get(token.rawName);
    if (!key)
      problems.push(`There is no option ${token.rawName}.${didYouMean(token.rawName, [...byFlag.keys()])}`);
    else if (metaOf(key).value && !token.value) problems.push(`${token.rawName} needs a value.`);
    else flags[key] = flags[key] && token.value ? `${flags[key]},${token.value}` : (token.value ?? 'true');
  }
  return { command, flags, problems };
}

function readVariables(env: Readonly<Record<string, string | undefined>>) {
  const byName = new Map(KEYS.map((key) => [variableOf(key), key]));
  const values: Partial<Record<Key, string>> = {};
  const problems: string[] = [];
  const warnings: string[] = [];
  for (const [name, value] of Object.entries(env)) {
    const key = byName.get(name);
    if (key && value) values[key] = value;
    if (key || !name.startsWith('CASPIO_')) continue;
    const known = [...byName.keys()];
    if (name.startsWith('CASPIO_MCP_'))
      problems.push(`There is no variable ${name}.${didYouMean(name, known)}`);
    else warnings.push(`${name} is not used.${didYouMean(name, probably(name) ?? known)}`);
  }
  return { values, problems, warnings };
}

/** Names that other tools give to what Caspio calls Integration URL, Client ID and Client Secret. */
function probably(name: string): string[] | undefined {
  if (/URL|HOST|DOMAIN|ENDPOINT|ACCOUNT|BRIDGE/.test(name)) return ['CASPIO_INTEGRATION_URL'];
  if (/SECRET|PASSWORD/.test(name)) return ['CASPIO_CLIENT_SECRET'];
  if (/CLIENT|ID$|USER/.test(name)) return ['CASPIO_CLIENT_ID'];
  return undefined;
}

function didYouMean(name: string, known: readonly string[]): string {
  const [best] = known.length === 1 ? known : nearest(name, known);
  return best ? ` Did you mean ${best}?` : '';
}
