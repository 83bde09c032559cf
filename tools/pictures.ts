/** Takes the pictures of the guides again, docs/images/*.webp, by the test that opens their pages; look at each of them afterwards. */
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

execFileSync(process.execPath, ['node_modules/vitest/vitest.mjs', 'run', 'test/e2e/demo.test.ts'], {
  cwd: fileURLToPath(new URL('..', import.meta.url)),
  env: { ...process.env, TAKE_PICTURES: 'yes' },
  stdio: 'inherit',
});
