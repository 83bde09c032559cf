import { expect, test } from 'vitest';
import { createMetrics } from '../platform/metrics.ts';
import { quietLog as log } from '../../test/kit/quiet-log.ts';
import { temporaryFolder } from '../../test/kit/temporary-folder.ts';
import { DiskSpace } from './disk-space.ts';

const GIB = 1024 ** 3;

function diskOf(totalBytes: number) {
  const space = { freeBytes: totalBytes, totalBytes };
  const metrics = createMetrics();
  const disk = new DiskSpace({ folder: '/spool', log, metrics, read: async () => space });
  const levelWith = async (freeBytes: number): Promise<string> => {
    space.freeBytes = freeBytes;
    await disk.measure();
    return disk.level;
  };
  return { disk, metrics, levelWith };
}

test('a large disk is short from 12 GiB on, nearly full from 4; each level ends with a quarter more', async () => {
  const { levelWith, metrics } = diskOf(500 * GIB);
  expect(await levelWith(12.1 * GIB)).toBe('plenty');
  expect(await levelWith(11.9 * GIB)).toBe('short');
  expect(await levelWith(14 * GIB)).toBe('short');
  expect(await levelWith(15.1 * GIB)).toBe('plenty');
  expect(await levelWith(3.9 * GIB)).toBe('nearly-full');
  expect(await metrics.metrics()).toContain('fonoteka_spool_disk_level 2\n');
  expect(await metrics.metrics()).toContain(`fonoteka_spool_disk_free_bytes ${3.9 * GIB}\n`);
  expect(await levelWith(4.9 * GIB)).toBe('nearly-full');
  expect(await levelWith(5.1 * GIB)).toBe('short');
  expect(await levelWith(12.1 * GIB)).toBe('short');
  expect(await levelWith(20 * GIB)).toBe('plenty');
});

test('of a small disk it is 15% and 5%', async () => {
  const { levelWith } = diskOf(10 * GIB);
  expect(await levelWith(1.6 * GIB)).toBe('plenty');
  expect(await levelWith(1.4 * GIB)).toBe('short');
  expect(await levelWith(0.6 * GIB)).toBe('short');
  expect(await levelWith(0.4 * GIB)).toBe('nearly-full');
});

test('the system says how much there is; a folder that is gone changes no level', async () => {
  const metrics = createMetrics();
  await new DiskSpace({ folder: temporaryFolder(), log, metrics }).measure();
  expect(await metrics.metrics()).toMatch(/fonoteka_spool_disk_free_bytes \d{6,}/);
  const gone = new DiskSpace({ folder: '/nowhere/spool', log, metrics: createMetrics() });
  await expect(gone.measure()).rejects.toThrow('ENOENT');
  expect(gone.level).toBe('plenty');
});
