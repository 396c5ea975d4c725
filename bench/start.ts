import { once } from 'node:events';
import { atMost, type Figure, inTurn, median, ms, ratioOf } from './figures.js';
import { bundleBare, type Command, ours, start } from './servers.js';
import { overStdio } from './wire.js';

const NOWHERE = 'http://127.0.0.1:9';

/** Node reads these certificates at every start, which doubles the start of an empty program. */
const CERTIFICATES = 'NODE_EXTRA_CA_CERTS';

/** From the spawn to the answer to `initialize`, and to the list of tools: what a person waits for. */
export async function measureStart(rounds: number): Promise<Figure[]> {
  const bare = await bundleBare();
  const mine = ours(NOWHERE);
  const sdk = bare.command(NOWHERE, 'stdio');
  const lean = (command: Command): Command => ({ ...command, env: { ...command.env, [CERTIFICATES]: '' } });
  const withCertificates = process.env[CERTIFICATES] ? ` (${CERTIFICATES} is set)` : '';
  const figure = async (what: string, start: () => Promise<number>, floor: () => Promise<number>) => {
    const taken = await inTurn(rounds, start, floor);
    return {
      what,
      ours: ms(median(taken.ours)),
      floor: ms(median(taken.floor)),
      ratio: ratioOf(taken),
    };
  };
  const what = 'Spawn to the answer to `initialize`';
  const figures = [
    atMost(
      2.8,
      await figure(
        `${what}, against \`node -e 0\`${withCertificates}`,
        () => answered(mine),
        () => ended(NODE),
      ),
    ),
    await figure(
      `A bare SDK server, against \`node -e 0\`${withCertificates}`,
      () => answered(sdk),
      () => ended(NODE),
    ),
    ...(withCertificates
      ? [
          await figure(
            `${what}, against \`node -e 0\`, both without ${CERTIFICATES}`,
            () => answered(lean(mine)),
            () => ended(lean(NODE)),
          ),
        ]
      : []),
    await figure(
      `${what}, against a bare SDK server`,
      () => answered(mine),
      () => answered(sdk),
    ),
    await figure(
      'Spawn to the list of tools, against a bare SDK server with one tool',
      () => listed(mine),
      () => listed(sdk),
    ),
  ];
  await bare.remove();
  return figures;
}

const NODE: Command = { args: ['-e', '0'] };

async function ended(command: Command): Promise<number> {
  const startedAt = performance.now();
  await once(start(command), 'exit');
  return performance.now() - startedAt;
}

async function answered(command: Command): Promise<number> {
  const server = await overStdio(command);
  await server.close();
  return server.startMs;
}

async function listed(command: Command): Promise<number> {
  const startedAt = performance.now();
  const server = await overStdio(command);
  await server.request('tools/list');
  const taken = performance.now() - startedAt;
  await server.close();
  return taken;
}
