import { type Action, type Command, flagOf, metaOf, OPTION_KEYS, OPTIONS, variableOf } from './options.js';

export interface OptionLine {
  /** The flag with its value, or '' where there is only a variable. */
  readonly flag: string;
  readonly variable: string;
  readonly help: string;
  /** As a user would write it; '' for none. */
  readonly fallback: string;
  /** The only command that it belongs to. */
  readonly only: Command | undefined;
}

/** Every option as help and docs show it. */
export function optionLines(): OptionLine[] {
  return OPTION_KEYS.map((key) => {
    const { value, env, help, commands, actions } = metaOf(key);
    const fallback = OPTIONS[key].safeParse(undefined).data;
    return {
      flag: env ? '' : [flagOf(key), value].filter(Boolean).join(' '),
      variable: variableOf(key),
      help: commands ? `${help} (caspio-mcp ${ownersOf(commands, actions)})` : help,
      fallback: fallback === undefined || fallback === false ? '' : String(fallback),
      only: commands?.length === 1 ? commands[0] : undefined,
    };
  });
}

const ownersOf = (commands: readonly Command[], actions: readonly Action[] = []) =>
  [commands.join(', '), actions.join(', ')].filter(Boolean).join(' ');

export function helpText(version: string): string {
  const lines = optionLines();
  const width = Math.max(...lines.map(({ flag, variable }) => (flag || variable).length)) + 2;
  const row = ({ flag, variable, help, fallback }: OptionLine) =>
    `  ${(flag || variable).padEnd(width)}${help}${fallback && ` [${fallback}]`}`;
  return [
    `caspio-mcp ${version}: an MCP server for Caspio`,
    '',
    'Usage:',
    '  caspio-mcp [options]            serve one MCP client over stdin and stdout',
    '  caspio-mcp --sandbox            the same with a made-up company; needs no account',
    '  caspio-mcp http                 serve MCP clients over HTTP, at http://127.0.0.1:3000/mcp',
    '  caspio-mcp connections add NAME give an agent a token for caspio-mcp http: an account, a scope, an expiry, limits',
    '  caspio-mcp connections list | show NAME | rotate NAME | revoke NAME | rekey',
    '                                  see them; give a new token; end one for good; seal the stored secrets with a new key',
    '  caspio-mcp audit [--json]       show who called what',
    '  caspio-mcp sandbox --port N     run the sandbox alone, as a Caspio REST API v3 on loopback',
    '  caspio-mcp tools [--json]       list the tools with effect and weight; options that select tools apply',
    '  caspio-mcp doctor [--json]      check settings, network, login, and what the profile may read, by toolset',
    '  caspio-mcp --help | --version',
    '',
    'Account and secrets (environment only):',
    ...lines.filter(({ flag }) => !flag).map(row),
    '',
    'Options (each also as a variable: --read-only is CASPIO_MCP_READ_ONLY=true):',
    ...lines.filter(({ flag, only }) => flag && only !== 'connections').map(row),
    '',
    'Connections (--toolsets, --tools, --exclude-tools, --read-only, --effects and --call-budget apply to add, too):',
    ...lines.filter(({ flag, only }) => flag && only === 'connections').map(row),
    '',
  ].join('\n');
}
