import type { Clock, Timer } from '../../base/clock.ts';
import type { SipDialog } from '../sip/transaction-user.ts';

/** A lost connection or a switch of a network is not the end of a session: the PBX is asked again before it counts as gone. */
const MAX_UNANSWERED_PROBES = 2;

interface SessionWatchOptions {
  readonly dialog: Pick<SipDialog, 'probe'>;
  readonly clock: Clock;
  readonly longestCallMs: number;
  readonly onEnd: (reason: 'peer-gone' | 'call-limit') => void;
}

/** Ends a session that nobody else ends: its PBX does not know it any more or has died, or it has lasted too long. */
export class SessionWatch {
  readonly #options: SessionWatchOptions;
  readonly #callLimit: Timer;
  #unanswered = 0;
  #probing = false;
  #stopped = false;

  constructor(options: SessionWatchOptions) {
    this.#options = options;
    this.#callLimit = options.clock.after(options.longestCallMs, () => this.#end('call-limit'));
  }

  /** No RTP has come for some minutes: asks the PBX whether the session still exists. */
  async silent(): Promise<void> {
    if (this.#probing || this.#stopped) return;
    this.#probing = true;
    const answer = await this.#options.dialog.probe();
    this.#probing = false;
    this.#unanswered = answer === 'no-answer' ? this.#unanswered + 1 : 0;
    if (answer === 'gone' || this.#unanswered >= MAX_UNANSWERED_PROBES) this.#end('peer-gone');
  }

  stop(): void {
    this.#stopped = true;
    this.#callLimit.cancel();
  }

  #end(reason: 'peer-gone' | 'call-limit'): void {
    if (this.#stopped) return;
    this.stop();
    this.#options.onEnd(reason);
  }
}
