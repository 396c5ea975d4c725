import { countTokens } from 'gpt-tokenizer/encoding/o200k_base';
import { weigh } from '../scripts/weigh.js';
import { listed } from '../src/catalogue.js';
import { toolsets } from '../tools/index.js';
import { type Figure, inTurn, mb, median, ms, ratioOf } from './figures.js';
import { type Command, ours, residentOf } from './servers.js';
import { overStdio } from './wire.js';

const inFull = (count: number) => count.toLocaleString('en-US');

/** What a model reads of the tools, in tokens (o200k) of names, descriptions and input schemas. */
export function measureWeight(): Figure[] {
  const all = toolsets.flatMap(({ tools }) => tools);
  const shown = listed(toolsets, all, weigh());
  const line = (what: string, tools: number, tokens: number): Figure => ({
    what,
    ours: `${inFull(tokens)} tokens`,
    floor: `${tools} tools, ${Math.round(tokens / tools)} each`,
  });
  const sum = (names?: readonly string[]) => {
    const some = shown.filter(({ toolset }) => names?.includes(toolset) ?? true);
    const tools = some.reduce((total, one) => total + one.tools.length, 0);
    return [tools, some.reduce((total, one) => total + one.tokens, 0)] as const;
  };
  const everyday = ['tables', 'records', 'views', 'workflows'];
  return [
    line('List of all tools', ...sum()),
    line(`List of toolsets ${everyday.join(', ')}`, ...sum(everyday)),
    ...shown.map(({ toolset, tools, tokens }) => line(`Toolset ${toolset}`, tools.length, tokens)),
  ];
}

interface Peer {
  readonly name: string;
  readonly command: Command;
}

interface Listed {
  readonly tools: readonly {
    readonly name: string;
    readonly description?: string;
    readonly inputSchema: object;
  }[];
}

/** Another server beside ours: its start, its memory when it has listed its tools, and what the list weighs. */
export async function measurePeer({ name, command }: Peer, rounds: number): Promise<Figure[]> {
  const nowhere = ours('http://127.0.0.1:9');
  const seen = { ours: [] as Seen[], peer: [] as Seen[] };
  const look = async (who: 'ours' | 'peer', what: Command) => {
    const one = await lookAt(what);
    seen[who].push(one);
    return one.startMs;
  };
  const start = await inTurn(
    rounds,
    () => look('ours', nowhere),
    () => look('peer', command),
  );
  const memory = {
    ours: seen.ours.map(({ resident }) => resident),
    floor: seen.peer.map(({ resident }) => resident),
  };
  const [mine, theirs] = [seen.ours[0], seen.peer[0]];
  return [
    {
      what: `Start, beside ${name}`,
      ours: ms(median(start.ours)),
      floor: ms(median(start.floor)),
      ratio: ratioOf(start),
    },
    {
      what: `Memory (RSS) with the tools listed, beside ${name}`,
      ours: mb(median(memory.ours)),
      floor: mb(median(memory.floor)),
      ratio: ratioOf(memory),
    },
    {
      what: `Tokens of the tool list, beside ${name}`,
      ours: weightText(mine),
      floor: weightText(theirs),
    },
  ];
}

interface Seen {
  readonly startMs: number;
  readonly resident: number;
  readonly tools: number;
  readonly tokens: number;
}

const weightText = ({ tools = 0, tokens = 0 }: Partial<Seen> = {}) =>
  `${inFull(tokens)} (${tools} tools, ${Math.round(tokens / tools)} each)`;

async function lookAt(command: Command): Promise<Seen> {
  const server = await overStdio(command);
  const { tools } = (await server.request('tools/list')) as Listed; // by the protocol
  const seen = {
    startMs: server.startMs,
    resident: residentOf(server.child),
    tools: tools.length,
    tokens: tools.reduce(
      (total, { name, description, inputSchema }) =>
        total + countTokens(JSON.stringify({ name, description, inputSchema })),
      0,
    ),
  };
  await server.close();
  return seen;
}
