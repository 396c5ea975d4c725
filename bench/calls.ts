import { atLeast, atMost, type Figure, inTurn, mb, median, ms, ratioOf } from './figures.js';
import { bundleBare, ours, residentOf, startCaspio } from './servers.js';
import { overHttp, overStdio, readRows, type Wire } from './wire.js';

/** Of the calls in a round, each after the other. */
const CALLS = 100;
/** Until V8 has compiled what runs often. */
const WARM_UP = 2_000;
const CONNECTIONS = 16;
const MEMORY_CALLS = 1_000;

/** Reads of 100 rows against a bare server that makes the same request: one by one, side by side, and what they leave. */
export async function measureCalls(rounds: number): Promise<Figure[]> {
  const caspio = await startCaspio(1_000);
  const bare = await bundleBare();
  const overStdioBoth = {
    ours: await overStdio(ours(caspio.url)),
    bare: await overStdio(bare.command(caspio.url, 'stdio')),
  };
  const stdio = await latency(rounds, overStdioBoth.ours, overStdioBoth.bare);
  const list = median(await taken(() => overStdioBoth.ours.request('tools/list'), CALLS));
  const figures: Figure[] = [
    call('stdio', stdio),
    {
      what: '`tools/list` when warm, over stdio and back',
      ours: ms(list),
      floor: '',
      target: 'at most 2 ms in the server',
      met: list <= 2,
    },
  ];
  await Promise.all([overStdioBoth.ours.close(), overStdioBoth.bare.close()]);
  figures.push(await memory(caspio.url, bare));

  const http = {
    ours: await overHttp(ours(caspio.url, 'http', '--port', '0'), CONNECTIONS),
    bare: await overHttp(bare.command(caspio.url, 'http'), CONNECTIONS),
  };
  figures.push(call('HTTP', await latency(rounds, http.ours, http.bare)));
  const perSecond = await inTurn(
    rounds,
    () => throughput(http.ours),
    () => throughput(http.bare),
  );
  figures.push(
    atLeast(0.8, {
      what: `Calls per second over HTTP with ${CONNECTIONS} connections`,
      ours: median(perSecond.ours).toFixed(0),
      floor: median(perSecond.floor).toFixed(0),
      ratio: ratioOf(perSecond),
    }),
  );
  await Promise.all([http.ours.close(), http.bare.close()]);
  caspio.close();
  await bare.remove();
  return figures;
}

const call = (transport: string, p50: Awaited<ReturnType<typeof latency>>): Figure =>
  atMost(1.25, {
    what: `A warm call of 100 rows over ${transport}, p50`,
    ours: ms(median(p50.ours)),
    floor: ms(median(p50.floor)),
    ratio: ratioOf(p50),
  });

/** The p50 of each round, a call of ours and one of the floor in turn. */
async function latency(rounds: number, mine: Wire, floor: Wire) {
  for (const wire of [mine, floor]) await taken(() => readRows(wire), WARM_UP);
  const p50 = { ours: [] as number[], floor: [] as number[] };
  for (let round = 0; round < rounds; round += 1) {
    const both = { ours: [] as number[], floor: [] as number[] };
    for (let index = 0; index < CALLS; index += 1) {
      both.ours.push(...(await taken(() => readRows(mine), 1)));
      both.floor.push(...(await taken(() => readRows(floor), 1)));
    }
    p50.ours.push(median(both.ours));
    p50.floor.push(median(both.floor));
  }
  return p50;
}

async function taken(once: () => Promise<unknown>, times: number): Promise<number[]> {
  const all: number[] = [];
  for (let index = 0; index < times; index += 1) {
    const startedAt = performance.now();
    await once();
    all.push(performance.now() - startedAt);
  }
  return all;
}

/** Calls per second, all connections busy. */
async function throughput(wire: Wire): Promise<number> {
  let left = CALLS * 10;
  const startedAt = performance.now();
  const worker = async () => {
    for (; left > 0; ) {
      left -= 1;
      await readRows(wire);
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, worker));
  return (CALLS * 10) / ((performance.now() - startedAt) / 1_000);
}

async function memory(caspio: string, bare: Awaited<ReturnType<typeof bundleBare>>): Promise<Figure> {
  const after = async (command: Parameters<typeof overStdio>[0]) => {
    const server = await overStdio(command);
    for (let index = 0; index < MEMORY_CALLS; index += 1) await readRows(server);
    const bytes = residentOf(server.child);
    await server.close();
    return bytes;
  };
  const taken = await inTurn(
    3,
    () => after(ours(caspio)),
    () => after(bare.command(caspio, 'stdio')),
  );
  return atMost(1.25, {
    what: `Memory (RSS) after ${MEMORY_CALLS.toLocaleString('en-US')} calls of 100 rows`,
    ours: mb(median(taken.ours)),
    floor: mb(median(taken.floor)),
    ratio: ratioOf(taken),
  });
}
