import { type ConstructorOptions, PgBoss, type WorkOptions } from 'pg-boss';

/** pg-boss's tables; made and brought up to date by itself. */
const SCHEMA = 'pgboss';
/** Connections besides those of our own pool; the queue's statements are short. */
const MAX_CONNECTIONS = 3;

/** A worker that gives no sign for so long is dead, and its job is another's. */
const HEARTBEAT_SECONDS = 30;
/** How often the dead are looked for. */
const LOOK_FOR_DEAD_SECONDS = 5;
/** No run takes longer: one that hangs is given up, and begun anew. */
const LONGEST_RUN_SECONDS = 6 * 3600;
/** From 5 s up to a quarter of an hour, about an hour and a half in all; then the job waits for its next time. */
const RETRIES = { retryLimit: 12, retryDelay: 5, retryBackoff: true, retryDelayMax: 900 } as const;
/** Runs that are over are of no use; when each job last succeeded is in `job_runs`. */
const KEPT_AFTER_SECONDS = 24 * 3600;

const OPTIONS: ConstructorOptions = {
  schema: SCHEMA,
  max: MAX_CONNECTIONS,
  application_name: 'fonoteka jobs',
  superviseIntervalSeconds: LOOK_FOR_DEAD_SECONDS,
  monitorIntervalSeconds: LOOK_FOR_DEAD_SECONDS,
  cronWorkerIntervalSeconds: 1,
  registerInstance: false,
  openTelemetry: { enabled: false },
};

/**
 * `stately`: one run of a name under way and one waiting, over all workers. So what comes due or is woken during a
 * run is done after it, once.
 */
export const QUEUE_OPTIONS = {
  policy: 'stately',
  heartbeatSeconds: HEARTBEAT_SECONDS,
  expireInSeconds: LONGEST_RUN_SECONDS,
  deleteAfterSeconds: KEPT_AFTER_SECONDS,
  ...RETRIES,
} as const;

/** A run at a time: there are no batches to fill. What is due or woken starts within a second. */
export const WORK_OPTIONS = {
  batchSize: 1,
  perJobResults: true,
  pollingIntervalSeconds: 1,
} as const satisfies WorkOptions;

/** "once": what came due while no worker ran is made up for by one run. */
export const SCHEDULE_OPTIONS = { tz: 'Europe/Warsaw', missed: 'once' } as const;

export function createQueue(databaseUrl: string): PgBoss {
  return new PgBoss({ ...OPTIONS, connectionString: databaseUrl });
}
