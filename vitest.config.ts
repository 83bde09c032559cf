import { configDefaults, defineConfig } from 'vitest/config';
import LongestFirst from './tools/longest-first.ts';

/** Their tests start no threads, servers or processes, so that they share theirs: modules are loaded once, not for each file. */
const SHARED = ['audit', 'base', 'billing', 'calls', 'catalog', 'config', 'tenants', 'wire'].map(
  (name) => `src/${name}`,
);
const FOLDERS = ['src', 'test', 'panel/src', 'tools'];
/** Those that take minutes: `npm run test:long` runs them, and whole those of which `npm test` runs a part. */
const LONG = '**/*.long.test.ts';
const SAMPLED = '**/*.sampled.test.ts';
const long = process.env['FONOTEKA_TEST_LONG'] === '1';

const below = (folders: readonly string[]) =>
  folders.flatMap((folder) => (long ? [LONG, SAMPLED] : ['**/*.test.ts']).map((name) => `${folder}/${name}`));
const shared = below([...SHARED, 'panel/src', 'tools']);
const exclude = [...configDefaults.exclude, ...(long ? [] : [LONG])];

export default defineConfig({
  test: {
    // Long enough for a machine that is busy with much else; more than `until` and `runProgram` wait.
    testTimeout: 180_000,
    hookTimeout: 180_000,
    // On two cores: half of the time a test waits for another program.
    maxWorkers: 4,
    sequence: { sequencer: LongestFirst },
    // As in bin/fonoteka: tests start and end worker threads too.
    execArgv: ['--wasm-wrapper-tiering-budget=2000000000'],
    globalSetup: ['test/kit/postgres-server.ts'],
    projects: [
      { extends: true, test: { name: 'shared', include: shared, exclude, isolate: false } },
      { extends: true, test: { name: 'own', include: below(FOLDERS), exclude: [...exclude, ...shared] } },
    ],
  },
});
