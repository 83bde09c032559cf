/**
 * The part of a leg's sound that is still open: a ring of samples over absolute positions. What nobody wrote
 * is silence. The owner keeps all open positions within one capacity.
 */
export class PcmWindow {
  readonly #ring: Int16Array;
  readonly #mask: number;

  /** `capacity`: samples, a power of two. */
  constructor(capacity: number) {
    this.#ring = new Int16Array(capacity);
    this.#mask = capacity - 1;
  }

  write(position: number, pcm: Int16Array): void {
    for (let index = 0; index < pcm.length; index++) this.#ring[(position + index) & this.#mask] = pcm[index]!;
  }

  /** Adds the samples from `position` on to every target (all of one length), clipping, and clears them. */
  takeInto(targets: readonly Int16Array[], position: number): void {
    const length = targets[0]?.length ?? 0;
    for (let index = 0; index < length; index++) {
      const at = (position + index) & this.#mask;
      const sample = this.#ring[at]!;
      this.#ring[at] = 0;
      for (const target of targets) target[index] = clipped(target[index]! + sample);
    }
  }
}

function clipped(sample: number): number {
  return sample > 32767 ? 32767 : sample < -32768 ? -32768 : sample;
}
