import type { CallWriter } from '../../spool/index.ts';
import type { RecordedLeg } from './recorded-leg.ts';

/** A call as a media worker has it: its legs, its place in the spool, and when it was last heard. */
export class RecordedCall {
  readonly writer: CallWriter;
  readonly legs = new Map<number, RecordedLeg>();
  #heardAtMs: number;
  #silenceTold = false;

  constructor(writer: CallWriter, nowMs: number) {
    this.writer = writer;
    this.#heardAtMs = nowMs;
  }

  /** `nowMs` of the monotonic clock. */
  drain(nowMs: number): void {
    for (const leg of this.legs.values()) {
      if (leg.drain(nowMs)) this.#heardAtMs = nowMs;
    }
  }

  /** True once, when nothing was heard for `timeoutMs`; the time while all legs are paused does not count. */
  becameSilent(nowMs: number, timeoutMs: number): boolean {
    const legs = [...this.legs.values()];
    if (legs.length > 0 && legs.every((leg) => leg.paused)) this.#heardAtMs = nowMs;
    if (this.#silenceTold || nowMs - this.#heardAtMs < timeoutMs) return false;
    this.#silenceTold = true;
    return true;
  }
}
