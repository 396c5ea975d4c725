import { startSandbox as startAlone } from '../embedded.js';

/** Names of faults are listed in docs/sandbox.md. */
export interface SandboxFaults {
  /** Share of requests that meet one, from 0 to 1. */
  readonly rate: number;
  readonly kinds?: readonly string[];
  /** The same seed gives the n-th request the same fate. 1 if absent. */
  readonly seed?: number;
}

export interface SandboxOptions {
  /** Any free one if absent. */
  readonly port?: number;
  /** A made-up company if absent. */
  readonly seed?: 'company' | 'empty';
  /** Tables and records of your own, as a file for `--data` holds them. */
  readonly data?: unknown;
  /** Milliseconds that every request waits. */
  readonly latency?: number;
  readonly faults?: SandboxFaults;
}

export interface Sandbox {
  /** The Integration URL; client ID and secret are both `sandbox`. */
  readonly url: string;
  close(): Promise<void>;
}

/** Starts an emulator of the Caspio REST API v3 in a thread of its own, on loopback. Rejects where it cannot start. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const { url, close } = await startAlone(options);
  return { url, close };
}
