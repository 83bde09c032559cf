import { isDeepStrictEqual } from 'node:util';
import { crc32 } from 'node:zlib';
import type { SealedTarget } from '../../platform/sealed-content/index.ts';
import { readSpooledCall } from '../../spool/in-threads.ts';
import type { SpooledCall, SpooledPacket, SpoolExtent } from '../../spool/index.ts';
import { CallEncoding } from '../call-encoding.ts';
import type { LibraryDecoders } from '../decoders/library-decoders.ts';
import type { Mp3EncoderKind } from '../mp3-encoder.ts';
import { recordingRate } from '../recording-rate.ts';
import { OPEN_SAMPLES } from '../time-line.ts';
import { SAMPLE_RATE_HZ, SAMPLES_PER_MS } from '../timed-audio.ts';
import { EarlyMp3 } from './early-mp3.ts';
import { soundPath, StoredSounds } from './stored-sounds.ts';

/** What is known of a call that runs, and what of it is on disk. Plain data. */
export interface RunningCallState
  extends Pick<SpooledCall, 'recordingId' | 'description' | 'legs' | 'captureStartedAt' | 'spoolKey'> {
  /** From the one on that was asked for. */
  readonly extents: readonly SpoolExtent[];
}

export interface EarlyProgress {
  /** The first extent that is not encoded completely. */
  readonly nextExtent: number;
  /** Length of what is encoded. */
  readonly encodedMs: number;
  /** Whether there is enough for another section. */
  readonly more: boolean;
  /** Whether the encoder holds its state, because the packets ended within a section. */
  readonly atRest: boolean;
}

interface EarlyCallOptions {
  readonly encoder: Mp3EncoderKind & { readonly sectionSamples: number };
  readonly libraries: LibraryDecoders;
  /** Of the recording. */
  readonly target: SealedTarget;
  /** Called before each packet; throws to give up. */
  readonly throwIfClosing: () => void;
}

/** Of one burst: half a second of a core's time, after which others have their turn. */
const MAX_SECTIONS = 10;

/**
 * The newest packets wait: what the PBX says of them (keys, a pause) comes up to 2 s after them, and what is said of older ones makes no
 * packet a different one.
 */
const SETTLING_MS = 5_000;

/** Where the time line takes packets before it emits the first sound. */
const OPEN_MS = OPEN_SAMPLES / SAMPLES_PER_MS;

/**
 * A call that is encoded while it runs, a section or more at a time. In between it holds little memory and no open file. What it gives in
 * the end is what the call gives that is encoded at once.
 */
export class EarlyCall implements Disposable {
  readonly #options: EarlyCallOptions;
  readonly #encoding: CallEncoding;
  readonly #mp3: EarlyMp3;
  readonly #sounds: StoredSounds;
  readonly #damaged: SpoolExtent[] = [];
  /** The first extent that is not encoded completely, and how many of its packets are. */
  #extent = 0;
  #packetsOfExtent = 0;
  #partial: SpoolExtent | null = null;
  /** While it is read: those that are. */
  #toSkip = 0;
  /** Of the extents before it. */
  #digest = 0;

  /** `call`: with its extents from the first one on. */
  static async begin(call: RunningCallState, options: EarlyCallOptions): Promise<EarlyCall> {
    const sampleRateHz = recordingRate(call, readSpooledCall(call));
    const sectionSamples = options.encoder.sectionSamples * (sampleRateHz / SAMPLE_RATE_HZ);
    let mp3!: EarlyMp3;
    const encoding = await CallEncoding.open({
      call,
      sampleRateHz,
      encoder: options.encoder,
      libraries: options.libraries,
      output: (encoder) => (mp3 = new EarlyMp3({ target: options.target, encoder, sectionSamples })),
    });
    return new EarlyCall(options, encoding, mp3);
  }

  private constructor(options: EarlyCallOptions, encoding: CallEncoding, mp3: EarlyMp3) {
    this.#options = options;
    this.#encoding = encoding;
    this.#mp3 = mp3;
    this.#sounds = new StoredSounds(soundPath(options.target.path));
  }

  /**
   * Encodes what is there, in whole sections. `call`: with its extents from `nextExtent` on. Null: what is known of the call now makes
   * what was encoded useless.
   */
  async advance(call: RunningCallState): Promise<EarlyProgress | null> {
    if (!(await this.#encoding.update(call))) return null;
    const latest = latestArrival(call);
    const before = this.#encoding.encodedMs;
    let more = false;
    /** Whether it was decided that the section is encoded, of which nothing may have come to the encoder yet. */
    let isBegun = !this.#mp3.isAtRest;
    this.#sounds.restore();
    for (const packet of this.#packets(call, call.extents)) {
      if (!isBegun) {
        const isEnough = packet.arrivedAtMs + this.#neededMs <= latest;
        more = isEnough && this.#encoding.encodedMs - before >= MAX_SECTIONS * this.#sectionMs;
        if (!isEnough || more) break;
        isBegun = true;
      }
      const wasAtRest = this.#mp3.isAtRest;
      this.#push(packet);
      if (!wasAtRest && this.#mp3.isAtRest) isBegun = false;
    }
    if (!this.#encoding.hasRightRate(call)) return null;
    this.#mp3.save();
    this.#sounds.store(this.#encoding.takeOut());
    const { encodedMs } = this.#encoding;
    return { nextExtent: this.#extent, encodedMs, more, atRest: this.#mp3.isAtRest };
  }

  /** How much of the recording is there, ms. */
  get encodedMs(): number {
    return this.#encoding.encodedMs;
  }

  /** The packets of the call that are left, now that it has ended; null: it has to be encoded from its beginning. */
  async rest(call: SpooledCall): Promise<Iterable<SpooledPacket> | null> {
    const { extents } = call;
    const isContinued =
      extents.slice(0, this.#extent).reduce(digestOf, 0) === this.#digest &&
      extents.length >= this.#extent &&
      (this.#packetsOfExtent === 0 || isDeepStrictEqual(extents[this.#extent], this.#partial));
    if (!isContinued || !(await this.#encoding.update(call))) return null;
    this.#sounds.restore();
    this.#mp3.complete();
    return this.#packets(call, extents.slice(this.#extent));
  }

  get encoding(): CallEncoding {
    return this.#encoding;
  }

  get damaged(): readonly SpoolExtent[] {
    return this.#damaged;
  }

  [Symbol.dispose](): void {
    this.#encoding[Symbol.dispose]();
    this.#sounds[Symbol.dispose]();
  }

  #push(packet: SpooledPacket): void {
    this.#options.throwIfClosing();
    this.#encoding.push(packet);
  }

  get #sectionMs(): number {
    return this.#options.encoder.sectionSamples / SAMPLES_PER_MS;
  }

  /** Behind a packet, for another section. */
  get #neededMs(): number {
    return this.#sectionMs + SETTLING_MS + (this.#encoding.encodedMs === 0 ? OPEN_MS : 0);
  }

  /** Of `extents`, which begin with the first that is not encoded completely. Counts each packet when the next one is asked for. */
  *#packets(
    call: Pick<SpooledCall, 'recordingId' | 'spoolKey'>,
    extents: readonly SpoolExtent[],
  ): Generator<SpooledPacket> {
    this.#toSkip = this.#packetsOfExtent;
    const counted = this.#counted(extents);
    for (const packet of readSpooledCall({ ...call, extents: counted }, (extent) => this.#damaged.push(extent))) {
      if (this.#toSkip > 0) {
        this.#toSkip -= 1;
        continue;
      }
      yield packet;
      this.#packetsOfExtent += 1;
    }
  }

  *#counted(extents: readonly SpoolExtent[]): Generator<SpoolExtent> {
    for (const extent of extents) {
      this.#partial = extent;
      yield extent;
      this.#extent += 1;
      this.#packetsOfExtent = 0;
      this.#toSkip = 0;
      this.#digest = digestOf(this.#digest, extent);
    }
  }
}

function digestOf(digest: number, { file, offset, length }: SpoolExtent): number {
  return crc32(`${file} ${offset} ${length}`, digest);
}

/** Of the packets in the last extent, Unix ms. */
function latestArrival(call: RunningCallState): number {
  for (const { arrivedAtMs } of readSpooledCall({ ...call, extents: call.extents.slice(-1) })) return arrivedAtMs;
  return Number.NEGATIVE_INFINITY;
}
