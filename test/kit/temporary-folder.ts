import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/**
 * A new folder, removed at the end of the test. Other accounts may enter it, so that a data folder in it contains its
 * database even when root runs the test.
 */
export function temporaryFolder(): string {
  const folder = lastingFolder();
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** The same, for whoever removes it. */
export function lastingFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'fonoteka-test-'));
  chmodSync(folder, 0o711);
  return folder;
}
