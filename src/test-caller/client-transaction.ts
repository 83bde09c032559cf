import type { Clock, Timer } from '../base/clock.ts';
import type { ReceivedResponse } from '../wire/sip/index.ts';

/** RFC 3261 §17.1.1.1: the estimate of a round trip. */
const T1_MS = 500;
const T2_MS = 4000;
/** Timers B and F: after this long without an answer nobody is there. */
const TIMEOUT_MS = 64 * T1_MS;

export interface TransactionOptions {
  readonly clock: Clock;
  readonly method: string;
  /** Over UDP a request is repeated until it is answered. */
  readonly reliable: boolean;
  readonly send: () => void;
}

/** A request waiting for its final response (RFC 3261 §17.1), as small as a test caller needs it. */
export class ClientTransaction {
  /** Null: nobody answered. */
  readonly response: Promise<ReceivedResponse | null>;
  readonly #options: TransactionOptions;
  readonly #settle: (response: ReceivedResponse | null) => void;
  readonly #timeout: Timer;
  #repeat: Timer | null = null;
  #done = false;

  constructor(options: TransactionOptions) {
    const { promise, resolve } = Promise.withResolvers<ReceivedResponse | null>();
    this.response = promise;
    this.#settle = resolve;
    this.#options = options;
    this.#timeout = options.clock.after(TIMEOUT_MS, () => this.end(null));
    options.send();
    if (!options.reliable) this.#repeatAfter(T1_MS);
  }

  receive(response: ReceivedResponse): void {
    if (response.status >= 200) return this.end(response);
    // §17.1.1.2: an INVITE is not repeated once anything has come; others go on, at T2.
    if (this.#options.method === 'INVITE') this.#repeat?.cancel();
  }

  end(response: ReceivedResponse | null): void {
    if (this.#done) return;
    this.#done = true;
    this.#timeout.cancel();
    this.#repeat?.cancel();
    this.#settle(response);
  }

  #repeatAfter(delayMs: number): void {
    this.#repeat = this.#options.clock.after(delayMs, () => {
      this.#options.send();
      this.#repeatAfter(this.#options.method === 'INVITE' ? delayMs * 2 : Math.min(delayMs * 2, T2_MS));
    });
  }
}
