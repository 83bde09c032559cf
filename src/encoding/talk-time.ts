/** How long each party talked, and how long nobody did, ms. Both may talk at once. */
export interface TalkTime {
  readonly callerMs: number;
  readonly calleeMs: number;
  readonly silenceMs: number;
  readonly longestSilenceMs: number;
}

/** A sample of this size is voice: 34 dB below full scale, above the noise of a line. */
const VOICE_SAMPLE = 640;
/** Shorter pauses, between words, belong to talking. */
const MAX_PAUSE_MS = 400;

/** Counts from the peaks of equal blocks, which are as they are drawn: a few additions for each 20 ms. */
export class TalkCounter {
  readonly #blockMs: number;
  #blocks = 0;
  readonly #caller = new Talk();
  readonly #callee = new Talk();
  readonly #anybody = new Talk();

  constructor(blockMs: number) {
    this.#blockMs = blockMs;
  }

  /** The peaks of the next block. */
  push(caller: number, callee: number): void {
    const maxPause = MAX_PAUSE_MS / this.#blockMs;
    const [isCaller, isCallee] = [caller >= VOICE_SAMPLE, callee >= VOICE_SAMPLE];
    if (isCaller) this.#caller.voiced(this.#blocks, maxPause);
    if (isCallee) this.#callee.voiced(this.#blocks, maxPause);
    if (isCaller || isCallee) this.#anybody.voiced(this.#blocks, maxPause);
    this.#blocks++;
  }

  get talkTime(): TalkTime {
    const [blocks, blockMs] = [this.#blocks, this.#blockMs];
    const lastGap = blocks - this.#anybody.end;
    return {
      callerMs: this.#caller.blocks * blockMs,
      calleeMs: this.#callee.blocks * blockMs,
      silenceMs: (blocks - this.#anybody.blocks) * blockMs,
      longestSilenceMs: Math.max(this.#anybody.longestGap, lastGap) * blockMs,
    };
  }
}

/** Of one voice, or of whoever talks. */
class Talk {
  /** With the pauses that belong to it. */
  blocks = 0;
  /** After the last block with voice. */
  end = 0;
  longestGap = 0;

  voiced(block: number, maxPause: number): void {
    const gap = block - this.end;
    const isPause = this.blocks > 0 && gap <= maxPause;
    this.blocks += isPause ? gap + 1 : 1;
    if (!isPause) this.longestGap = Math.max(this.longestGap, gap);
    this.end = block + 1;
  }
}
