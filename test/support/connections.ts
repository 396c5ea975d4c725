import { randomUUID } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Connection } from '../../src/access/connection.js';
import { hashOf } from '../../src/access/token.js';

export const newFolder = () => mkdtempSync(join(tmpdir(), 'caspio-connections-'));

/** A connection to the sandbox, as a store keeps it. */
export function connectionTo(name: string, parts: Partial<Connection> = {}): Connection {
  return {
    name,
    account: { sandbox: true },
    scope: { allow: {} },
    limits: {},
    tokenHash: hashOf(randomUUID()),
    urlToken: false,
    createdAt: '2026-11-22T10:00:00.000Z',
    revision: randomUUID(),
    ...parts,
  };
}
