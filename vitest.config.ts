import { configDefaults, defineConfig } from 'vitest/config';

const FOLDERS = ['src', 'panel/src', 'test', 'tools'];
/** Those that take minutes; `npm run test:long` runs them instead of the others. */
const LONG = '**/*.long.test.ts';
const long = process.env['FONOTEKA_TEST_LONG'] === '1';

export default defineConfig({
  test: {
    include: FOLDERS.map((folder) => `${folder}/${long ? LONG : '**/*.test.ts'}`),
    exclude: [...configDefaults.exclude, ...(long ? [] : [LONG])],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    maxWorkers: 2,
    // As in bin/fonoteka: tests start and end worker threads too.
    execArgv: ['--wasm-wrapper-tiering-budget=2000000000'],
    globalSetup: ['test/kit/postgres-server.ts'],
  },
});
