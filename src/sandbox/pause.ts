import type { ServerResponse } from 'node:http';

/** Waits so many milliseconds, or until the connection is gone. */
export async function pause(response: ServerResponse, ms: number): Promise<void> {
  if (response.destroyed) return;
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, ms);
    response.once('close', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
