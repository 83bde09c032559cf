import { chmodSync, chownSync, mkdirSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { testDatabase } from '../kit/database.ts';
import { runProgram } from '../kit/run-program.ts';
import { ServiceProcess } from '../kit/service-process.ts';
import { temporaryFolder } from '../kit/temporary-folder.ts';
import { until } from '../kit/until.ts';

const { url } = testDatabase();

/** A command that needs no database. */
async function runCommand(home: string | undefined): Promise<void> {
  const { HOME: _, NODE_COMPILE_CACHE: __, ...env } = process.env;
  const run = await runProgram('bin/fonoteka', ['capacity', '--calls', '1'], {
    env: home === undefined ? env : { ...env, HOME: home },
  });
  expect(run).toMatchObject({ exitCode: 0, stderr: '' });
}

test('compiled code is kept in the home of the account, where others cannot write', async () => {
  const home = temporaryFolder();
  await runCommand(home);
  const folder = join(home, '.cache/fonoteka');
  expect(statSync(folder).mode & 0o077).toBe(0);
  expect(readdirSync(folder, { recursive: true }).length).toBeGreaterThan(1);
});

test('a service keeps its compiled code as soon as it is ready, also one that is killed', async () => {
  const home = temporaryFolder();
  const settings = { HOME: home, NODE_COMPILE_CACHE: '', FONOTEKA_DATABASE_URL: url };
  const service = await ServiceProcess.start(temporaryFolder(), settings);
  const kept = (): number => readdirSync(home, { recursive: true }).length;
  // Its threads keep theirs before it is ready; all of it is more than a thousand modules.
  try {
    await until('all of its code is kept', () => kept() > 500);
  } finally {
    await service.kill();
  }
});

test('nothing is kept without a home', async () => {
  await runCommand(undefined);
  await runCommand('/proc/nowhere');
});

test.runIf(process.getuid!() === 0)(
  'nothing is kept in or read from a home or a folder of another account, or one that others may write',
  async () => {
    const [home, withFolder, open] = [temporaryFolder(), temporaryFolder(), temporaryFolder()];
    chownSync(home, 65_534, 65_534);
    chmodSync(home, 0o777);
    await runCommand(home);
    expect(readdirSync(home)).toEqual([]);
    const folder = join(withFolder, '.cache/fonoteka');
    mkdirSync(folder, { recursive: true });
    chownSync(folder, 65_534, 65_534);
    await runCommand(withFolder);
    expect(readdirSync(folder)).toEqual([]);
    mkdirSync(join(open, '.cache/fonoteka'), { recursive: true });
    chmodSync(join(open, '.cache/fonoteka'), 0o777);
    await runCommand(open);
    expect(readdirSync(join(open, '.cache/fonoteka'))).toEqual([]);
  },
);
