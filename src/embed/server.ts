import { createMcpHandler } from '@modelcontextprotocol/server';
import manifest from '../../package.json' with { type: 'json' };
import { catalogue } from '../../tools/index.js';
import { appOf, prepare } from '../compose/account.js';
import { parseConfig } from '../config.js';
import { createLog } from '../log.js';
import { OPTION_KEYS, variableOf } from '../options.js';
import { publish } from '../publish.js';
import { createShelf } from '../shelf.js';

/** What a server is set up with: the options of the command line, by the same names. */
export interface CaspioServerOptions {
  /** Of the account: the three values of its Web services profile. */
  readonly integrationUrl?: string;
  readonly clientId?: string;
  readonly clientSecret?: string;
  /** Work with the embedded sandbox instead. */
  readonly sandbox?: boolean;
  readonly toolsets?: readonly string[];
  readonly tools?: readonly string[];
  readonly excludeTools?: readonly string[];
  readonly readOnly?: boolean;
  readonly effects?: readonly Effect[];
  /** A write that reaches more records is stopped until it is confirmed. 1 if absent. */
  readonly confirmAbove?: number | 'off';
  /** Longest answer, in characters. 40,000 if absent. */
  readonly maxResultChars?: number;
  /** Folders that tools may read from and write to; none if absent. */
  readonly filesDir?: readonly string[];
  /** Where records are kept before they are changed; nowhere if absent. */
  readonly backupDir?: string;
  /** Caspio requests per second; 6.6 if absent. */
  readonly rateLimit?: number | 'off';
  /** Most Caspio calls, such as `2000/day`. */
  readonly callBudget?: string;
  /** What goes to stderr; `silent` if absent. */
  readonly logLevel?: 'debug' | 'info' | 'warn' | 'error' | 'silent';
}

export type Effect = 'read' | 'create' | 'update' | 'delete';

/** A tool as MCP clients see it. */
export interface CaspioTool {
  readonly name: string;
  readonly title: string;
  readonly toolset: string;
  readonly effect: Effect;
  readonly description: string;
  /** JSON Schema of its arguments. */
  readonly inputSchema: Readonly<Record<string, unknown>>;
}

/** What the transports of both major versions of the MCP SDK have in common. */
export interface McpTransport {
  start(): Promise<void>;
  send(message: never, options?: never): Promise<void>;
  close(): Promise<void>;
}

export interface CaspioServer {
  /** The tools that were selected. */
  readonly tools: readonly CaspioTool[];
  /** Serves one client over a transport of the MCP SDK; any number of clients may be served. */
  connect(transport: McpTransport): Promise<void>;
  /** Serves streamable HTTP, statelessly: for any framework that speaks Request and Response. Who may call is yours to check. */
  fetch(request: Request): Promise<Response>;
  /** Hangs up on all clients, and ends the connections to Caspio, and the sandbox. */
  close(): Promise<void>;
}

/** All tools there are, in the order in which clients see them. */
export const tools: readonly CaspioTool[] = catalogue.toolsets.flatMap(({ name: toolset, tools }) =>
  tools.map((spec) => {
    const { name, title, effect, description } = spec;
    return {
      ...{ name, title, toolset, effect, description },
      get inputSchema() {
        return publish(spec).inputSchema;
      },
    };
  }),
);

/**
 * An MCP server within your program. Nothing is sent before a tool is called. Rejects with an Error that names what is
 * wrong with the options.
 */
export async function createCaspioServer(options: CaspioServerOptions = {}): Promise<CaspioServer> {
  const parsed = parseConfig([], variablesOf(options));
  if ('problems' in parsed) throw new Error(inOptions(parsed.problems));
  if ('show' in parsed) throw new Error('Nothing asks for help here.');
  const { config } = parsed;
  const log = createLog(config.logLevel);
  const ready = await prepare(config, catalogue, log);
  if (ready.problems) throw new Error(ready.problems.join(' '));
  const app = appOf(config, ready, { version: manifest.version, log, shelf: createShelf() });
  const selected = new Set(ready.tools.map(({ name }) => name));
  const handler = createMcpHandler(() => app.factory());
  const served = new Set<ReturnType<typeof app.factory>>();
  return {
    tools: tools.filter(({ name }) => selected.has(name)),
    async connect(transport) {
      const server = app.factory();
      served.add(server);
      server.onclose = () => served.delete(server);
      await server.connect(transport as never); // both SDKs' transports are asked for no more than this
    },
    fetch: (request) => handler.fetch(request),
    async close() {
      await Promise.all([handler.close(), ...[...served].map((server) => server.close())]);
      await app.close();
    },
  };
}

/** As variables, so that one place checks them, with the words for what is wrong. */
function variablesOf({ logLevel = 'silent', ...options }: CaspioServerOptions): Record<string, string> {
  const given = Object.entries({ logLevel, ...options }).filter(([, value]) => value !== undefined);
  return Object.fromEntries(
    given.map(([name, value]) => {
      const key = OPTION_KEYS.find((known) => known === name);
      if (key === undefined) throw new Error(`There is no option ${name}.`);
      return [variableOf(key), Array.isArray(value) ? listed(name, value) : String(value)];
    }),
  );
}

/** An empty list would count as none, which allows everything; and a comma would make two of one. */
function listed(name: string, items: readonly unknown[]): string {
  if (items.length === 0) throw new Error(`${name} is empty. Leave it out, or name something.`);
  const torn = items.find((item) => String(item).includes(','));
  if (torn !== undefined) throw new Error(`${name} holds ${JSON.stringify(torn)}: a comma separates items.`);
  return items.join(',');
}

/** The words of the command line, with the names that are used here. */
const inOptions = (problems: readonly string[]) =>
  OPTION_KEYS.map((key) => ({ key, variable: variableOf(key) }))
    .sort((a, b) => b.variable.length - a.variable.length) // some begin as others do
    .reduce((text, { key, variable }) => text.replaceAll(variable, key), problems.join(' '));
