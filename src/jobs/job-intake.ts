import type { JobResult, PgBoss } from 'pg-boss';
import type { Job } from './job.ts';
import type { JobDeps } from './job-runs.ts';
import { WORK_OPTIONS } from './queue.ts';
import { runJob, type RunResult } from './run-job.ts';

const STATUS_AFTER: Readonly<Record<RunResult, JobResult['status']>> = {
  done: 'completed',
  retry: 'failed',
  // The job has no such queue, so pg-boss marks the run as failed and does not retry it.
  'give-up': 'deadletter',
};

interface IntakeOptions {
  readonly queue: PgBoss;
  readonly deps: JobDeps;
  /** Of the worker. */
  readonly stopping: AbortSignal;
}

/** Takes the runs of a job from the queue while this worker can do them. */
export class JobIntake {
  readonly #job: Job;
  readonly #options: IntakeOptions;
  /** Null: not looked yet. */
  #taking: boolean | null = null;

  constructor(job: Job, options: IntakeOptions) {
    this.#job = job;
    this.#options = options;
  }

  /** Begins or ends to take its runs. */
  async look(): Promise<void> {
    await ((await this.#canRunHere()) ? this.#take() : this.#leave());
  }

  async #canRunHere(): Promise<boolean> {
    return this.#job.canRunHere === undefined || this.#job.canRunHere();
  }

  async #take(): Promise<void> {
    if (this.#taking === true) return;
    const { queue, deps, stopping } = this.#options;
    if (this.#taking === false) deps.log.info({ job: this.#job.name }, 'jobs: this worker takes a job again');
    this.#taking = true;
    await queue.work(this.#job.name, WORK_OPTIONS, async ([run]) => {
      const result = await this.#run(AbortSignal.any([run!.signal, stopping]));
      return [{ id: run!.id, status: STATUS_AFTER[result] }];
    });
  }

  async #leave(): Promise<void> {
    if (this.#taking === false) return;
    const { queue, deps } = this.#options;
    deps.log.error({ job: this.#job.name }, 'jobs: this worker cannot run a job and leaves it to others');
    this.#taking = false;
    // A run in which this is found ends by itself.
    await queue.offWork(this.#job.name, { wait: false });
  }

  async #run(signal: AbortSignal): Promise<RunResult> {
    // Where that cannot be found out, the run itself says what is wrong.
    if (await this.#canRunHere().catch(() => true)) return runJob(this.#job, signal, this.#options.deps);
    await this.#leave();
    return 'retry';
  }
}
