import { chmodSync, cpSync, existsSync, mkdirSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { runProgram } from '../test/kit/run-program.ts';
import { temporaryFolder } from '../test/kit/temporary-folder.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const DAY_MS = 24 * 3600_000;

/** A program that only says where its compiled code is kept, if anywhere. */
function program() {
  const folder = temporaryFolder();
  for (const file of ['bin/fonoteka', 'tools/prepare.sh']) cpSync(join(ROOT, file), join(folder, file));
  mkdirSync(join(folder, 'dist/src'), { recursive: true });
  const build = (name: string): void =>
    writeFileSync(
      join(folder, 'dist/src/main.js'),
      `// ${name}\nprocess.stdout.write(process.env.NODE_COMPILE_CACHE ?? '')`,
    );
  build('first');
  const home = join(folder, 'home');
  mkdirSync(home);
  const run = async (): Promise<string> => {
    const env = { PATH: `${dirname(process.execPath)}:/usr/bin:/bin`, HOME: home };
    const { exitCode, stdout, stderr } = await runProgram(join(folder, 'bin/fonoteka'), ['doctor'], { env });
    expect([exitCode, stderr]).toEqual([0, '']);
    return stdout.toString();
  };
  return { home, build, run };
}

test('each build keeps its compiled code apart, and the next one removes what is older than a month', async () => {
  const { home, build, run } = program();
  const first = await run();
  expect(dirname(first)).toBe(join(home, '.cache/fonoteka'));
  expect(statSync(first).mode & 0o777).toBe(0o700);
  expect(await run()).toBe(first);
  // Also at the same place, as in a container.
  build('second');
  const second = await run();
  expect([second === first, existsSync(first)]).toEqual([false, true]);
  const before = new Date(Date.now() - 32 * DAY_MS);
  utimesSync(first, before, before);
  build('third');
  await run();
  expect([existsSync(first), existsSync(second)]).toEqual([false, true]);
});

test.each(['', '.cache', '.cache/fonoteka'])(
  'nothing is kept where others may write the home’s “%s”',
  async (writable) => {
    const { home, run } = program();
    expect(await run()).not.toBe('');
    chmodSync(join(home, writable), 0o777);
    expect(await run()).toBe('');
  },
);
