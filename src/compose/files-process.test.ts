import { expect, onTestFinished, test } from 'vitest';
import { testDatabase } from '../../test/kit/database.ts';
import { quietLog } from '../../test/kit/quiet-log.ts';
import { temporaryFolder } from '../../test/kit/temporary-folder.ts';
import { loadConfig } from '../config/index.ts';
import { systemClock } from '../platform/clock.ts';
import { createMetrics } from '../platform/metrics.ts';
import { forkFilesProcess, startFilesProcess } from './files-process.ts';
import { openShared } from './shared.ts';

const { url } = testDatabase();

test('a process that was killed while the service waited for its database is started again', async () => {
  const first = forkFilesProcess({ stderr: 'ignore', clock: systemClock });
  await first.kill();
  const config = {
    ...loadConfig({ FONOTEKA_DATABASE_URL: url, FONOTEKA_DATA: temporaryFolder() }),
    ftpPort: 0,
    sftpPort: 0,
  };
  const shared = await openShared({
    config,
    clock: systemClock,
    log: quietLog,
    metrics: createMetrics(),
    as: 'service',
  });
  onTestFinished(() => shared.close());
  const role = await startFilesProcess(shared, { first, stderr: 'ignore' });
  onTestFinished(() => role.stop());
  expect(role.ports.ftpPort).toBeGreaterThan(0);
});
