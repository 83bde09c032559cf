import type { Clock } from '../../base/clock.ts';
import type { HeaderField } from '../../wire/sip/index.ts';
import type { ServerTransaction } from './server-transactions.ts';
import { TRANSACTION_TIMEOUT_MS } from './transaction-tables.ts';
import type { ResponseOptions } from './transaction-user.ts';

/** An INVITE, re-INVITE or UPDATE that waits for the final response of the transaction user. */
export class PendingRequest {
  readonly transaction: ServerTransaction;
  readonly toTag: string;
  readonly #cancelled = new AbortController();
  readonly #onResponded: () => void;
  readonly #stopTimeout: () => void;
  #hasResponded = false;

  /** `onResponded` is called once, after the final response is sent. */
  constructor(transaction: ServerTransaction, toTag: string, clock: Clock, onResponded: () => void) {
    this.transaction = transaction;
    this.toTag = toTag;
    this.#onResponded = onResponded;
    // The peer must get a final response even if the transaction user never sends one.
    const timeout = clock.after(TRANSACTION_TIMEOUT_MS, () => this.abort(500));
    this.#stopTimeout = () => timeout.cancel();
    transaction.onCancel = () => this.abort(487);
  }

  get cancelled(): AbortSignal {
    return this.#cancelled.signal;
  }

  /** Sends the final response. False: there was one already. */
  respond(options: ResponseOptions, headers: readonly HeaderField[] = []): boolean {
    if (this.#hasResponded) return false;
    this.#hasResponded = true;
    this.#stopTimeout();
    this.transaction.respond(options, this.toTag, headers);
    this.#onResponded();
    return true;
  }

  /** Sends the final response in place of the transaction user and signals that to it. */
  abort(status: number): void {
    if (this.respond({ status })) this.#cancelled.abort();
  }
}
