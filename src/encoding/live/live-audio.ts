import type { SpooledPacket } from '../../spool/index.ts';
import { encodeG711 } from '../../wire/g711.ts';
import { type CallDecoders, openDecoders } from '../decoders/open-decoders.ts';
import type { LibraryDecoders } from '../decoders/library-decoders.ts';
import { type CallAudio, TimeLine } from '../time-line.ts';

/** Of codecs whose sound is decoded at 16000 Hz; Opus only is. */
const WIDEBAND = ['OPUS', 'G722'];

/** The sound of a call while it runs: µ-law, 8000 Hz, caller left and callee right, a byte each in turn. */
export class LiveAudio {
  readonly #libraries: LibraryDecoders;
  #timeLine: TimeLine | null = null;
  #decoders: CallDecoders | null = null;
  #chunks: Uint8Array[] = [];

  constructor(libraries: LibraryDecoders) {
    this.#libraries = libraries;
  }

  /** What there is to hear until an instant, Unix ms; silence where nothing came. Packets that come later, of before it, are left out. */
  async take(call: CallAudio, packets: readonly SpooledPacket[], until: number): Promise<Uint8Array> {
    if (this.#timeLine?.update(call) !== true) await this.#begin(call);
    for (const packet of packets) this.#timeLine!.push(packet);
    this.#timeLine!.advance(until);
    const chunks = this.#chunks;
    this.#chunks = [];
    return Buffer.concat(chunks);
  }

  close(): void {
    this.#decoders?.[Symbol.dispose]();
  }

  async #begin(call: CallAudio): Promise<void> {
    const isWide = call.legs.some(({ codecs }) => codecs.some(({ name }) => WIDEBAND.includes(name)));
    const sampleRateHz = isWide ? 16_000 : 8000;
    this.#decoders?.[Symbol.dispose]();
    this.#decoders = await openDecoders(call.legs, sampleRateHz, this.#libraries);
    this.#timeLine = new TimeLine({ ...call, sampleRateHz, decoderOf: this.#decoders.decoderOf }, (left, right) =>
      this.#chunks.push(interleaved(narrow(left, isWide), narrow(right, isWide))),
    );
  }
}

/** The mean of each two samples: for a telephone's ear enough of a filter. */
function narrow(samples: Int16Array, isWide: boolean): Int16Array {
  if (!isWide) return samples;
  return Int16Array.from({ length: samples.length >> 1 }, (_, at) => (samples[2 * at]! + samples[2 * at + 1]!) >> 1);
}

function interleaved(left: Int16Array, right: Int16Array): Uint8Array {
  const [one, other] = [encodeG711('PCMU', left), encodeG711('PCMU', right)];
  const both = new Uint8Array(2 * one.length);
  for (let at = 0; at < one.length; at++) {
    both[2 * at] = one[at]!;
    both[2 * at + 1] = other[at]!;
  }
  return both;
}
