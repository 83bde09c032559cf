import { fail, ok, type Result } from '../../base/result.ts';
import { rtpHeaderBytes, unwrapSerial16 } from '../rtp/index.ts';
import { type SrtpKeys, sessionKeys } from './srtp-keys.ts';
import { SrtpTransform } from './srtp-transform.ts';

/** Streams of one sender whose state is kept. A sender has one, and another after a restart. */
const MAX_STREAMS = 16;
/** Packets that may come late (RFC 3711 §3.3.2: at least 64): as many as `SequenceCount` remembers. */
const REPLAY_WINDOW = 1024;

const SEQUENCE_NUMBERS = 2 ** 16;
/** RFC 3711 §3.2.1: the index has 48 bits. */
const MAX_INDEX = 2 ** 48 - 1;

/**
 * After so long a silence the sequence number may have wrapped unseen: it takes 131 s at 250 packets a second, the most that
 * senders of telephone audio send (ptime 4 ms).
 */
const WRAP_POSSIBLE_AFTER_MS = 60_000;
const MAX_PACKETS_PER_MS = 0.25;
/**
 * Rollover counters tried for one packet after a long silence, or of a stream that had wrapped before its first packet came (the SRC forwards
 * what a telephone encrypts): enough for a day at 50 packets a second.
 */
const MAX_ROLLOVERS_TRIED = 66;
/** Packets for which so many are tried, until one opens: what no key opens costs no more than two thousand ordinary packets. */
const MAX_PACKETS_SEARCHED = 32;
/** Of each further one, after a long silence of a stream that was opened before: three hours at 50 packets a second. */
const ROLLOVERS_ALWAYS_TRIED = 8;

/** `replayed`: it was opened before, or is too late to know. */
type SrtpFault = 'malformed' | 'unauthentic' | 'replayed';

/** Of one SSRC. */
interface Stream {
  highest: number;
  lastAtMs: number;
  /** The index that was opened last at each place of the window. */
  readonly seen: Float64Array;
}

interface ReceivedPacket {
  readonly packet: Uint8Array;
  /** Of any clock. */
  readonly arrivedAtMs: number;
  /** The highest index of the same SSRC under other keys: a new key does not reset the rollover counter (RFC 3711 §8.1), but some senders do. */
  readonly earlierIndex?: number | null;
}

/** Opens the packets that one sender encrypts with one set of keys: the cryptographic context of RFC 3711 §3.2. */
export class SrtpReceiver {
  readonly #transforms: readonly SrtpTransform[];
  readonly #streams = new Map<number, Stream>();
  /** Packets searched since one opened. */
  #searched = 0;

  constructor({ suite, keys }: SrtpKeys) {
    this.#transforms = keys.map(
      (key) => new SrtpTransform(suite, sessionKeys(suite, key), Buffer.from(key.mki, 'hex')),
    );
  }

  /** The highest index of a stream so far; null: none was opened. */
  highestIndex(ssrc: number): number | null {
    return this.#streams.get(ssrc)?.highest ?? null;
  }

  /** The RTP packet of an SRTP packet. */
  open({ packet, arrivedAtMs, earlierIndex = null }: ReceivedPacket): Result<Buffer, SrtpFault> {
    const headerBytes = rtpHeaderBytes(packet);
    if (headerBytes === null) return fail('malformed');
    const transform = this.#transforms.find((one) => one.hasMki(packet));
    if (transform === undefined) return fail('unauthentic');
    const view = new DataView(packet.buffer, packet.byteOffset, packet.length);
    const [sequenceNumber, ssrc] = [view.getUint16(2), view.getUint32(8)];
    const stream = this.#streams.get(ssrc) ?? null;
    const near =
      stream === null ? firstIndexes(sequenceNumber, earlierIndex) : [unwrapSerial16(stream.highest, sequenceNumber)];
    const far = this.#farIndexes(near.at(-1)!, stream, arrivedAtMs);
    let fault: SrtpFault = 'unauthentic';
    for (const index of [...near, ...far]) {
      if (index < 0 || index > MAX_INDEX) continue;
      if (stream !== null && isReplayed(stream, index)) {
        fault = 'replayed';
        continue;
      }
      const opened = transform.open({ packet, headerBytes, index });
      if (opened === null) continue;
      this.#searched = 0;
      this.#accept(ssrc, index, arrivedAtMs);
      return ok(opened);
    }
    return fail(fault);
  }

  /** Behind `from`: those of the rollover counters that fit in the silence before a packet; of a stream's first packet all that are tried. */
  #farIndexes(from: number, stream: Stream | null, arrivedAtMs: number): readonly number[] {
    const silentMs = stream === null ? Number.POSITIVE_INFINITY : arrivedAtMs - stream.lastAtMs;
    if (silentMs < WRAP_POSSIBLE_AFTER_MS) return [];
    const possible = 1 + Math.ceil((silentMs * MAX_PACKETS_PER_MS) / SEQUENCE_NUMBERS);
    const isSearched = this.#searched < MAX_PACKETS_SEARCHED;
    const tried = isSearched ? MAX_ROLLOVERS_TRIED : stream === null ? 0 : ROLLOVERS_ALWAYS_TRIED;
    if (isSearched) this.#searched += 1;
    return Array.from({ length: Math.min(possible, tried) }, (_, wrap) => from + (wrap + 1) * SEQUENCE_NUMBERS);
  }

  #accept(ssrc: number, index: number, arrivedAtMs: number): void {
    const stream = this.#streams.get(ssrc) ?? this.#addStream(ssrc, index);
    stream.seen[index % REPLAY_WINDOW] = index;
    stream.highest = Math.max(stream.highest, index);
    stream.lastAtMs = arrivedAtMs;
  }

  #addStream(ssrc: number, index: number): Stream {
    const [oldest] = this.#streams.keys();
    if (this.#streams.size >= MAX_STREAMS && oldest !== undefined) this.#streams.delete(oldest);
    const stream = { highest: index, lastAtMs: 0, seen: new Float64Array(REPLAY_WINDOW).fill(-1) };
    this.#streams.set(ssrc, stream);
    return stream;
  }
}

function isReplayed({ highest, seen }: Stream, index: number): boolean {
  return index <= highest - REPLAY_WINDOW || seen[index % REPLAY_WINDOW] === index;
}

/**
 * RFC 3711 §3.3.1: a stream begins with the rollover counter 0. A sender that begins just below the wrap, and whose first packets are lost, is
 * at 1 already.
 */
function firstIndexes(sequenceNumber: number, earlierIndex: number | null): readonly number[] {
  const fromStart =
    sequenceNumber < SEQUENCE_NUMBERS / 2 ? [sequenceNumber, sequenceNumber + SEQUENCE_NUMBERS] : [sequenceNumber];
  return earlierIndex === null ? fromStart : [unwrapSerial16(earlierIndex, sequenceNumber), ...fromStart];
}
