import { SAMPLES_PER_MS, type StreamPacket } from './timed-audio.ts';

/** How long the first packets of a leg are collected before the SSRC with most packets is chosen. */
const CHOICE_SPAN = 1000 * SAMPLES_PER_MS;
/** How long the stream must send nothing before another may take over: a burst between its packets is foreign. */
const TAKEOVER_SILENCE = 200 * SAMPLES_PER_MS;
/** One or two packets of another SSRC are ignored. */
const TAKEOVER_PACKETS = 3;
/** Limit of the packets held, however many arrive. */
const MAX_HELD = 1024;

interface SsrcLockEvents {
  /** A packet of the leg's stream, in order of arrival. */
  accepted(packet: StreamPacket): void;
  /** Before the first packet of the first or another SSRC. */
  changed(): void;
  /** `count` packets do not belong to this leg's stream. */
  refused(count: number): void;
}

/**
 * Selects one stream among what arrives at a leg's port: late packets of the port's last call, a second
 * sender, garbage. Takes the SSRC with most packets in the first second. Another one takes over only when the first has
 * stopped sending.
 */
export class SsrcLock {
  readonly #events: SsrcLockEvents;
  #ssrc: number | null = null;
  #lastArrival = 0;
  /** Before the choice: all packets. After it: packets of the one SSRC that may take over. */
  #held: StreamPacket[] = [];

  constructor(events: SsrcLockEvents) {
    this.#events = events;
  }

  /** The selected SSRC; null before the choice. */
  get ssrc(): number | null {
    return this.#ssrc;
  }

  push(packet: StreamPacket): void {
    if (this.#ssrc === null) this.#collectForChoice(packet);
    else if (packet.ssrc === this.#ssrc) this.#accept(packet);
    else this.#consider(packet);
  }

  /** No more packets follow: decides about the held ones. */
  end(): void {
    if (this.#ssrc === null && this.#held.length > 0) this.#choose();
    if (this.#held.length >= TAKEOVER_PACKETS) this.#takeOver();
    this.#refuseHeld();
  }

  #collectForChoice(packet: StreamPacket): void {
    this.#held.push(packet);
    const span = packet.arrivedAt - this.#held[0]!.arrivedAt;
    if (span >= CHOICE_SPAN || this.#held.length >= MAX_HELD) this.#choose();
  }

  #choose(): void {
    const held = this.#held;
    this.#held = [];
    this.#ssrc = dominantSsrc(held);
    this.#lastArrival = Number.POSITIVE_INFINITY;
    this.#events.changed();
    for (const packet of held) this.push(packet);
  }

  #accept(packet: StreamPacket): void {
    this.#refuseHeld();
    this.#lastArrival = packet.arrivedAt;
    this.#events.accepted(packet);
  }

  #consider(packet: StreamPacket): void {
    if (this.#held.length >= MAX_HELD || this.#held[0]?.ssrc !== packet.ssrc) this.#refuseHeld();
    this.#held.push(packet);
    const silence = packet.arrivedAt - this.#lastArrival;
    if (this.#held.length >= TAKEOVER_PACKETS && silence >= TAKEOVER_SILENCE) this.#takeOver();
  }

  #takeOver(): void {
    const held = this.#held;
    this.#held = [];
    this.#ssrc = held[0]!.ssrc;
    this.#events.changed();
    for (const packet of held) this.#accept(packet);
  }

  #refuseHeld(): void {
    if (this.#held.length === 0) return;
    this.#events.refused(this.#held.length);
    this.#held = [];
  }
}

function dominantSsrc(packets: readonly StreamPacket[]): number {
  const counts = new Map<number, number>();
  for (const { ssrc } of packets) counts.set(ssrc, (counts.get(ssrc) ?? 0) + 1);
  return [...counts].reduce((most, entry) => (entry[1] > most[1] ? entry : most))[0];
}
