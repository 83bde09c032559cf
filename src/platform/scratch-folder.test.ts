import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../../test/kit/temporary-folder.ts';
import { openScratchFolder } from './scratch-folder.ts';

test('what a process that ended has left is removed, what a running one uses is not', () => {
  const parent = join(temporaryFolder(), 'temporary');
  using running = openScratchFolder(parent);
  writeFileSync(join(running.path, 'sound.mp3'), '');
  const left = join(parent, 'left');
  mkdirSync(join(left, 'uploads'), { recursive: true });
  for (const file of ['.lock', 'uploads/sound']) writeFileSync(join(left, file), '');
  using second = openScratchFolder(parent);
  expect(existsSync(left)).toBe(false);
  expect(readdirSync(running.path)).toContain('sound.mp3');
  expect(second.path).not.toBe(running.path);
});

test('closing removes the folder', () => {
  const parent = temporaryFolder();
  {
    using scratch = openScratchFolder(parent);
    mkdirSync(join(scratch.path, 'encoding'));
  }
  expect(readdirSync(parent)).toEqual([]);
});
