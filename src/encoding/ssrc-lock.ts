import { SAMPLES_PER_MS, type StreamPacket } from './timed-audio.ts';

/** How long the first packets of a leg are looked at before the SSRC with most of them is taken. */
const CHOICE_SPAN = 1000 * SAMPLES_PER_MS;
/** The stream must have been silent so long before another may follow it: a burst between its packets is foreign. */
const TAKEOVER_SILENCE = 200 * SAMPLES_PER_MS;
/** One or two packets of another SSRC are strays. */
const TAKEOVER_PACKETS = 3;
/** Packets held back at the most, whatever arrives in how short a time. */
const MAX_HELD = 1024;

export interface SsrcLockEvents {
  /** A packet of the leg's stream, in order of arrival. */
  accepted(packet: StreamPacket): void;
  /** The leg's stream goes on under another SSRC, or for the first time has one: before its first packet. */
  changed(): void;
  /** So many packets belonged to no stream of this leg. */
  refused(count: number): void;
}

/**
 * Follows one stream among what arrives at a leg's port: late packets of the port's last call, a second
 * sender, garbage. Takes the SSRC that dominates the first second; another one only when the first is
 * silent and the other one is not.
 */
export class SsrcLock {
  readonly #events: SsrcLockEvents;
  #ssrc: number | null = null;
  #heardAt = 0;
  /** Before the choice: everything. After it: packets of the one SSRC that may take over. */
  #held: StreamPacket[] = [];

  constructor(events: SsrcLockEvents) {
    this.#events = events;
  }

  /** The SSRC followed at the moment; null before the choice. */
  get ssrc(): number | null {
    return this.#ssrc;
  }

  push(packet: StreamPacket): void {
    if (this.#ssrc === null) this.#waitForChoice(packet);
    else if (packet.ssrc === this.#ssrc) this.#accept(packet);
    else this.#consider(packet);
  }

  /** No more packets come: what is held is decided as it stands. */
  end(): void {
    if (this.#ssrc === null && this.#held.length > 0) this.#choose();
    if (this.#held.length >= TAKEOVER_PACKETS) this.#takeOver();
    this.#refuseHeld();
  }

  #waitForChoice(packet: StreamPacket): void {
    this.#held.push(packet);
    const span = packet.arrivedAt - this.#held[0]!.arrivedAt;
    if (span >= CHOICE_SPAN || this.#held.length >= MAX_HELD) this.#choose();
  }

  #choose(): void {
    const held = this.#held;
    this.#held = [];
    this.#ssrc = dominantSsrc(held);
    this.#heardAt = Number.POSITIVE_INFINITY;
    this.#events.changed();
    for (const packet of held) this.push(packet);
  }

  #accept(packet: StreamPacket): void {
    this.#refuseHeld();
    this.#heardAt = packet.arrivedAt;
    this.#events.accepted(packet);
  }

  #consider(packet: StreamPacket): void {
    if (this.#held.length >= MAX_HELD || this.#held[0]?.ssrc !== packet.ssrc) this.#refuseHeld();
    this.#held.push(packet);
    const silence = packet.arrivedAt - this.#heardAt;
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
