import type { FaultKind, Sandbox, SandboxOptions } from './sandbox/index.js';

/** The sandbox within this process, started with the first call. */
export function embeddedSandbox() {
  let started: Promise<Sandbox> | undefined;
  return {
    async account() {
      started ??= load().then(({ startSandboxThread }) => startSandboxThread());
      return { origin: (await started).url, clientId: 'sandbox', clientSecret: 'sandbox' };
    },
    close: async () => (await started?.catch(() => undefined))?.close(),
  };
}

/** Loaded only here: a server for a real account needs none of it. A thread, since a slow query cannot be stopped. */
const load = () => import('./sandbox/index.js');

/** What a sandbox is started with, as an operator names it. */
export type Wanted = Omit<SandboxOptions, 'faults'> & {
  readonly faults?:
    | { readonly rate: number; readonly kinds?: readonly string[] | undefined; readonly seed?: number }
    | undefined;
};

/** A sandbox that stands alone, with what can be pasted to use it. Throws an Error with a sentence for the operator. */
export async function startSandbox({ faults, ...options }: Wanted) {
  const { FAULT_KINDS, startSandboxThread, waysInto } = await load();
  const isKind = (kind: string): kind is FaultKind => FAULT_KINDS.some((known) => known === kind);
  const kinds = faults?.kinds ?? FAULT_KINDS;
  const stray = kinds.find((kind) => !isKind(kind));
  if (stray !== undefined)
    throw new Error(`there is no fault ${JSON.stringify(stray)}; there are ${FAULT_KINDS.join(', ')}`);
  const sandbox = await startSandboxThread({
    ...options,
    ...(faults && { faults: { ...faults, kinds: kinds.filter(isKind) } }),
  });
  return { ...sandbox, ways: waysInto(sandbox.url) };
}
