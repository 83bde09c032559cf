import type { Random } from './audio-source.ts';

/** Simulated network faults of a leg: shares of all packets, 0…1. */
export interface Impairment {
  readonly loss?: number;
  /** A reordered packet is sent after the one that follows it. */
  readonly reorder?: number;
  readonly duplicate?: number;
  /** The same seed affects the same packets. */
  readonly seed: number;
}

/** What to send in place of one packet. A delayed packet comes with a later one. */
interface ImpairedPackets<Packet> {
  readonly send: readonly Packet[];
  readonly lost: boolean;
}

/** Simulates a bad network: takes the packets of one leg in order and returns what to send instead. */
export class ImpairedNetwork<Packet> {
  readonly #impairment: Impairment;
  readonly #random: Random;
  #delayed: Packet | null = null;

  constructor(impairment: Impairment, random: Random) {
    this.#impairment = impairment;
    this.#random = random;
  }

  pass(packet: Packet): ImpairedPackets<Packet> {
    const { loss = 0, reorder = 0, duplicate = 0 } = this.#impairment;
    // Always three random numbers, so that one setting does not change which packets another one affects.
    const [isLost, isReordered, isDuplicated] = [
      this.#random() < loss,
      this.#random() < reorder,
      this.#random() < duplicate,
    ];
    if (isLost) return { send: [], lost: true };
    const now = isDuplicated ? [packet, packet] : [packet];
    if (this.#delayed !== null) {
      now.push(this.#delayed);
      this.#delayed = null;
    } else if (isReordered) {
      this.#delayed = packet;
      return { send: now.slice(1), lost: false };
    }
    return { send: now, lost: false };
  }

  /** The packet still delayed when the call ends. */
  flush(): readonly Packet[] {
    const left = this.#delayed === null ? [] : [this.#delayed];
    this.#delayed = null;
    return left;
  }
}
