/** The sandbox within this process, started with the first call. */
export function embeddedSandbox() {
  let started: ReturnType<typeof startSandbox> | undefined;
  return {
    async account() {
      started ??= startSandbox(0);
      return { origin: (await started).url, clientId: 'sandbox', clientSecret: 'sandbox' };
    },
    close: async () => (await started?.catch(() => undefined))?.close(),
  };
}

/** Loaded only here: a server for a real account needs none of it. A thread, since a slow query cannot be stopped. */
export async function startSandbox(port: number) {
  const sandbox = await import('./sandbox/index.js');
  return sandbox.startSandboxThread({ port });
}
