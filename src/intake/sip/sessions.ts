import { randomBytes } from 'node:crypto';
import type { ReceivedRequest } from '../../wire/sip/index.ts';
import { ALLOW } from './capabilities.ts';
import { Dialog, type DialogSurroundings } from './dialog.ts';
import { dialogKeyOf } from './dialog-state.ts';
import { MAX_DIALOGS, MAX_HALF_OPEN_SESSIONS } from './limits.ts';
import { PendingAnswer } from './pending-answer.ts';
import type { ServerTransaction } from './server-transactions.ts';
import type { AcceptedAnswer, SessionHandler, SipDialog, SipHandler } from './sip-handler.ts';
import type { SipMetrics } from './sip-metrics.ts';

type SessionsOptions = Pick<DialogSurroundings, 'clock' | 'log' | 'clients' | 'contact'> & {
  readonly metrics: SipMetrics;
  readonly handler: SipHandler;
};

/** The INVITEs that wait for the session layer and the dialogs that came of them. */
export class Sessions {
  readonly #options: SessionsOptions;
  readonly #around: DialogSurroundings;
  readonly #waiting = new Set<PendingAnswer>();
  readonly #dialogs = new Map<string, Dialog>();
  readonly #unacknowledged = new Set<Dialog>();

  constructor(options: SessionsOptions) {
    this.#options = options;
    this.#around = {
      ...options,
      onConfirmed: (dialog) => void this.#unacknowledged.delete(dialog),
      onOver: (dialog) => this.#forget(dialog),
    };
  }

  /** Whether another session would be one too many. */
  get isFull(): boolean {
    const halfOpen = this.#waiting.size + this.#unacknowledged.size;
    return halfOpen >= MAX_HALF_OPEN_SESSIONS || this.#dialogs.size >= MAX_DIALOGS;
  }

  /** The dialog a request within one belongs to. */
  find(request: ReceivedRequest): Dialog | null {
    return this.#dialogs.get(dialogKeyOf(request)) ?? null;
  }

  /** Hands an INVITE to the session layer. */
  invite(transaction: ServerTransaction): void {
    const toTag = randomBytes(8).toString('hex');
    const pending = new PendingAnswer(transaction, toTag, this.#options.clock, () => this.#waiting.delete(pending));
    this.#waiting.add(pending);
    transaction.answer({ status: 100 }, null);
    try {
      this.#options.handler.onInvite({
        request: transaction.request,
        peer: transaction.peer,
        cancelled: pending.cancelled,
        accept: (answer, session) => this.#accept(pending, answer, session),
        reject: (answer) => void pending.settle(answer, [ALLOW]),
      });
    } catch (error) {
      this.#options.log.error({ err: error }, 'the session layer failed on an INVITE');
      pending.giveUp(500);
    }
  }

  /** Aborts what waits, forgets what runs. */
  close(): void {
    for (const pending of this.#waiting) pending.giveUp(503);
    for (const dialog of this.#dialogs.values()) dialog.abandon();
  }

  #accept(pending: PendingAnswer, answer: AcceptedAnswer, session: SessionHandler): SipDialog | null {
    if (!this.#waiting.has(pending)) return null;
    const dialog = new Dialog(pending, session, this.#around);
    this.#dialogs.set(dialog.key, dialog);
    this.#unacknowledged.add(dialog);
    this.#options.metrics.dialogs.set(this.#dialogs.size);
    dialog.establish(pending, answer);
    return dialog;
  }

  #forget(dialog: Dialog): void {
    this.#unacknowledged.delete(dialog);
    this.#dialogs.delete(dialog.key);
    this.#options.metrics.dialogs.set(this.#dialogs.size);
  }
}
