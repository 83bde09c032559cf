/** A worker whose only job never ends. Prints `running` when the job runs. Its test kills it. */
import { daily, startJobs } from '../../src/jobs/index.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { createMetrics } from '../../src/platform/metrics.ts';
import { connect } from '../../src/platform/postgres/connect.ts';
import { quietLog } from '../kit/quiet-log.ts';

const databaseUrl = process.argv[2]!;
const endless = {
  name: 'endless',
  schedule: daily('04:00'),
  run: () => new Promise(() => process.stdout.write('running\n')),
};
await startJobs({
  db: connect(databaseUrl, quietLog),
  databaseUrl,
  jobs: [endless],
  clock: systemClock,
  log: quietLog,
  metrics: createMetrics(),
});
process.stdout.write('started\n');
