import { type Backoff, exponentialBackoff } from '../base/backoff.ts';
import { type Clock, delay } from '../base/clock.ts';
import type { Logger } from './logging.ts';
import { Counter, Gauge, labelledCounter, type Registry } from './metrics.ts';

/** A part that has worked for so long is healthy: its next failure counts as the first one. */
const HEALTHY_AFTER_MS = 60_000;

/** The first restart is almost at once: callers wait for it. The last bounds the log and the CPU of a part that never works. */
const RESTART_DELAY = exponentialBackoff({ firstMs: 100, maxMs: 30_000 });

export interface SupervisedOptions {
  /** As in the log and the metrics: `media-worker`. */
  readonly part: string;
  /**
   * One life of the part: calls `up` when it works, resolves or rejects when it has ended. Ends soon after the signal
   * aborts.
   */
  readonly run: (signal: AbortSignal, up: () => void) => Promise<void>;
  readonly clock: Clock;
  readonly log: Logger;
  /** Missing: not counted, as for a command. */
  readonly metrics?: Registry;
  readonly restartDelay?: Backoff;
}

/**
 * Keeps a part alive that must run as long as the process: whenever it ends, however it ends, it is started again after a
 * growing delay. Each end is logged and counted, and `isUp` is for the readiness check.
 */
export class Supervised {
  /** Resolves when the part works for the first time; rejects if its first life ends before. */
  readonly firstUp: Promise<void>;
  readonly #options: SupervisedOptions;
  readonly #state: PartState;
  readonly #stopping = new AbortController();
  readonly #firstUp = Promise.withResolvers<void>();
  readonly #ended: Promise<void>;
  #isUp = false;

  constructor(options: SupervisedOptions) {
    this.#options = options;
    this.#state = partState(options.part, options.metrics);
    this.firstUp = this.#firstUp.promise;
    // Who does not wait for the first start learns of its failure by `isUp`.
    this.firstUp.catch(() => {});
    this.#ended = this.#keepRunning();
  }

  get isUp(): boolean {
    return this.#isUp;
  }

  /** Ends the part and does not start it again. */
  stop(): Promise<void> {
    this.#stopping.abort();
    return this.#ended;
  }

  async #keepRunning(): Promise<void> {
    const { part, clock, log, restartDelay = RESTART_DELAY } = this.#options;
    const { signal } = this.#stopping;
    let failures = 0;
    while (!signal.aborted) {
      const startedAt = clock.monotonicMs();
      const error = await this.#runOnce();
      this.#setUp(false);
      this.#firstUp.reject(error);
      if (signal.aborted) return;
      if (clock.monotonicMs() - startedAt >= HEALTHY_AFTER_MS) failures = 0;
      const delayMs = restartDelay(failures++);
      log.error(
        { part, reason: error.message, delayMs },
        'supervision: a part ended; it is started again after the delay',
      );
      await delay(clock, delayMs, signal);
      if (!signal.aborted) this.#state.restarted();
    }
  }

  /** Returns why the part ended. */
  async #runOnce(): Promise<Error> {
    try {
      await this.#options.run(this.#stopping.signal, () => this.#setUp(true));
      return new Error('it ended by itself');
    } catch (error) {
      return error instanceof Error ? error : new Error(String(error));
    }
  }

  #setUp(isUp: boolean): void {
    this.#isUp = isUp;
    this.#state.setUp(isUp);
    if (isUp) this.#firstUp.resolve();
  }
}

export interface PartState {
  readonly setUp: (isUp: boolean) => void;
  readonly restarted: () => void;
}

/** The metrics of a part, which is not up at first. One set of metrics serves all parts of a registry. */
export function partState(part: string, registry?: Registry): PartState {
  if (registry === undefined) return { setUp: () => {}, restarted: () => {} };
  const { up, restarts } = supervisionMetrics(registry);
  up.set({ part }, 0);
  restarts.inc({ part }, 0);
  return { setUp: (isUp) => up.set({ part }, isUp ? 1 : 0), restarted: () => restarts.inc({ part }) };
}

function supervisionMetrics(registry: Registry) {
  const known = <T>(name: string): T | undefined => registry.getSingleMetric(name) as T | undefined;
  const labelNames = ['part'] as const;
  const registers = [registry];
  const up = { name: 'fonoteka_part_up', help: '1 for a long-lived part that works now, by part.' };
  const restarts = {
    name: 'fonoteka_part_restarts_total',
    help: 'Starts of a long-lived part after it had ended or failed, by part.',
  };
  return {
    up: known<Gauge<'part'>>(up.name) ?? new Gauge({ ...up, labelNames, registers }),
    restarts:
      known<Counter<'part'>>(restarts.name) ?? labelledCounter({ ...restarts, labels: { part: null }, registry }),
  };
}
