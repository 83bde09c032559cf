/**
 * What one leg may write to the spool, so that a flood to one port cannot fill the disk. G.711 is 8.6 kB/s, Opus at
 * its very highest rate 64 kB/s; each packet counts with the overhead it has in the spool.
 */
const BYTES_PER_SECOND = 80_000;

/** Saved up at most: a sender that was held up for four seconds may send it all at once. */
const BURST_BYTES = 4 * BYTES_PER_SECOND;

const PACKET_OVERHEAD_BYTES = 12;

/** A token bucket, filled by the time that passes between drains. */
export class LegAllowance {
  #bytes = BURST_BYTES;
  #filledAtMs: number;

  constructor(nowMs: number) {
    this.#filledAtMs = nowMs;
  }

  fill(nowMs: number): void {
    this.#bytes = Math.min(BURST_BYTES, this.#bytes + ((nowMs - this.#filledAtMs) * BYTES_PER_SECOND) / 1000);
    this.#filledAtMs = nowMs;
  }

  take(packetBytes: number): boolean {
    const cost = packetBytes + PACKET_OVERHEAD_BYTES;
    if (cost > this.#bytes) return false;
    this.#bytes -= cost;
    return true;
  }
}
