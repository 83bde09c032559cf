import type { Schedule } from './schedule.ts';

/** Something to be done again and again, by one worker at a time whatever their number. */
export interface Job {
  /** Names its queue, its metrics and its row in `job_runs`; lower case with dashes. */
  readonly name: string;
  readonly schedule: Schedule;
  /**
   * Does what is due. It may be repeated, and begin again after a kill at any point: what was done is not done twice.
   * When the signal aborts it ends as soon as it can leave things whole; the rest is done by the next run.
   */
  run(signal: AbortSignal): Promise<unknown>;
}
