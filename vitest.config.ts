import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/support/global.ts'],
    // Many tests wait for sockets and child processes, not for the processor.
    maxWorkers: Math.ceil(availableParallelism() * 1.5),
    testTimeout: 20_000,
    // They wait for real clocks, sockets and processes: on a busy machine one may be late. What is broken fails twice.
    retry: process.env.CI ? 1 : 0,
  },
});
