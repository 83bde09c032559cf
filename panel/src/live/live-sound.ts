/** Of the WAV file that the API sends: µ-law, 8000 Hz, the caller left and the callee right. */
const HEADER_BYTES = 46;
const SAMPLE_RATE = 8000;
/** Parts come twice a second: with this much in hand a late one leaves no gap. */
const LEAD_SECONDS = 0.6;
/** More in hand than that was held up on its way: what is heard would be old. */
const MAX_BEHIND_SECONDS = 4;

/** Takes the bytes of the stream, wherever they are cut, and returns what both parties said in them. */
export class SoundReader {
  #headerLeft = HEADER_BYTES;
  /** The caller's half of a sample whose other half has not come. */
  #left: number | null = null;

  take(bytes: Uint8Array): readonly [Float32Array<ArrayBuffer>, Float32Array<ArrayBuffer>] {
    const skipped = Math.min(this.#headerLeft, bytes.length);
    this.#headerLeft -= skipped;
    const codes = [...(this.#left === null ? [] : [this.#left]), ...bytes.subarray(skipped)];
    this.#left = codes.length % 2 === 1 ? codes.pop()! : null;
    const ofChannel = (channel: 0 | 1) =>
      Float32Array.from({ length: codes.length / 2 }, (_, at) => sampleOf(codes[2 * at + channel]!));
    return [ofChannel(0), ofChannel(1)];
  }
}

/** ITU-T G.711, µ-law; full scale is 1. */
function sampleOf(code: number): number {
  const bits = ~code & 0xff;
  const magnitude = ((((bits & 0x0f) << 3) + 0x84) << ((bits & 0x70) >> 4)) - 0x84;
  return (bits & 0x80 ? -magnitude : magnitude) / 0x8000;
}

/** Plays what comes, one part after the other. */
export class SoundPlayer {
  readonly #context: AudioContext;
  #playsUntil = 0;

  /** Within a click of the user: otherwise browsers play nothing. */
  constructor() {
    this.#context = new AudioContext({ sampleRate: SAMPLE_RATE });
    void this.#context.resume();
  }

  play(channels: ReturnType<SoundReader['take']>): void {
    const { length } = channels[0];
    const now = this.#context.currentTime;
    if (length === 0 || this.#playsUntil - now > MAX_BEHIND_SECONDS) return;
    if (this.#playsUntil < now) this.#playsUntil = now + LEAD_SECONDS;
    const buffer = this.#context.createBuffer(2, length, SAMPLE_RATE);
    for (const [channel, samples] of channels.entries()) buffer.copyToChannel(samples, channel);
    const source = this.#context.createBufferSource();
    source.buffer = buffer;
    source.connect(this.#context.destination);
    source.start(this.#playsUntil);
    this.#playsUntil += buffer.duration;
  }

  close(): void {
    void this.#context.close().catch(() => undefined);
  }
}
