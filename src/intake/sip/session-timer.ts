import type { Clock, Timer } from '../../base/clock.ts';
import type { HeaderField, ReceivedResponse, SipHeaders } from '../../wire/sip/index.ts';
import {
  intervalOfAnswer,
  intervalOfRequest,
  intervalOfResponse,
  negotiateInterval,
  readMinSe,
  type SessionInterval,
  type SessionTimerLimits,
} from './session-interval.ts';

/** RFC 4028 §10: the BYE comes "slightly before the session expiration": 32 s or a third of the interval, whichever is less. */
const MAX_EXPIRY_LEAD_S = 32;

interface SessionTimerOptions {
  readonly clock: Clock;
  readonly limits: SessionTimerLimits;
  /** Sends an UPDATE with `ofRequest()`, and passes a 2xx to `accepted`; null: no answer came. */
  readonly refresh: () => Promise<ReceivedResponse | null>;
  /** The session was not refreshed, or the peer does not know it any more. */
  readonly onExpired: () => void;
}

/** The session timer of one dialog (RFC 4028): refreshes the session or waits for the peer's refreshes, and says when it has expired. */
export class SessionTimer {
  readonly #options: SessionTimerOptions;
  #interval: SessionInterval | null = null;
  #minSe: number | null = null;
  #timers: readonly Timer[] = [];
  #stopped = false;

  constructor(options: SessionTimerOptions) {
    this.#options = options;
  }

  /** Starts it again with what an INVITE or UPDATE asks for; returns the headers of its 2xx. */
  accept(request: SipHeaders): readonly HeaderField[] {
    this.#restart(negotiateInterval(request, this.#options.limits, this.#interval));
    return intervalOfResponse(this.#interval, request);
  }

  /** For an UPDATE of ours: one that does not name the session timer would end it (§7.1). */
  ofRequest(): readonly HeaderField[] {
    return intervalOfRequest(this.#interval, this.#minSe);
  }

  /** Starts it again after a 2xx to an UPDATE of ours. */
  accepted(response: SipHeaders): void {
    if (this.#interval !== null) this.#restart(intervalOfAnswer(response, this.#interval));
  }

  stop(): void {
    this.#stopped = true;
    this.#cancel();
  }

  #restart(interval: SessionInterval | null): void {
    this.#cancel();
    this.#interval = interval;
    if (interval === null || this.#stopped) return;
    const { clock, onExpired } = this.#options;
    const { seconds, weRefresh } = interval;
    const expiry = clock.after((seconds - Math.min(MAX_EXPIRY_LEAD_S, seconds / 3)) * 1000, onExpired);
    this.#timers = weRefresh ? [expiry, clock.after(seconds * 500, () => void this.#refresh(interval))] : [expiry];
  }

  /**
   * At half of the interval (§7.4). Any answer but 408 and 481 shows that the peer has the session: SRCs that refuse every UPDATE
   * with 405 are common. Without an answer the expiry decides: the peer may still refresh or send another request.
   */
  async #refresh(interval: SessionInterval): Promise<void> {
    const response = await this.#options.refresh();
    // It has been started again meanwhile, by a 2xx to this refresh or by a request of the peer, or the dialog has ended.
    if (response === null || this.#stopped || this.#interval !== interval) return;
    const { status, headers } = response;
    if (status === 408 || status === 481) return this.#options.onExpired();
    if (status === 422) return this.#raise(interval, readMinSe(headers));
    this.#restart({ ...interval });
  }

  /** §7.3: the interval must be at least the 422's Min-SE. It is tried once; a peer that is still not content is at least alive. */
  #raise(interval: SessionInterval, minSe: number | null): void {
    const raised = { ...interval, seconds: Math.max(interval.seconds, minSe ?? 0) };
    this.#restart(raised);
    if (minSe === null || minSe <= (this.#minSe ?? 0)) return;
    this.#minSe = minSe;
    void this.#refresh(raised);
  }

  #cancel(): void {
    for (const timer of this.#timers) timer.cancel();
    this.#timers = [];
  }
}
