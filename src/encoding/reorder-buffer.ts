import { unwrapSerial16 } from '../wire/rtp/index.ts';
import type { StreamPacket } from './timed-audio.ts';

/** How many packets may come before one that is missing, until it counts as lost: 160 ms of packets of 20 ms. */
const MAX_HELD = 8;
/** A larger step is a restart of the sender, as in `SequenceCount`. */
const MAX_STEP = 1000;

/**
 * Brings the packets of a stream into the order of their sequence numbers, for decoders that continue from packet to packet. A
 * packet that comes after its turn is given out at once: its sound is better than a gap.
 */
export class ReorderBuffer {
  readonly #release: (packet: StreamPacket) => void;
  /** Unwrapped; null before the first packet. */
  #next: number | null = null;
  /** By number, ascending. */
  #held: { readonly number: number; readonly packet: StreamPacket }[] = [];

  constructor(release: (packet: StreamPacket) => void) {
    this.#release = release;
  }

  /** Takes a packet that is no duplicate. */
  push(packet: StreamPacket): void {
    this.#next ??= packet.sequenceNumber;
    // Nearly always: the next one, and none is waited for.
    if (this.#held.length === 0 && packet.sequenceNumber === (this.#next & 0xffff)) {
      this.#next += 1;
      return this.#release(packet);
    }
    let number = unwrapSerial16(this.#next, packet.sequenceNumber);
    if (Math.abs(number - this.#next) > MAX_STEP) {
      this.flush();
      number = packet.sequenceNumber;
      this.#next = number;
    }
    if (number < this.#next) return this.#release(packet);
    this.#hold(number, packet);
    if (this.#held.length > MAX_HELD) this.#next = this.#held[0]!.number;
    this.#releaseNext();
  }

  /** Gives out what is held; the next packet may have any number. */
  flush(): void {
    const held = this.#held;
    this.#held = [];
    this.#next = null;
    for (const { packet } of held) this.#release(packet);
  }

  #hold(number: number, packet: StreamPacket): void {
    const after = this.#held.findLastIndex((held) => held.number < number);
    this.#held.splice(after + 1, 0, { number, packet });
  }

  #releaseNext(): void {
    for (let first = this.#held[0]; first !== undefined && first.number === this.#next; first = this.#held[0]) {
      this.#held.shift();
      this.#next = first.number + 1;
      this.#release(first.packet);
    }
  }
}
