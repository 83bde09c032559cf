import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/**
 * A new folder that goes away with the test that asked for it. Others may pass, so that a data folder in it
 * keeps its database inside even when root runs the test.
 */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'fonoteka-test-'));
  chmodSync(folder, 0o711);
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
