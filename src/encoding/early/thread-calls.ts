import type { RecordingId } from '../../base/ids.ts';
import type { SealedTarget } from '../../platform/sealed-content/index.ts';
import { readSpooledCall } from '../../spool/in-threads.ts';
import type { SpooledCall, SpooledPacket, SpoolExtent } from '../../spool/index.ts';
import type { CallEncoding, EncodedRecording } from '../call-encoding.ts';
import type { LibraryDecoders } from '../decoders/library-decoders.ts';
import { openEncoding } from '../encode-call.ts';
import type { Mp3EncoderKind } from '../mp3-encoder.ts';
import { EarlyCall, type EarlyProgress, type RunningCallState } from './early-call.ts';
import { recordingPath } from './early-mp3.ts';

export interface EncodedCall {
  readonly recording: EncodedRecording;
  /** Chunks that are not what was written; the recording is silent there. */
  readonly damaged: readonly SpoolExtent[];
}

/** As the thread returns it. */
export interface CallResult extends EncodedCall {
  /** How much was encoded before the call had ended, ms. */
  readonly earlyMs: number;
}

/** Packets of one slice: five minutes of two legs of G.711, a quarter of a second of a core's time. */
const SLICE_PACKETS = 30_000;

interface ThreadCallsOptions {
  readonly encoder: Mp3EncoderKind;
  readonly libraries: LibraryDecoders;
  readonly folder: string;
  /** Called before each packet; throws to give up. */
  readonly throwIfClosing: () => void;
}

/** The calls of one encoder thread: those that run, of which it has the beginning, and ended ones that it is encoding. */
export class ThreadCalls {
  readonly #options: ThreadCallsOptions;
  readonly #early = new Map<RecordingId, EarlyCall>();
  readonly #ended = new Map<RecordingId, AsyncGenerator<undefined, CallResult>>();

  constructor(options: ThreadCallsOptions) {
    this.#options = options;
  }

  /** `call`: with its extents from `first` on. Null: it has to begin again with the first. */
  async encodeEarly(call: RunningCallState, first: number): Promise<EarlyProgress | null> {
    const { recordingId } = call;
    const { encoder } = this.#options;
    const { sectionSamples } = encoder;
    if (sectionSamples === null) throw new Error('this encoder has no sections');
    if (first === 0) this.dropEarly(recordingId);
    let early = this.#early.get(recordingId);
    if (early === undefined) {
      if (first > 0) return null;
      const target = this.#targetOf(call);
      early = await EarlyCall.begin(call, { ...this.#options, encoder: { ...encoder, sectionSamples }, target });
      this.#early.set(recordingId, early);
    }
    try {
      const progress = await early.advance(call);
      if (progress === null) this.dropEarly(recordingId);
      return progress;
    } catch (error) {
      this.dropEarly(recordingId);
      throw error;
    }
  }

  dropEarly(recordingId: RecordingId): void {
    this.#early.get(recordingId)?.[Symbol.dispose]();
    this.#early.delete(recordingId);
  }

  /** Null: there is more to do, by `continueCall`; others have their turn before. */
  encode(call: SpooledCall): Promise<CallResult | null> {
    const { recordingId } = call.description;
    this.#ended.set(recordingId, this.#encode(call));
    return this.continueCall(recordingId);
  }

  async continueCall(recordingId: RecordingId): Promise<CallResult | null> {
    const slices = this.#ended.get(recordingId);
    if (slices === undefined) throw new Error('the call is not being encoded');
    try {
      const { done, value } = await slices.next();
      if (done !== true) return null;
      this.#ended.delete(recordingId);
      return value;
    } catch (error) {
      this.#ended.delete(recordingId);
      throw error;
    }
  }

  async *#encode(call: SpooledCall): AsyncGenerator<undefined, CallResult> {
    return (yield* this.#encodeRest(call)) ?? (yield* this.#encodeAtOnce(call));
  }

  /** Null: there is no early part, or it is of no use. */
  async *#encodeRest(call: SpooledCall): AsyncGenerator<undefined, CallResult | null> {
    const known = this.#early.get(call.recordingId);
    if (known === undefined) return null;
    this.#early.delete(call.recordingId);
    using early = known;
    const { encodedMs: earlyMs, encoding, damaged } = early;
    try {
      const packets = await early.rest(call);
      if (packets === null) return null;
      yield* this.#push(encoding, packets);
      return encoding.hasRightRate(call) ? { recording: encoding.finish(call), damaged, earlyMs } : null;
    } catch {
      // What is wrong with the call itself shows again; what is wrong with the early part does not.
      this.#options.throwIfClosing();
      return null;
    }
  }

  async *#encodeAtOnce(call: SpooledCall): AsyncGenerator<undefined, CallResult> {
    let damaged: SpoolExtent[] = [];
    const packets = {
      // Each reading finds the same damage.
      [Symbol.iterator]: () => {
        damaged = [];
        return readSpooledCall(call, (extent) => damaged.push(extent));
      },
    };
    const { encoder, libraries } = this.#options;
    using encoding = await openEncoding({ call, packets, encoder, libraries, target: this.#targetOf(call) });
    yield* this.#push(encoding, packets);
    return { recording: encoding.finish(call), damaged, earlyMs: 0 };
  }

  /** An encoder without sections serves one call at a time. */
  *#push(encoding: CallEncoding, packets: Iterable<SpooledPacket>): Generator<undefined> {
    const { encoder, throwIfClosing } = this.#options;
    let count = 0;
    for (const packet of packets) {
      throwIfClosing();
      encoding.push(packet);
      count += 1;
      if (encoder.sectionSamples !== null && count % SLICE_PACKETS === 0) yield;
    }
  }

  /** What is left of a call that another recorder has taken over is another recording of it. */
  #targetOf({ description: { recordingId } }: Pick<SpooledCall, 'description'>): SealedTarget {
    return { recordingId, path: recordingPath(this.#options.folder, recordingId) };
  }
}
