import { type ConstructorOptions, PgBoss, type WorkOptions } from 'pg-boss';
import type { Clock } from '../base/clock.ts';
import type { Logger } from '../platform/logging.ts';
import { JOB_QUEUE_SCHEMA, queueConnections } from '../platform/postgres/index.ts';
import { queueClock } from './queue-clock.ts';
import type { Job } from './job.ts';

/** Connections besides those of our own pool; the queue's statements are short. */
const MAX_CONNECTIONS = 3;

/** A worker that sends no heartbeat for so long is dead, and another runs its job. */
const HEARTBEAT_SECONDS = 30;
/** How often dead workers are looked for: a dozen statements. */
const SUPERVISE_SECONDS = 30;
/** Nothing is found by polling: `WorkerWaking` wakes the worker of what is due. The rest is for its mistakes. */
const POLLING_SECONDS = 600;
/** The longest that pg-boss allows. Its timekeeper hands what is due to a queue of its own, whose worker is woken, too. */
const CRON_POLLING_SECONDS = 45;
/** We have no jobs that wait for others. A day is the longest that its timers are sure to bear. */
const FLOW_SECONDS = 24 * 3600;
/** A run that hangs for so long is given up, and started again. */
const MAX_RUN_SECONDS = 6 * 3600;
/** From 5 s up to a quarter of an hour, about an hour and a half in all; then the job waits for its next time. */
const RETRIES = { retryLimit: 12, retryDelay: 5, retryBackoff: true, retryDelayMax: 900 } as const;
/** Finished runs are of no use; when each job last succeeded is in `job_runs`. */
const DELETE_AFTER_SECONDS = 24 * 3600;

const OPTIONS: ConstructorOptions = {
  schema: JOB_QUEUE_SCHEMA,
  // Its tables are migrated with ours.
  migrate: false,
  max: MAX_CONNECTIONS,
  application_name: 'fonoteka jobs',
  superviseIntervalSeconds: SUPERVISE_SECONDS,
  monitorIntervalSeconds: SUPERVISE_SECONDS,
  cronWorkerIntervalSeconds: CRON_POLLING_SECONDS,
  flowIntervalSeconds: FLOW_SECONDS,
  registerInstance: false,
  openTelemetry: { enabled: false },
};

/**
 * `stately`: one active run of a name and one queued, over all workers. So whatever comes due or is triggered during a run is
 * done after it, once.
 */
const QUEUE_OPTIONS = {
  policy: 'stately',
  notify: true,
  heartbeatSeconds: HEARTBEAT_SECONDS,
  expireInSeconds: MAX_RUN_SECONDS,
  deleteAfterSeconds: DELETE_AFTER_SECONDS,
  ...RETRIES,
} as const;

/** One run at a time: there are no batches to fill. */
export const WORK_OPTIONS = {
  batchSize: 1,
  perJobResults: true,
  pollingIntervalSeconds: POLLING_SECONDS,
} as const satisfies WorkOptions;

/** "once": one run makes up for all those missed while no worker ran. */
const SCHEDULE_OPTIONS = { tz: 'Europe/Warsaw', missed: 'once' } as const;

export function createQueue(databaseUrl: string, clock: Clock, log: Logger): PgBoss {
  return new PgBoss({ ...OPTIONS, ...queueConnections(databaseUrl, log), clock: queueClock(clock) });
}

/** What comes due is in this queue first, and its worker puts it into the job's. */
export async function notifyOfDue(queue: PgBoss): Promise<void> {
  await queue.updateQueue(`${INTERNAL_PREFIX}send-it`, { notify: true });
}

/** Creates or updates a job's queue and schedule. */
export async function scheduleJob(queue: PgBoss, { name, schedule }: Job): Promise<void> {
  const { policy, ...changeable } = QUEUE_OPTIONS;
  await queue.createQueue(name, { policy });
  await queue.updateQueue(name, changeable);
  await queue.schedule(name, schedule.cron, null, SCHEDULE_OPTIONS);
}

/**
 * Makes those queues and schedules again that are missing, or of whose runs nobody is notified: a worker of an earlier release that starts
 * beside this one, in a rolling upgrade, removes what it does not know.
 */
export async function restoreQueues(queue: PgBoss, jobs: readonly Job[]): Promise<void> {
  const queues = new Set((await queue.getQueues()).filter(({ notify }) => notify).map(({ name }) => name));
  const scheduled = new Set((await queue.getSchedules()).map(({ name }) => name));
  for (const job of jobs) if (!queues.has(job.name) || !scheduled.has(job.name)) await scheduleJob(queue, job);
}

/** Of jobs that only an earlier version had: their schedules, their queues, and the runs in these. */
export async function removeOldQueues(queue: PgBoss, jobs: readonly Job[]): Promise<void> {
  const names = new Set(jobs.map(({ name }) => name));
  const isOld = ({ name }: { readonly name: string }) => !names.has(name) && !name.startsWith(INTERNAL_PREFIX);
  for (const { name } of (await queue.getSchedules()).filter(isOld)) await queue.unschedule(name);
  for (const { name } of (await queue.getQueues()).filter(isOld)) await queue.deleteQueue(name);
}

/** Of pg-boss's own queues. */
const INTERNAL_PREFIX = '__pgboss__';
