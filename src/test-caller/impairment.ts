import type { Random } from './random.ts';

/** How the network treats a leg's packets: shares of all packets, 0…1. */
export interface Impairment {
  readonly loss?: number;
  /** Sent after the packet that follows it. */
  readonly reorder?: number;
  readonly duplicate?: number;
  /** The same seed loses the same packets. */
  readonly seed: number;
}

/** What is to go out in place of one packet; packets held back come with a later one. */
export interface ImpairedSending<Packet> {
  readonly send: readonly Packet[];
  readonly lost: boolean;
}

/** A network in little: takes the packets of one leg in order, gives what arrives instead. */
export class ImpairedNetwork<Packet> {
  readonly #impairment: Impairment;
  readonly #random: Random;
  #heldBack: Packet | null = null;

  constructor(impairment: Impairment, random: Random) {
    this.#impairment = impairment;
    this.#random = random;
  }

  pass(packet: Packet): ImpairedSending<Packet> {
    const { loss = 0, reorder = 0, duplicate = 0 } = this.#impairment;
    // One draw for each question, asked or not: a setting of its own changes only its own packets.
    const [loseIt, holdIt, doubleIt] = [this.#random() < loss, this.#random() < reorder, this.#random() < duplicate];
    if (loseIt) return { send: [], lost: true };
    const now = doubleIt ? [packet, packet] : [packet];
    if (this.#heldBack !== null) {
      now.push(this.#heldBack);
      this.#heldBack = null;
    } else if (holdIt) {
      this.#heldBack = packet;
      return { send: now.slice(1), lost: false };
    }
    return { send: now, lost: false };
  }

  /** What is still held back when the call ends. */
  flush(): readonly Packet[] {
    const left = this.#heldBack === null ? [] : [this.#heldBack];
    this.#heldBack = null;
    return left;
  }
}
