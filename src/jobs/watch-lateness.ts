import type { Timer } from '../base/clock.ts';
import { listJobRuns } from './job-runs.ts';
import type { Performing } from './perform.ts';

const LOOK_EVERY_MS = 60_000;

/** Keeps the metrics of when each job last succeeded and whether it is late, on whichever worker it ran. */
export function watchLateness({ db, clock, log, metrics }: Performing): Timer {
  const look = async (): Promise<void> => {
    for (const { name, succeededAt, lateFrom } of await listJobRuns(db)) {
      if (succeededAt !== null) metrics.lastSuccess.set({ job: name }, succeededAt / 1000);
      metrics.late.set({ job: name }, clock.now() >= lateFrom ? 1 : 0);
    }
  };
  const lookQuietly = (): void =>
    void look().catch((error: Error) => log.warn({ reason: error.message }, 'what jobs did could not be read'));
  lookQuietly();
  return clock.every(LOOK_EVERY_MS, lookQuietly);
}
