/** `ENOENT` and the like: what the system calls a fault. Never the message, which quotes paths and more. */
export const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : 'unknown fault';
