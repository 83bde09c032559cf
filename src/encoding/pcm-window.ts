/**
 * The part of a leg's sound that is not emitted yet: a ring buffer of samples over absolute positions, silent where
 * nothing was written. The owner keeps all its positions within one capacity.
 */
export class PcmWindow {
  readonly #ring: Int16Array;

  /** `capacity`: samples, a power of two. */
  constructor(capacity: number) {
    this.#ring = new Int16Array(capacity);
  }

  write(position: number, pcm: Int16Array): void {
    const untilWrap = this.#ring.length - this.#at(position);
    this.#ring.set(pcm.subarray(0, untilWrap), this.#at(position));
    if (pcm.length > untilWrap) this.#ring.set(pcm.subarray(untilWrap));
  }

  /** Adds the samples from `position` on to every target (all of one length), clipping, and clears them. */
  takeInto(targets: readonly Int16Array[], position: number): void {
    const length = targets[0]?.length ?? 0;
    for (let done = 0; done < length; ) {
      const from = this.#at(position + done);
      const piece = this.#ring.subarray(from, from + length - done);
      for (const target of targets) addClipped(target.subarray(done), piece);
      piece.fill(0);
      done += piece.length;
    }
  }

  #at(position: number): number {
    return position & (this.#ring.length - 1);
  }
}

/** Adds `piece` to the beginning of `target`. */
export function addClipped(target: Int16Array, piece: Int16Array): void {
  for (let at = 0; at < piece.length; at++) {
    const sum = target[at]! + piece[at]!;
    target[at] = sum > 32767 ? 32767 : sum < -32768 ? -32768 : sum;
  }
}
