import type { Clock, Timer } from '../../../base/clock.ts';
import type { Logger } from '../../logging.ts';
import { type Postmaster, type PostmasterOptions, startPostmaster, stopOrphan } from './postmaster.ts';

/** Between the unasked end of the server and its next start. */
const RESTART_DELAY_MS = 1_000;

/** The embedded server, started again on the same port when it ends unasked (killed for want of memory, say). */
export class SupervisedServer {
  readonly #options: PostmasterOptions;
  readonly #clock: Clock;
  readonly #log: Logger;
  #postmaster: Postmaster;
  #restarting: Promise<void> | null = null;
  #timer: Timer | null = null;
  #stopped = false;

  static async start(options: PostmasterOptions, clock: Clock, log: Logger): Promise<SupervisedServer> {
    await stopOrphan(options.cluster);
    return new SupervisedServer(await startPostmaster(options), options, clock, log);
  }

  private constructor(postmaster: Postmaster, options: PostmasterOptions, clock: Clock, log: Logger) {
    this.#options = { ...options, port: postmaster.port };
    this.#clock = clock;
    this.#log = log;
    this.#postmaster = postmaster;
    this.#watch(postmaster);
  }

  get port(): number {
    return this.#postmaster.port;
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#timer?.cancel();
    await this.#restarting;
    await this.#postmaster.stop();
  }

  #watch(postmaster: Postmaster): void {
    void postmaster.ended.then(() => {
      if (!this.#stopped) this.#restartLater();
    });
  }

  #restartLater(): void {
    this.#log.error('the embedded PostgreSQL has ended; it is started again');
    this.#timer = this.#clock.after(RESTART_DELAY_MS, () => {
      this.#restarting = this.#restart();
    });
  }

  async #restart(): Promise<void> {
    try {
      await stopOrphan(this.#options.cluster);
      this.#postmaster = await startPostmaster(this.#options);
      this.#watch(this.#postmaster);
    } catch (error) {
      this.#log.error({ err: error }, 'the embedded PostgreSQL does not start');
      if (!this.#stopped) this.#restartLater();
    }
  }
}
