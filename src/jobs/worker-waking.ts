import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import type { PgBoss } from 'pg-boss';
import { type Clock, repeat, type Repeating } from '../base/clock.ts';
import type { Logger } from '../platform/logging.ts';
import { type Database, JOB_QUEUE_SCHEMA, NotificationListener } from '../platform/postgres/index.ts';

/** `pg_notify` on it with a job's name runs that job at once; triggers of the database do so. */
const CHANNEL = 'fonoteka_jobs';
/** pg-boss notifies it of what is put into a queue, with the queue's name: also by another worker, or because its time has come. */
const QUEUE_CHANNEL = `pgboss_${createHash('sha224').update(JOB_QUEUE_SCHEMA).digest('hex').slice(0, 24)}`;

/**
 * How long a run waits at most that nobody was notified of: one that is repeated after a failure or of a worker that died, and one whose
 * notification was lost.
 */
const LOOK_EVERY_MS = 10_000;

interface WorkerWakingOptions {
  readonly db: Database;
  readonly queue: PgBoss;
  readonly jobs: readonly { readonly name: string }[];
  /** Of a connection that no pooler shares. */
  readonly listenUrl: string;
  readonly clock: Clock;
  readonly log: Logger;
}

/**
 * Wakes the workers of the queues in which something is due, so that they need not poll: by the database's notifications, and by one look at all
 * queues each 10 s. While nothing can be heard, as through a pooler, all are woken each second.
 */
export class WorkerWaking {
  readonly #options: WorkerWakingOptions;
  readonly #names: ReadonlySet<string>;
  readonly #listener: NotificationListener;
  #looking: Repeating | null = null;

  constructor(options: WorkerWakingOptions) {
    const { listenUrl: url, clock, log } = options;
    this.#options = options;
    this.#names = new Set(options.jobs.map(({ name }) => name));
    this.#listener = new NotificationListener({
      url,
      channels: [CHANNEL, QUEUE_CHANNEL],
      onNotification: (name, channel) =>
        channel === CHANNEL ? this.#run(name) : this.#wake((queue) => queue === name),
      onConnected: () => this.#wake(() => true),
      onUnheard: () => this.#wake(() => true),
      clock,
      log,
    });
  }

  async start(): Promise<void> {
    const { clock, log } = this.#options;
    await this.#listener.start();
    const onError = (error: unknown): void =>
      log.warn({ reason: (error as Error).message }, 'jobs: due runs could not be looked for; trying again');
    this.#looking = repeat(clock, { intervalMs: LOOK_EVERY_MS, onError }, () => this.#look());
  }

  async close(): Promise<void> {
    await this.#listener.close();
    await this.#looking?.stop();
  }

  #run(name: string): void {
    const { queue, log } = this.#options;
    if (!this.#names.has(name)) return;
    queue
      .send(name)
      .catch((error: Error) => log.warn({ job: name, reason: error.message }, 'jobs: a notified job was not queued'));
  }

  #wake(isMeant: (queue: string) => boolean): void {
    const { queue } = this.#options;
    for (const { id, name } of queue.getWipData({ includeInternal: true })) if (isMeant(name)) queue.notifyWorker(id);
  }

  async #look(): Promise<void> {
    const runs = sql.table(`${JOB_QUEUE_SCHEMA}.job`);
    const { rows } = await sql<{ name: string }>`
      SELECT DISTINCT name FROM ${runs} WHERE state < 'active' AND start_after <= now()`.execute(this.#options.db);
    const due = new Set(rows.map(({ name }) => name));
    if (due.size > 0) this.#wake((queue) => due.has(queue));
  }
}
