import { isDeepStrictEqual } from 'node:util';
import type { LegSecurity } from '../spool/index.ts';
import { rtpHeaderBytes } from '../wire/rtp/index.ts';
import { SrtpReceiver } from '../wire/srtp/index.ts';

/**
 * For so long after new keys were agreed on packets may come as before, and for so long before our clock says that the offer had come,
 * with the new ones: the SRC's media overtakes its signalling, and it changes its keys with our answer.
 */
const TRANSITION_MS = 2000;
/** Of the keys in force, the newest first, and of those that come next: a forged packet costs no more than so many attempts. */
const MAX_KEYS_IN_FORCE_TRIED = 3;
const MAX_NEXT_KEYS_TRIED = 2;

/** Keys of a leg, with what was opened by them. */
interface KeyedReceiver {
  readonly since: number;
  readonly receiver: SrtpReceiver;
}

/**
 * Opens the packets of a leg by the keys that its SRC has sent: the newest first, then older ones, since late packets come under the key
 * before. Where the media is not encrypted at a time, packets are taken as they are.
 */
export class PacketOpener {
  /** Packets that no key opens. */
  unauthentic = 0;
  /** Packets that were opened before. */
  replayed = 0;
  #security: readonly LegSecurity[] = [];
  /** The newest first. */
  #receivers: readonly KeyedReceiver[] = [];
  /** Of the packets so far. */
  #latest = Number.NEGATIVE_INFINITY;
  /** Opened the packet before. */
  #last: KeyedReceiver | null = null;

  constructor(security: readonly LegSecurity[]) {
    this.#add(security);
  }

  /** What is known of the keys by now. False: packets so far might have been opened by others. */
  update(security: readonly LegSecurity[]): boolean {
    const added = security.slice(this.#security.length);
    const isContinued = isDeepStrictEqual(security.slice(0, this.#security.length), this.#security);
    if (!isContinued || !added.every(({ since }) => since - TRANSITION_MS > this.#latest)) return false;
    this.#add(added);
    return true;
  }

  #add(security: readonly LegSecurity[]): void {
    this.#security = [...this.#security, ...security];
    const added = security.flatMap(({ since, keys }) =>
      keys === null ? [] : [{ since, receiver: new SrtpReceiver(keys) }],
    );
    this.#receivers = [...added.toReversed(), ...this.#receivers];
  }

  /** The RTP packet; null: there is none to hear. `arrivedAtMs`: Unix ms. */
  open(packet: Uint8Array, arrivedAtMs: number): Uint8Array | null {
    this.#latest = Math.max(this.#latest, arrivedAtMs);
    // Of a telephone event capture stores the header alone: its sequence number is not missing, and there is nothing to open.
    if (rtpHeaderBytes(packet) === packet.length) return packet;
    let isReplayed = false;
    for (const keyed of this.#candidates(arrivedAtMs)) {
      const opened = keyed.receiver.open({ packet, arrivedAtMs, earlierIndex: this.#indexUnder(this.#last, packet) });
      if (opened.ok) {
        this.#last = keyed;
        return opened.value;
      }
      if (opened.reason === 'replayed') isReplayed = true;
    }
    if (this.#isPlainAt(arrivedAtMs)) return packet;
    if (isReplayed) this.replayed += 1;
    else this.unauthentic += 1;
    return null;
  }

  #candidates(arrivedAtMs: number): Iterable<KeyedReceiver> {
    const last = this.#last;
    // In nearly all calls there is one.
    if (this.#receivers.length === 1 && last !== null) return this.#receivers;
    const inForce = this.#receivers.filter(({ since }) => since <= arrivedAtMs).slice(0, MAX_KEYS_IN_FORCE_TRIED);
    const next = this.#receivers.filter(({ since }) => since > arrivedAtMs && since <= arrivedAtMs + TRANSITION_MS);
    const candidates = [...inForce, ...next.slice(-MAX_NEXT_KEYS_TRIED)];
    return new Set(last === null ? candidates : [last, ...candidates]);
  }

  /** Where the stream of a packet is under other keys, so that new ones find its rollover counter. */
  #indexUnder(keyed: KeyedReceiver | null, packet: Uint8Array): number | null {
    if (keyed === null || packet.length < 12) return null;
    return keyed.receiver.highestIndex(new DataView(packet.buffer, packet.byteOffset, packet.length).getUint32(8));
  }

  #isPlainAt(arrivedAtMs: number): boolean {
    return this.#security.some(({ since, keys }, index) => {
      const until = this.#security[index + 1]?.since ?? Number.POSITIVE_INFINITY;
      return keys === null && since <= arrivedAtMs && arrivedAtMs < until + TRANSITION_MS;
    });
  }
}
