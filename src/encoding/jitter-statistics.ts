import { InterarrivalJitter } from '../wire/rtp/index.ts';
import { SAMPLES_PER_MS, type StreamPacket } from './timed-audio.ts';

/** The jitter of a leg over its whole call: RFC 3550 itself only knows that of the last packets. */
export class JitterStatistics {
  readonly #jitter = new InterarrivalJitter();
  #sumMs = 0;
  #maxMs = 0;
  #packets = 0;

  /** In the order of arrival. Packets of one telephone event have one timestamp (RFC 4733 §2.2.1) and say nothing of jitter. */
  add({ content, timestampTicks, arrivedAt }: StreamPacket): void {
    if (content.kind !== 'sound') return;
    this.#jitter.add(timestampTicks, arrivedAt / SAMPLES_PER_MS, content.clockRateHz);
    this.#sumMs += this.#jitter.ms;
    this.#maxMs = Math.max(this.#maxMs, this.#jitter.ms);
    this.#packets += 1;
  }

  /** After another sender or a pause. */
  restart(): void {
    this.#jitter.restart();
  }

  get statistics(): { readonly jitterMs: number; readonly maxJitterMs: number } {
    return { jitterMs: rounded(this.#sumMs / Math.max(1, this.#packets)), maxJitterMs: rounded(this.#maxMs) };
  }
}

/** To hundredths of a ms: kernels' timestamps are no more exact. */
const rounded = (ms: number): number => Math.round(ms * 100) / 100;
