import { parseArgs } from 'node:util';
import * as z from 'zod';
import { originOf } from './caspio/host.js';
import { nearest } from './nearest.js';
import {
  type Action,
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
const COMMANDS: readonly Command[] = ['http', 'connections', 'audit', 'sandbox', 'tools', 'doctor'];
const ACTIONS: readonly Action[] = ['add', 'list', 'show', 'rotate', 'revoke', 'rekey'];
const NAMELESS: readonly Action[] = ['list', 'rekey'];

export type Config = z.output<typeof settings> & {
  readonly command: Command;
  /** What `connections` is to do. */
  readonly action?: Action | undefined;
  /** The connection that it is to be done with, where it is one. Not checked yet. */
  readonly name?: string | undefined;
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

  const { words, flags, problems } = readFlags(argv);
  const variables = readVariables(env);
  const { command, action, name, ...named } = commandOf(words);
  problems.push(...named.problems);
  problems.push(...variables.problems);
  problems.push(...misplaced(flags, command, action), ...unheeded(variables.values, command));

  const spelling = (key: OptionKey) => (flags[key] === undefined ? variableOf(key) : flagOf(key));
  const parsed = settings.safeParse({ ...variables.values, ...flags });
  if (!parsed.success) {
    // Every issue's path begins with a key of the schema.
    const refused = parsed.error.issues.map(
      ({ path, message }) => `${spelling(path[0] as OptionKey)} ${message}.`,
    );
    return { problems: [...problems, ...refused] };
  }
  const { integrationUrl, allowHost, audit } = parsed.data;
  if (command === 'serve' && audit === 'stdout')
    problems.push(`${spelling('audit')} must be a folder here: over stdio, stdout belongs to the protocol.`);
  const host = integrationUrl === undefined ? {} : originOf(integrationUrl, allowHost ?? []);
  if (host.problem) problems.push(`${spelling('integrationUrl')} ${host.problem}`);
  if (problems.length > 0) return { problems };
  return {
    config: { ...parsed.data, command, action, name, origin: host.origin },
    warnings: variables.warnings,
  };
}

function misplaced(flags: Given, command: Command, action: Action | undefined): string[] {
  return OPTION_KEYS.flatMap((key) => {
    const { commands, actions } = metaOf(key);
    if (flags[key] === undefined) return [];
    if (commands && !commands.includes(command))
      return [`${flagOf(key)} belongs to the command ${either(commands)}.`];
    // Left unsaid, who adds `--read-only` to a rotation would think that it narrows something.
    if (command === 'connections' && action && actions && !actions.includes(action))
      return [`${flagOf(key)} belongs to connections ${either(actions)}.`];
    return [];
  });
}

/** A variable that would narrow connections narrows nothing else: whoever set it for a server means that it does. */
function unheeded(values: Given, command: Command): string[] {
  if (command !== 'serve' && command !== 'http') return [];
  return OPTION_KEYS.filter((key) => values[key] !== undefined && metaOf(key).actions?.includes('add'))
    .filter((key) => metaOf(key).commands?.includes(command) === false)
    .map((key) => `${variableOf(key)} is for caspio-mcp connections add and does nothing here: unset it.`);
}

const either = (words: readonly string[]) => words.join(', ').replace(/, ([^,]*)$/, ' or $1');

/** What the words beside the options ask for. Repeats none of them that may be a secret. */
function commandOf(words: readonly string[]) {
  let command: Command = 'serve';
  for (const [index, word] of words.entries()) {
    const named = COMMANDS.find((known) => known === word);
    // What follows a word that is no command may be anything.
    if (!named)
      return {
        command,
        problems: [index === 0 ? noCommand('command', word, COMMANDS) : `${command} takes no further word.`],
      };
    command = named;
    if (command !== 'connections') continue;
    const { action, name, problem } = actionOf(words.slice(index + 1));
    return { command, action, name, problems: problem ? [problem] : [] };
  }
  return { command, problems: [] };
}

function actionOf(words: readonly string[]): { action?: Action; name?: string; problem?: string } {
  const [word, name, ...more] = words;
  const action = ACTIONS.find((known) => known === word);
  if (word === undefined) return { problem: `connections needs one of ${either(ACTIONS)}.` };
  if (!action) return { problem: noCommand('command connections', word, ACTIONS) };
  if (NAMELESS.includes(action))
    return name === undefined ? { action } : { action, problem: `connections ${action} takes no name.` };
  if (name === undefined) return { action, problem: `connections ${action} needs the name of a connection.` };
  return more.length > 0 ? { action, problem: `connections ${action} takes one name.` } : { action, name };
}

function readFlags(argv: readonly string[]) {
  const problems: string[] = [];
  const flags: Given = {};
  const words: string[] = [];
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
      // What follows an unknown option may be a secret that was meant for it.
      if (!strayValue) words.push(token.value);
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
  return { words, flags, problems };
}

const TWO_DASHES = 'Options begin with two dashes.';

/** Repeats only what is nearly a command: anything else may be a secret that lost its option. */
function noCommand(noun: string, word: string, known: readonly string[]): string {
  return nearest(word, known).length > 0
    ? `There is no ${noun} ${word}.${didYouMean(word, known)}`
    : `There is no such ${noun}. There are ${known.join(', ')}.`;
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
