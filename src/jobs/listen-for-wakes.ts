import type { PgBoss } from 'pg-boss';
import type { Logger } from '../platform/logging.ts';
import type { Job } from './job.ts';

/** `pg_notify` on it with a job's name has that job run at once; triggers do. */
const CHANNEL = 'fonoteka_jobs';

/**
 * Runs a job when the database says so, without waiting for its time. A wake that nobody heard costs only that wait.
 * The connection is made again when it is lost.
 */
export async function listenForWakes(
  queue: PgBoss,
  jobs: readonly Job[],
  log: Logger,
): Promise<{ close(): Promise<void> }> {
  const names = new Set(jobs.map(({ name }) => name));
  const wake = (name: string): void => {
    if (!names.has(name)) return;
    queue.send(name).catch((error: Error) => log.warn({ job: name, reason: error.message }, 'a job was not woken'));
  };
  return queue.getDb().listen!(CHANNEL, wake, () => {});
}
