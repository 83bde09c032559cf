import { mkdtempSync, rmSync } from 'node:fs';
import { chmod, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { systemClock } from '../../src/platform/clock.ts';
import { openDatabase } from '../../src/platform/postgres/index.ts';
import { type DatabaseProcess, type ProcessOptions, startDatabaseProcess } from '../kit/database-process.ts';
import { quietLog } from '../kit/quiet-log.ts';
import { until } from '../kit/until.ts';

let parent: string;
let dataFolder: string;
let processes: DatabaseProcess[];

beforeEach(async () => {
  expect(process.getuid?.(), 'only root may make namespaces').toBe(0);
  parent = mkdtempSync(join(tmpdir(), 'fonoteka-containers-'));
  await chmod(parent, 0o755);
  dataFolder = join(parent, 'data');
  processes = [];
});

afterEach(async () => {
  for (const process of processes) await process.close();
  rmSync(parent, { recursive: true });
});

function start(options: Partial<ProcessOptions>): DatabaseProcess {
  const process = startDatabaseProcess({ dataFolder, as: 'service', ...options });
  processes.push(process);
  return process;
}

function postmasterFile(): Promise<string> {
  return readFile(join(dataFolder, 'database', 'cluster', 'postmaster.pid'), 'utf8');
}

describe('two containers with one data folder', () => {
  test('the second service is refused, a command works beside the first', async () => {
    expect(await start({ contained: true, lockOnly: true }).outcome).toBe('locked');
    expect(await start({ contained: true, lockOnly: true }).outcome).toBe('data-folder-in-use');
    expect(await start({ lockOnly: true }).outcome).toBe('data-folder-in-use');
    expect(await start({ contained: true, lockOnly: true, as: 'command' }).outcome).toBe('beside a service');
  });

  test('when the first container ends, the second may start', async () => {
    const first = start({ contained: true, lockOnly: true });
    expect(await first.outcome).toBe('locked');
    await first.kill();
    expect(await start({ contained: true, lockOnly: true }).outcome).toBe('locked');
  });

  test('a database that a killed service left running in another container is not joined by a second one', async () => {
    const first = start({ contained: true });
    expect(await first.outcome).toMatch(/^postgres:/);
    const running = await postmasterFile();
    await first.kill();
    expect(await start({}).outcome).toBe('database-cannot-start');
    expect(await postmasterFile()).toBe(running);
    await first.close();
    // The kernel ends the container's processes, and with them the database.
    const database = await openDatabase({ url: '', as: 'service', dataFolder, clock: systemClock, log: quietLog });
    expect(await database.db.selectFrom('plans').select('name').execute()).toHaveLength(4);
    await database.close();
    await until('nothing of the database is left', () =>
      postmasterFile().then(
        () => false,
        () => true,
      ),
    );
  });
});
