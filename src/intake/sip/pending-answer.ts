import type { Clock } from '../../base/clock.ts';
import type { HeaderField } from '../../wire/sip/index.ts';
import type { ServerTransaction } from './server-transactions.ts';
import type { SipAnswer } from './sip-handler.ts';
import { TRANSACTION_LIFE_MS } from './timers.ts';

/** A request that was handed to the session layer and waits for its one final answer. */
export class PendingAnswer {
  readonly transaction: ServerTransaction;
  readonly toTag: string;
  readonly #abort = new AbortController();
  readonly #onSettled: () => void;
  readonly #stopWaiting: () => void;
  #settled = false;

  /** `onSettled` is called once, when the final answer is on its way. */
  constructor(transaction: ServerTransaction, toTag: string, clock: Clock, onSettled: () => void) {
    this.transaction = transaction;
    this.toTag = toTag;
    this.#onSettled = onSettled;
    // "Always send a final response": a session layer that forgets must not leave the peer without one.
    const timer = clock.after(TRANSACTION_LIFE_MS, () => this.giveUp(500));
    this.#stopWaiting = () => timer.cancel();
    transaction.onCancel = () => this.giveUp(487);
  }

  get cancelled(): AbortSignal {
    return this.#abort.signal;
  }

  /** Sends the final answer. False when there was one already. */
  settle(answer: SipAnswer, headers: readonly HeaderField[] = []): boolean {
    if (this.#settled) return false;
    this.#settled = true;
    this.#stopWaiting();
    this.transaction.answer(answer, this.toTag, headers);
    this.#onSettled();
    return true;
  }

  /** Refuses in place of the session layer and tells it so. */
  giveUp(status: number): void {
    if (this.settle({ status })) this.#abort.abort();
  }
}
