import { readFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { table } from '../scripts/table.js';
import type { Figure } from './figures.js';

const ratioText = ({ ratio }: Figure) => (ratio === undefined ? '' : `${ratio.toFixed(2)} ×`);
const targetText = ({ target, met }: Figure) =>
  target === undefined ? '' : met === undefined ? target : `${target}: ${met ? 'met' : '**not met**'}`;

/** For a terminal. */
export const linesOf = (figures: readonly Figure[]): string =>
  figures
    .map((figure) =>
      [figure.what, figure.ours, figure.floor, ratioText(figure), targetText(figure)]
        .filter(Boolean)
        .join(' | '),
    )
    .join('\n');

const rowsOf = (figures: readonly Figure[] = [], columns: (figure: Figure) => string[]) =>
  figures.map((figure) => [figure.what, figure.ours, figure.floor, ...columns(figure)]);

/** docs/performance.md: the words are kept here, the figures come from one run. */
export function page(measured: Readonly<Record<string, readonly Figure[]>>): string {
  const against = (part: string) =>
    table(
      ['What', 'Ours', 'Floor', 'Ratio', 'Target'],
      rowsOf(measured[part], (figure) => [ratioText(figure), targetText(figure)]),
    );
  return `${[
    '# Performance',
    '<!-- Written by `npm run bench -- --write`. -->',
    'Every figure stands beside a floor that was measured in the same run, in turn with it: the machine may be slow or busy, the ratio holds. Measure again with `npm run build && npm run bench`; `-- start calls` measures some parts only.',
    machine(),
    '## Start',
    'Hosts start the server with every session, so it loads what it needs to answer, and the rest when it is used: the HTTP client and the log with the first call, the sandbox, Redis, Prometheus and the commands only where they are asked for. One file holds the start.',
    against('start'),
    '## Calls',
    'The floor is the SDK’s own low-level server, bundled, with one tool that makes the same request with the same HTTP client, parses the answer and gives it back. What ours does beyond: it checks arguments and answer, keeps whole numbers of 64 bits exact, keeps the rate, counts, and limits the time, the size and what is logged. Caspio is a process of its own that answers at once, so that nothing hides behind it: a real one takes a hundred times as long.',
    against('calls'),
    '## Whole jobs',
    'Reads of an export go 4 side by side, as do writes of an import, since accounts were seen to be refused at more: that is the concurrency of the floor. The account’s own limit (6.6 requests a second) is lifted here; with it, it is the floor.',
    against('export'),
    against('upsert'),
    '## What a model reads',
    'Tokens (o200k) of names, descriptions and input schemas. `--toolsets` selects.',
    table(
      ['What', 'Tokens', 'Of'],
      rowsOf(measured.weight, () => []),
    ),
    '## Beside others',
    'Servers for other databases, from npm, started in turn with ours, with nothing to connect to. They do other work: this is no verdict on them, only on what a host feels when it starts one.',
    table(
      ['What', 'Ours', 'Theirs', 'Ratio'],
      rowsOf(measured.peers, (figure) => [ratioText(figure)]),
    ),
    '## Where the time goes, and what is left',
    LEFT,
  ].join('\n\n')}\n`;
}

const LEFT = `- Of a start, a third is Node itself and most of the rest the SDK with the schemas of the protocol (the bare SDK server shows it). Ours adds the schemas of tools and options. JSON Schemas are made with the first \`tools/list\`, once.
- Of a call, what is beyond the floor is the check of arguments and answer (zod), the look for large whole numbers, and the signals that end a call in time.
- An export waits for its count at the start and for its last count at the end; between them its pages go 4 side by side.
- An upsert with faults waits where Caspio says so (Retry-After) and before it repeats; without faults it takes 1.1 times the ideal.`;

function machine(): string {
  const [cpu] = cpus();
  const lock = JSON.parse(readFileSync('package-lock.json', 'utf8')).packages;
  const version = (name: string) => `${name} ${lock[`node_modules/${name}`].version}`;
  const packages = ['@modelcontextprotocol/server', 'undici', 'zod'].map(version).join(', ');
  const memory = Math.round(totalmem() / 1024 ** 3);
  return `Measured on ${new Date().toISOString().slice(0, 10)} with Node ${process.version} on ${cpus().length} × ${cpu?.model.trim()}, ${memory} GB, ${process.platform}; ${packages}. \`caspio-mcp\` ${JSON.parse(readFileSync('package.json', 'utf8')).version}.`;
}
