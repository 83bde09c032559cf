import type { LegCodec } from '../../spool/index.ts';
import { type G711Law, g711Table } from '../../wire/g711.ts';
import { G722Decoder } from '../../wire/g722.ts';
import { rtpHeaderBytes } from '../../wire/rtp/index.ts';

/** What is not louder is silence: the noise of an analogue line is louder. */
const SILENCE_DBFS = -90;

/** The power of each code's sample, full scale is 1. */
const POWERS: Readonly<Record<G711Law, Float64Array>> = { PCMA: powersOf('PCMA'), PCMU: powersOf('PCMU') };

/** How loud a stream is, from its payloads. For G.711 a look-up for each byte; G.722 is decoded, L16 read; others are not known. */
export class LevelMeter {
  readonly #codecs: readonly LegCodec[];
  readonly #isEncrypted: boolean;
  /** What a packet before has left: packets may be missing, which a level does not show. */
  readonly #g722 = new G722Decoder();
  #power = 0;
  #samples = 0;
  #isUnknown = false;
  /** Of the last packet of sound. */
  #codec: string | null = null;

  constructor(codecs: readonly LegCodec[], isEncrypted: boolean) {
    this.#codecs = codecs;
    this.#isEncrypted = isEncrypted;
  }

  /** An RTP packet. */
  add(bytes: Uint8Array): void {
    const payloadType = bytes[1]! & 0x7f;
    const name = this.#nameOf(payloadType);
    if (name === undefined || name === 'TELEPHONE-EVENT' || name === 'CN') return;
    this.#codec = name;
    const start = rtpHeaderBytes(bytes);
    if (this.#isEncrypted || start === null) this.#isUnknown = true;
    else if (name === 'PCMU' || name === 'PCMA') this.#addCodes(bytes, start, POWERS[name]);
    else if (name === 'G722') this.#addSamples(this.#g722.decode(bytes.subarray(start)));
    else if (name === 'L16') this.#addL16(bytes, start);
    else this.#isUnknown = true;
  }

  /** Since it was read before, dBFS; null: nothing came, or nobody knows how loud it is. */
  read(): { readonly dbfs: number | null; readonly codec: string | null; readonly isUnknown: boolean } {
    const mean = this.#samples === 0 ? 0 : this.#power / this.#samples;
    const dbfs = this.#samples === 0 ? null : Math.max(SILENCE_DBFS, Math.round(10 * Math.log10(mean)));
    const read = { dbfs, codec: this.#codec, isUnknown: this.#isUnknown };
    this.#power = this.#samples = 0;
    this.#isUnknown = false;
    return read;
  }

  /** As of the last offer; static ones also where they were not offered. */
  #nameOf(payloadType: number): string | undefined {
    const codec = this.#codecs.findLast((known) => known.payloadType === payloadType);
    return codec?.name ?? { 0: 'PCMU', 8: 'PCMA', 9: 'G722' }[payloadType];
  }

  #addCodes(bytes: Uint8Array, start: number, powers: Float64Array): void {
    let power = 0;
    for (let at = start; at < bytes.length; at++) power += powers[bytes[at]!]!;
    this.#power += power;
    this.#samples += bytes.length - start;
  }

  #addSamples(samples: Int16Array): void {
    for (const sample of samples) this.#power += (sample / 0x8000) ** 2;
    this.#samples += samples.length;
  }

  #addL16(bytes: Uint8Array, start: number): void {
    for (let at = start; at + 1 < bytes.length; at += 2) {
      this.#power += ((((bytes[at]! << 24) | (bytes[at + 1]! << 16)) >> 16) / 0x8000) ** 2;
      this.#samples++;
    }
  }
}

function powersOf(law: G711Law): Float64Array {
  return Float64Array.from(g711Table(law), (sample) => (sample / 0x8000) ** 2);
}
