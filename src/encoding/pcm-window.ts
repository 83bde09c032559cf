/** Sound that was taken out of memory. */
export interface StoredSound {
  readonly pcm: Int16Array;
  /** Puts it back where it was. */
  readonly restore: (pcm: Int16Array) => void;
}

/**
 * The part of a leg's sound that is not emitted yet: a ring buffer of samples over absolute positions, silent where
 * nothing was written. The owner keeps all its positions within one capacity.
 */
export class PcmWindow {
  readonly #capacity: number;
  /** Null: it is silent. */
  #ring: Int16Array | null = null;
  /** Behind the last sound. */
  #end = Number.NEGATIVE_INFINITY;

  /** `capacity`: samples, a power of two. */
  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  /** `table`: the sample of each byte of `pcm`; null: its samples are what they are. */
  write(position: number, pcm: Int16Array | Uint8Array, table: Int16Array | null = null): void {
    const ring = (this.#ring ??= new Int16Array(this.#capacity));
    this.#end = Math.max(this.#end, position + pcm.length);
    const at = this.#at(position);
    if (table !== null) {
      const mask = ring.length - 1;
      for (let index = 0; index < pcm.length; index++) ring[(at + index) & mask] = table[pcm[index]!]!;
      return;
    }
    const untilWrap = ring.length - at;
    if (pcm.length <= untilWrap) return ring.set(pcm, at);
    ring.set(pcm.subarray(0, untilWrap), at);
    ring.set(pcm.subarray(untilWrap));
  }

  /** A copy. */
  read(position: number, length: number): Int16Array {
    const ring = this.#ring;
    if (ring === null) return new Int16Array(length);
    return Int16Array.from({ length }, (_, at) => ring[this.#at(position + at)]!);
  }

  /** Adds the samples from `position` on to every target (all of one length), clipping, and clears them. */
  takeInto(targets: readonly Int16Array[], position: number): void {
    if (this.#ring === null || position >= this.#end) return;
    const length = targets[0]?.length ?? 0;
    for (let done = 0; done < length; ) {
      const from = this.#at(position + done);
      const piece = this.#ring.subarray(from, from + length - done);
      for (const target of targets) addClipped(target.subarray(done), piece);
      piece.fill(0);
      done += piece.length;
    }
  }

  /** Takes all sound out, of which none is before `position`, and frees the memory; null: it is silent. */
  takeOut(position: number): StoredSound | null {
    const pcm = new Int16Array(Math.max(0, this.#end - position));
    this.takeInto([pcm], position);
    this.#ring = null;
    return pcm.length === 0 ? null : { pcm, restore: (kept) => this.write(position, kept) };
  }

  #at(position: number): number {
    return position & (this.#capacity - 1);
  }
}

/** Adds `piece` to the beginning of `target`. */
export function addClipped(target: Int16Array, piece: Int16Array): void {
  for (let at = 0; at < piece.length; at++) {
    const sum = target[at]! + piece[at]!;
    target[at] = sum > 32767 ? 32767 : sum < -32768 ? -32768 : sum;
  }
}
