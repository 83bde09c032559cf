import { closeSync, openSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../../test/kit/temporary-folder.ts';
import { isBeingWritten } from './file-writers.ts';

test('a file is being written as long as somebody has it open for writing', () => {
  const path = join(temporaryFolder(), 'call.wav');
  writeFileSync(path, 'x');
  const reader = openSync(path, 'r');
  const writer = openSync(path, 'a');
  try {
    expect(isBeingWritten(reader)).toBe(true);
    closeSync(writer);
    expect(isBeingWritten(reader)).toBe(false);
    // Whoever opens it afterwards is not made to wait, and we get no signal.
    closeSync(openSync(path, 'a'));
    expect(isBeingWritten(reader)).toBe(false);
  } finally {
    closeSync(reader);
  }
});

test('of what has no leases it is not known', () => {
  const reader = openSync('/proc/self/status', 'r');
  expect(isBeingWritten(reader)).not.toBe(true);
  closeSync(reader);
});
