/**
 * ITU-T G.722 at 64 kbit/s: two bands of ADPCM, 6 bits for 0–4 kHz and 2 bits for 4–8 kHz, joined by a quadrature mirror filter.
 * Names of blocks (INVQAL, LOGSCL, SCALEL, …) and tables are those of the recommendation (11/88, chapter 6).
 */

/** INVQAL's 4 bits (QM4), INVQBL's 6 bits (QM6) and INVQAH's 2 bits (QM2): quantizer levels, unit 1/32768 of the step. */
// biome-ignore format: tables of the recommendation
const QM4 = Int32Array.of(0, -20456, -12896, -8968, -6288, -4240, -2584, -1200, 20456, 12896, 8968, 6288, 4240, 2584, 1200, 0);
// biome-ignore format: tables of the recommendation
const QM6 = Int32Array.of(
  -136, -136, -136, -136, -24808, -21904, -19008, -16704, -14984, -13512, -12280, -11192, -10232, -9360, -8576, -7856,
  -7192, -6576, -6000, -5456, -4944, -4464, -4008, -3576, -3168, -2776, -2400, -2032, -1688, -1360, -1040, -728,
  24808, 21904, 19008, 16704, 14984, 13512, 12280, 11192, 10232, 9360, 8576, 7856, 7192, 6576, 6000, 5456,
  4944, 4464, 4008, 3576, 3168, 2776, 2400, 2032, 1688, 1360, 1040, 728, 432, 136, -432, -136,
);
const QM2 = Int32Array.of(-7408, -1616, 7408, 1616);

/** LOGSCL and LOGSCH: how a code changes the logarithm of the step. */
const RL42 = Int32Array.of(0, 7, 6, 5, 4, 3, 2, 1, 7, 6, 5, 4, 3, 2, 1, 0);
const WL = Int32Array.of(-60, -30, 58, 172, 334, 538, 1198, 3042);
const RH2 = Int32Array.of(2, 1, 2, 1);
const WH = Int32Array.of(0, -214, 798);
const MAX_LOG_STEP_LOW = 18_432;
const MAX_LOG_STEP_HIGH = 22_528;

/** SCALEL and SCALEH: the antilogarithm, 32 steps an octave. */
// biome-ignore format: tables of the recommendation
const ILB = Int32Array.of(
  2048, 2093, 2139, 2186, 2233, 2282, 2332, 2383, 2435, 2489, 2543, 2599, 2656, 2714, 2774, 2834,
  2896, 2960, 3025, 3091, 3158, 3228, 3298, 3371, 3444, 3520, 3597, 3676, 3756, 3838, 3922, 4008,
);

/** Every second coefficient of the 24-tap receive filter; the others are the same backwards. */
const QMF = Int32Array.of(3, -11, 12, 32, -210, 951, 3876, -805, 362, -156, 53, -11);
const QMF_TAPS = QMF.length;

/** Decodes one stream: each payload continues the one before. */
export class G722Decoder {
  readonly #low = new Band(32);
  readonly #high = new Band(8);
  /** Sums and differences of the bands, newest last, in pairs. */
  readonly #filter = new Int32Array(2 * QMF_TAPS);

  /** Decodes a payload: one byte is two samples of PCM s16 mono 16000 Hz (160 bytes = 20 ms). */
  decode(payload: Uint8Array): Int16Array {
    const pcm = new Int16Array(2 * payload.length);
    for (let at = 0; at < payload.length; at++) {
      const code = payload[at]!;
      const low = this.#lowBand(code & 0x3f);
      const high = this.#highBand(code >> 6);
      this.#join(low, high, pcm, 2 * at);
    }
    return pcm;
  }

  #lowBand(code: number): number {
    const band = this.#low;
    const code4 = code >> 2;
    const sample = clamp15(band.predicted + ((band.step * QM6[code]!) >> 15));
    const difference = (band.step * QM4[code4]!) >> 15;
    band.logStep = clamp(((band.logStep * 127) >> 7) + WL[RL42[code4]!]!, 0, MAX_LOG_STEP_LOW);
    band.step = stepOf(band.logStep, 8);
    band.adapt(difference);
    return sample;
  }

  #highBand(code: number): number {
    const band = this.#high;
    const difference = (band.step * QM2[code]!) >> 15;
    const sample = clamp15(difference + band.predicted);
    band.logStep = clamp(((band.logStep * 127) >> 7) + WH[RH2[code]!]!, 0, MAX_LOG_STEP_HIGH);
    band.step = stepOf(band.logStep, 10);
    band.adapt(difference);
    return sample;
  }

  /** RECA, RECB, ACCUMC, ACCUMD. */
  #join(low: number, high: number, pcm: Int16Array, at: number): void {
    const filter = this.#filter;
    filter.copyWithin(0, 2);
    filter[2 * QMF_TAPS - 2] = low + high;
    filter[2 * QMF_TAPS - 1] = low - high;
    let even = 0;
    let odd = 0;
    for (let tap = 0; tap < QMF_TAPS; tap++) {
      odd += filter[2 * tap]! * QMF[tap]!;
      even += filter[2 * tap + 1]! * QMF[QMF_TAPS - 1 - tap]!;
    }
    pcm[at] = clamp16(even >> 11);
    pcm[at + 1] = clamp16(odd >> 11);
  }
}

/** The adaptive predictor of a band (BLOCK4): two poles, six zeros. */
class Band {
  /** The prediction of the next sample. */
  predicted = 0;
  /** The quantizer's step and its logarithm. */
  step: number;
  logStep = 0;
  #zeroPart = 0;
  #pole1 = 0;
  #pole2 = 0;
  #reconstructed = 0;
  #partial1 = 0;
  #partial2 = 0;
  readonly #zeros = new Int32Array(6);
  readonly #differences = new Int32Array(6);

  constructor(step: number) {
    this.step = step;
  }

  adapt(difference: number): void {
    const reconstructed = clamp16(this.predicted + difference);
    const partial = clamp16(this.#zeroPart + difference);
    this.#adaptPoles(partial);
    this.#adaptZeros(difference);
    const polePart =
      ((this.#pole1 * clamp16(2 * reconstructed)) >> 15) + ((this.#pole2 * clamp16(2 * this.#reconstructed)) >> 15);
    this.#reconstructed = reconstructed;
    this.#partial2 = this.#partial1;
    this.#partial1 = partial;
    this.#zeroPart = this.#filterZeros();
    this.predicted = clamp16(clamp16(polePart) + this.#zeroPart);
  }

  /** UPPOL2, UPPOL1. */
  #adaptPoles(partial: number): void {
    const as1 = partial < 0 === this.#partial1 < 0;
    const as2 = partial < 0 === this.#partial2 < 0;
    const pole1Times4 = clamp16(this.#pole1 << 2);
    const change = Math.min(32_767, as1 ? -pole1Times4 : pole1Times4);
    const pole2 = clamp((change >> 7) + (as2 ? 128 : -128) + ((this.#pole2 * 32_512) >> 15), -12_288, 12_288);
    const limit = clamp16(15_360 - pole2);
    this.#pole1 = clamp(clamp16((as1 ? 192 : -192) + ((this.#pole1 * 32_640) >> 15)), -limit, limit);
    this.#pole2 = pole2;
  }

  /** UPZERO. */
  #adaptZeros(difference: number): void {
    const zeros = this.#zeros;
    const differences = this.#differences;
    const change = difference === 0 ? 0 : 128;
    for (let at = 0; at < zeros.length; at++) {
      const sameSign = differences[at]! < 0 === difference < 0;
      zeros[at] = clamp16((sameSign ? change : -change) + ((zeros[at]! * 32_640) >> 15));
    }
    differences.copyWithin(1, 0, 5);
    differences[0] = difference;
  }

  /** FILTEZ. */
  #filterZeros(): number {
    let sum = 0;
    for (let at = 0; at < 6; at++) sum += (this.#zeros[at]! * clamp16(2 * this.#differences[at]!)) >> 15;
    return clamp16(sum);
  }
}

function stepOf(logStep: number, exponentBase: number): number {
  const mantissa = ILB[(logStep >> 6) & 31]!;
  const shift = exponentBase - (logStep >> 11);
  return (shift < 0 ? mantissa << -shift : mantissa >> shift) << 2;
}

function clamp(value: number, lowest: number, highest: number): number {
  return value < lowest ? lowest : value > highest ? highest : value;
}

function clamp16(value: number): number {
  return clamp(value, -32_768, 32_767);
}

function clamp15(value: number): number {
  return clamp(value, -16_384, 16_383);
}
