import { parseArgs } from 'node:util';
import { z } from 'zod';
import { originOf } from './caspio/host.js';
import { nearest } from './nearest.js';
import {
  type Command,
  flagOf,
  hasFlag,
  metaOf,
  OPTION_KEYS,
  OPTIONS,
  type OptionKey,
  variableOf,
} from './options.js';

const settings = z.object(OPTIONS);
const COMMANDS: readonly Command[] = ['http', 'sandbox', 'tools', 'doctor'];

export type Config = z.output<typeof settings> & {
  readonly command: Command;
  /** Scheme, host and port of the account, when the Integration URL is set. */
  readonly origin: string | undefined;
};

/** A config (with warnings), or what to show instead, or the problems that stop the start. */
export type Parsed =
  | { readonly config: Config; readonly warnings: readonly string[] }
  | { readonly show: 'help' | 'version' }
  | { readonly problems: readonly string[] };

type Given = Partial<Record<OptionKey, string>>;

/** Reads flags and variables; a flag wins over its variable, and an empty variable counts as not set. */
export function parseConfig(
  argv: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): Parsed {
  if (argv.includes('--help') || argv.includes('-h')) return { show: 'help' };
  if (argv.includes('--version') || argv.includes('-v')) return { show: 'version' };

  const { command, flags, problems } = readFlags(argv);
  const variables = readVariables(env);
  problems.push(...variables.problems);
  problems.push(...misplaced(flags, command));

  const spelling = (key: OptionKey) => (flags[key] === undefined ? variableOf(key) : flagOf(key));
  const parsed = settings.safeParse({ ...variables.values, ...flags });
  if (!parsed.success) {
    // Every issue's path begins with a key of the schema.
    const named = parsed.error.issues.map(
      ({ path, message }) => `${spelling(path[0] as OptionKey)} ${message}.`,
    );
    return { problems: [...problems, ...named] };
  }
  const { integrationUrl, allowHost } = parsed.data;
  const host = integrationUrl === undefined ? {} : originOf(integrationUrl, allowHost ?? []);
  if (host.problem) problems.push(`${spelling('integrationUrl')} ${host.problem}`);
  if (problems.length > 0) return { problems };
  return { config: { ...parsed.data, command, origin: host.origin }, warnings: variables.warnings };
}

function misplaced(flags: Given, command: Command): string[] {
  return OPTION_KEYS.flatMap((key) => {
    const owners = metaOf(key).commands;
    const isMisplaced = flags[key] !== undefined && owners !== undefined && !owners.includes(command);
    return isMisplaced ? [`${flagOf(key)} belongs to the command ${owners.join(' or ')}.`] : [];
  });
}

function readFlags(argv: readonly string[]) {
  const problems: string[] = [];
  const flags: Given = {};
  let command: Command = 'serve';
  let strayValue = false;

  const byFlag = new Map(OPTION_KEYS.map((key) => [flagOf(key), key]));
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
      // What follows an unknown option may be a secret that was meant for it.
      else if (!strayValue) problems.push(noCommand(token.value));
    }
    strayValue = false;
    if (token.kind !== 'option') continue;
    const { rawName, value, inlineValue } = token;
    const key = byFlag.get(rawName);
    if (!rawName.startsWith('--')) {
      // A word behind a single dash comes letter by letter.
      strayValue = true;
      if (!problems.includes(TWO_DASHES)) problems.push(TWO_DASHES);
    } else if (!key) {
      strayValue = true;
      problems.push(
        `There is no option ${rawName}.${didYouMean(
          rawName,
          [...byFlag.keys()].filter((flag) => flag !== rawName),
        )}`,
      );
    } else if (!hasFlag(key)) {
      problems.push(`There is no option ${rawName}: set the variable ${variableOf(key)}.`);
    } else if (metaOf(key).value && (!value || (!inlineValue && value.startsWith('-')))) {
      problems.push(`${rawName} needs a value.`);
    } else {
      flags[key] = flags[key] && value ? `${flags[key]},${value}` : (value ?? 'true');
    }
  }
  return { command, flags, problems };
}

const TWO_DASHES = 'Options begin with two dashes.';

/** Repeats only what is nearly a command: anything else may be a secret that lost its option. */
function noCommand(word: string): string {
  return nearest(word, COMMANDS).length > 0
    ? `There is no command ${word}.${didYouMean(word, COMMANDS)}`
    : `There is no such command. The commands are ${COMMANDS.join(', ')}.`;
}

function readVariables(env: Readonly<Record<string, string | undefined>>) {
  const byName = new Map(OPTION_KEYS.map((key) => [variableOf(key), key]));
  const known = [...byName.keys()];
  const values: Given = {};
  const problems: string[] = [];
  const warnings: string[] = [];
  for (const [name, value] of Object.entries(env)) {
    const key = byName.get(name);
    if (key) {
      if (value) values[key] = value;
    } else if (name.startsWith('CASPIO_MCP_')) {
      problems.push(`There is no variable ${name}.${didYouMean(name, known)}`);
    } else if (name.startsWith('CASPIO_')) {
      warnings.push(`${name} is not used.${didYouMean(name, probably(name) ?? known)}`);
    }
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
