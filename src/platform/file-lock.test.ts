import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../../test/kit/temporary-folder.ts';
import { FileLock } from './file-lock.ts';
import { lockReach } from './lock-reach.ts';

test('one has the lock; asking does not take it', () => {
  const path = join(temporaryFolder(), 'lock');
  expect(FileLock.isHeld(path)).toBe(false);
  {
    using lock = FileLock.tryAcquire(path)!;
    expect(lock).not.toBeNull();
    expect([FileLock.tryAcquire(path), FileLock.isHeld(path)]).toEqual([null, true]);
  }
  expect(FileLock.isHeld(path)).toBe(false);
});

test('the lock of a file that was removed does not hold another one at its path', () => {
  const path = join(temporaryFolder(), 'lock');
  using lock = FileLock.tryAcquire(path);
  rmSync(path);
  using other = FileLock.tryAcquire(path);
  expect([lock, other]).not.toContain(null);
  expect(FileLock.isHeld(path)).toBe(true);
});

test('creating the file leaves no other one', () => {
  const folder = temporaryFolder();
  using lock = FileLock.tryAcquire(join(folder, 'lock'));
  expect(lock).not.toBeNull();
  expect(readdirSync(folder)).toEqual(['lock']);
});

test.each([
  ['ext4 rw,relatime', true],
  ['nfs4 rw,vers=4.2,local_lock=none', true],
  ['nfs rw,vers=3,nolock,local_lock=all', false],
  ['nfs4 rw,local_lock=flock', false],
  ['cifs rw,nobrl', false],
  ['cifs rw', true],
  ['fuse.sshfs rw', false],
  ['virtiofs rw', false],
])('locks on %s reach everybody: %s', (mount, reaches) => {
  const folder = join(temporaryFolder(), 'a b');
  mkdirSync(folder);
  const mounts = `/dev/vda / ext4 rw 0 0\nserver:/x ${folder.replace(' ', String.raw`\040`)} ${mount} 0 0\n`;
  expect(lockReach(folder, mounts).ok).toBe(reaches);
});
