import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'panel/src/**/*.test.ts', 'test/**/*.test.ts', 'tools/**/*.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    maxWorkers: 2,
    // As in bin/fonoteka: tests start and end worker threads too.
    execArgv: ['--wasm-wrapper-tiering-budget=2000000000'],
    globalSetup: ['test/kit/postgres-server.ts'],
  },
});
