import { type Bounds, createBounds } from '../../src/access/bounds/index.js';
import type { AllowLists } from '../../src/access/connection.js';
import { createCaspio } from '../../src/caspio/client.js';
import { Failure } from '../../src/caspio/failure.js';
import { createFiles } from '../../src/files/index.js';
import { createGuard } from '../../src/guard.js';
import { createSchemaCache } from '../../src/schema/index.js';
import { createSeal } from '../../src/seal.js';
import type { AnyAnswer, RecordsAnswer, ToolContext } from '../../src/tool.js';
import { toolsets } from '../../tools/index.js';
import { QUICK } from '../support/connect.js';
import { isRaw } from '../support/raw.js';
import { PLANTED } from '../support/secrets.js';

const catalogue = new Map(toolsets.flatMap(({ tools }) => tools.map((tool) => [tool.name, tool] as const)));

/** The real tools and the real client in front of a Caspio at `origin`, held to allow-lists. */
export function bounded(origin: string, allow: AllowLists, now?: () => number) {
  const account = createCaspio(
    async () => ({
      origin,
      clientId: 'sandbox',
      clientSecret: isRaw(origin) ? PLANTED.clientSecret : 'sandbox',
    }),
    { waits: QUICK },
  );
  const schemas = createSchemaCache(account);
  const files = createFiles([]);
  const bounds: Bounds = createBounds(allow, now);
  const context = (tool: string, signal = new AbortController().signal): ToolContext => {
    const call = { tool, signal, leftMs: () => 10_000 };
    return {
      caspio: bounds.caspio(account.forCall(call)),
      schema: bounds.schema(schemas.forCall(call)),
      files: files.forCall(signal),
      confirm: createGuard('off', { confirmed: undefined, canAsk: false }),
      progress: () => {},
      leftMs: () => 50_000,
      signal: new AbortController().signal,
      publish: undefined,
      backup: undefined,
      seal: createSeal(new Uint8Array(32), ''),
      usage: () => Promise.reject(new Error('not here')),
    };
  };

  async function run(name: string, args: object = {}, signal?: AbortSignal): Promise<AnyAnswer> {
    const tool = catalogue.get(name);
    if (!tool) throw new Error(`no tool ${name}`);
    return tool.run(tool.input.parse(args), context(name, signal));
  }

  return {
    context,
    run,
    rows: async (name: string, args: object = {}) => ((await run(name, args)) as RecordsAnswer).rows,
    result: async (name: string, args: object = {}) => {
      const answer = await run(name, args);
      return 'result' in answer ? answer.result : undefined;
    },
    /** The failure of a call that must fail. */
    failure: (name: string, args: object = {}) => failureOf(run(name, args)),
    close: () => account.close(),
  };
}
export type Bounded = ReturnType<typeof bounded>;

export async function failureOf(work: Promise<unknown>): Promise<Failure> {
  const error = await work.then(
    (value) => new Error(`no failure: ${JSON.stringify(value)}`),
    (reason: unknown) => reason,
  );
  if (error instanceof Failure) return error;
  throw error;
}
