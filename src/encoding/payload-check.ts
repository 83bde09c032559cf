/**
 * Codecs whose bytes are uneven as long as they are sound, with how many of them are looked at: of 8,000 bytes a second every fourth one is
 * enough, and costs a tenth of decoding it. Of the others (GSM, AMR, Opus) most random payloads are malformed, and so `undecodable`.
 */
const SAMPLED_EVERY: Readonly<Record<string, number>> = { PCMA: 4, PCMU: 4, G722: 4, L16: 4, G729: 1 };

/** Bytes are judged four seconds of G.711 at a time, at the end two seconds: of fewer chance alone makes an uneven distribution. */
const WINDOW_BYTES = 8_000;
const MIN_WINDOW_BYTES = 4_000;

/**
 * How uneven the bytes of encrypted media may be: chi-squared against the even distribution, by the number of bytes. Random
 * bytes give 255 / bytes, so 0.03 to 0.06; sound gives 0.24 at the very least, also white noise, because the steps of G.711 are
 * logarithmic and those of the others follow the sound. Only even white noise of full scale in L16 is like random bytes.
 */
const MAX_UNEVENNESS = 0.1;

/** A shorter payload is no sound: an event (RFC 4733: 4 bytes), comfort noise, a keep-alive. */
const MIN_SOUND_BYTES = 10;

/** Whether what arrives at a leg is the sound that was negotiated. */
export class PayloadCheck {
  readonly #counts = new Uint32Array(256);
  #sampled = 0;
  #noise = false;
  #undecodable = 0;

  /** Packets that no decoder of the leg takes. */
  get undecodable(): number {
    return this.#undecodable;
  }

  /** Whether payloads that were decoded were random bytes for some seconds: encrypted, or of another codec. */
  get isNoise(): boolean {
    return this.#noise || (this.#sampled >= MIN_WINDOW_BYTES && this.#isEven());
  }

  /** A payload that was decoded; `codec`: its RTP name. */
  addDecoded(codec: string, payload: Uint8Array): void {
    const step = SAMPLED_EVERY[codec];
    if (step === undefined) return;
    for (let at = 0; at < payload.length; at += step) this.#counts[payload[at]!]! += 1;
    this.#sampled += Math.ceil(payload.length / step);
    if (this.#sampled < WINDOW_BYTES) return;
    this.#noise ||= this.#isEven();
    this.#counts.fill(0);
    this.#sampled = 0;
  }

  addUndecodable(payload: Uint8Array): void {
    if (payload.length >= MIN_SOUND_BYTES) this.#undecodable += 1;
  }

  #isEven(): boolean {
    const expected = this.#sampled / this.#counts.length;
    const chiSquared = this.#counts.reduce((sum, count) => sum + (count - expected) ** 2, 0) / expected;
    return chiSquared / this.#sampled < MAX_UNEVENNESS;
  }
}
