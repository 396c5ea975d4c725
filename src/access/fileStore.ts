import { open, stat } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { Failure } from '../caspio/failure.js';
import { codeOf } from '../errno.js';
import { writeWhole } from './atomic.js';
import type { Connection, Store } from './connection.js';
import { withLock } from './lock.js';
import { faultOf, record } from './record.js';

const VERSION = 1;
const kept = z.strictObject({ version: z.literal(VERSION), connections: z.array(record) });

/** A file this young may change again within the same tick of its clock, and look the same. */
const SETTLED_AFTER_MS = 100;

interface Snapshot {
  /** Of the file; undefined where what was read may not be relied upon. */
  readonly sign: string | undefined;
  readonly connections: readonly Connection[];
  readonly byName: ReadonlyMap<string, Connection>;
  readonly byToken: ReadonlyMap<string, Connection>;
}

/** Connections in one file, for all processes of one machine. It is read again whenever it has changed. */
export function createFileStore(folder: string): Store {
  const file = join(folder, 'connections.json');
  const lock = `${file}.lock`;
  let last: Snapshot | undefined;

  async function now(): Promise<Snapshot> {
    try {
      const seen = signOf(await stat(file, { bigint: true }));
      if (last?.sign === undefined || last.sign !== seen) last = await read(file);
    } catch (error) {
      if (error instanceof Failure) throw error;
      if (!isMissing(error)) throw unreadable(file, codeOf(error));
      last = snapshot(undefined, []);
    }
    return last;
  }

  /** Gives what `change` made of the connections, or undefined where it wants no change. */
  function write(change: (all: readonly Connection[]) => readonly Connection[] | undefined) {
    return withLock(lock, async (stillMine) => {
      const changed = change((await now()).connections);
      if (!changed) return false;
      const connections = changed.toSorted((a, b) => (a.name < b.name ? -1 : 1));
      const text = `${JSON.stringify({ version: VERSION, connections }, null, 2)}\n`;
      await writeWhole(file, text, stillMine);
      return true;
    }).catch((error) => {
      throw error instanceof Failure ? error : unwritable(file, codeOf(error));
    });
  }

  return {
    all: async () => (await now()).connections,
    byName: async (name) => (await now()).byName.get(name),
    byToken: async (tokenHash) => (await now()).byToken.get(tokenHash),
    add: (connection) =>
      write((all) => {
        const others = all.filter(({ name }) => name !== connection.name);
        const isTaken = all.some(({ name, revokedAt }) => name === connection.name && !revokedAt);
        return isTaken ? undefined : [...others, connection];
      }),
    async change(name, change) {
      let changed: Connection | undefined;
      await write((all) =>
        all.some((connection) => connection.name === name)
          ? all.map((connection) => {
              if (connection.name !== name) return connection;
              changed = change(connection);
              return changed;
            })
          : undefined,
      );
      return changed;
    },
  };
}

/** From one open file, so that sign and content belong together. */
async function read(file: string): Promise<Snapshot> {
  const handle = await open(file, 'r');
  try {
    const stats = await handle.stat({ bigint: true });
    if (!stats.isFile()) throw unreadable(file, 'it is no file');
    const isSettled = Math.abs(Date.now() - Number(stats.mtimeMs)) > SETTLED_AFTER_MS;
    return snapshot(isSettled ? signOf(stats) : undefined, parse(file, await handle.readFile('utf8')));
  } finally {
    await handle.close();
  }
}

function parse(file: string, text: string): readonly Connection[] {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw unreadable(file, 'it is no JSON'); // the parser's own words quote the text
  }
  const parsed = kept.safeParse(json);
  if (!parsed.success) throw unreadable(file, faultOf(parsed.error));
  return parsed.data.connections;
}

function snapshot(sign: string | undefined, connections: readonly Connection[]): Snapshot {
  return {
    sign,
    connections,
    byName: new Map(connections.map((connection) => [connection.name, connection])),
    byToken: new Map(connections.map((connection) => [connection.tokenHash, connection])),
  };
}

const signOf = (stats: { mtimeNs: bigint; ctimeNs: bigint; size: bigint; ino: bigint }) =>
  `${stats.mtimeNs} ${stats.ctimeNs} ${stats.size} ${stats.ino}`;

const isMissing = (error: unknown) => codeOf(error) === 'ENOENT';

const unreadable = (file: string, reason: string) =>
  new Failure({
    kind: 'account',
    what: `The connections cannot be read from ${file} (${reason})`,
    next: 'The operator of this server should check its rights, bring the file back from a copy, or use the version of caspio-mcp that wrote it.',
  });

const unwritable = (file: string, reason: string) =>
  new Failure({
    kind: 'account',
    what: `The connections cannot be written to ${file} (${reason}); nothing was changed`,
    next: 'Check --data-dir: the folder, its rights, and the space left.',
  });
