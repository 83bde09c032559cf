import type { Timer } from '../base/clock.ts';
import type { RecorderId } from '../base/ids.ts';
import { reportUnarchivedCalls } from '../calls/index.ts';
import type { Shared } from './shared.ts';

/** Less than the time that anybody waits for it after a day's end. */
const REPORT_EVERY_MS = 10_000;

/** Tells the database again and again, and once at the end, which of a recorder's calls are not archived. */
export class UnarchivedReports {
  readonly #shared: Pick<Shared, 'clock' | 'log' | 'database'>;
  readonly #recorderId: RecorderId;
  #unarchivedSince: () => number | null = () => null;
  #timer: Timer | null = null;
  #reporting: Promise<void> = Promise.resolve();

  constructor(shared: Pick<Shared, 'clock' | 'log' | 'database'>, recorderId: RecorderId) {
    this.#shared = shared;
    this.#recorderId = recorderId;
  }

  start(unarchivedSince: () => number | null): void {
    this.#unarchivedSince = unarchivedSince;
    this.#report();
    this.#timer = this.#shared.clock.every(REPORT_EVERY_MS, () => this.#report());
  }

  async stop(): Promise<void> {
    if (this.#timer === null) return;
    this.#timer.cancel();
    this.#report();
    await this.#reporting;
  }

  #report(): void {
    const { clock, log, database } = this.#shared;
    this.#reporting = this.#reporting
      .then(() =>
        reportUnarchivedCalls(database.db, {
          recorderId: this.#recorderId,
          unarchivedSince: this.#unarchivedSince(),
          now: clock.now(),
        }),
      )
      .catch((err: unknown) => log.warn({ err }, 'calls not yet archived could not be reported; it is tried again'));
  }
}
