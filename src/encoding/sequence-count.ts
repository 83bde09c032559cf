import { unwrapSerial16 } from '../wire/rtp/index.ts';

/** A larger step forward is a restart of the sender, not loss (RFC 3550 appendix A.1, MAX_DROPOUT). */
const MAX_DROPOUT = 3000;
/** A larger step back is a restart too (MAX_MISORDER there is 100; a stalled network delays more). */
const MAX_MISORDER = 1000;
/** Sequence numbers remembered to detect duplicates; a power of two above MAX_MISORDER. */
const REMEMBERED = 1024;

type SequenceResult = 'new' | 'duplicate';

/** Counts lost, duplicate and reordered packets of a stream by their sequence numbers. */
export class SequenceCount {
  duplicates = 0;
  reordered = 0;
  /** Of the runs before the current one. */
  #lostBefore = 0;
  /** Unwrapped numbers of the current run: the packets that one sender numbers continuously. */
  #lowest = 0;
  #highest = 0;
  #received = 0;
  readonly #seen = new Float64Array(REMEMBERED);

  /** Numbers missing between the lowest and the highest of each run. */
  get lost(): number {
    return this.#lostBefore + this.#missing();
  }

  add(sequenceNumber: number): SequenceResult {
    if (this.#received === 0) return this.#begin(sequenceNumber);
    const number = unwrapSerial16(this.#highest, sequenceNumber);
    const step = number - this.#highest;
    if (step > MAX_DROPOUT || step < -MAX_MISORDER) {
      this.restart();
      return this.#begin(sequenceNumber);
    }
    if (this.#seen[number & (REMEMBERED - 1)] === number) {
      this.duplicates += 1;
      return 'duplicate';
    }
    if (step < 0) this.reordered += 1;
    return this.#take(number);
  }

  /** The next packet begins a new run: another sender, or the same one restarted. */
  restart(): void {
    this.#lostBefore += this.#missing();
    this.#received = 0;
  }

  #missing(): number {
    return this.#received === 0 ? 0 : this.#highest - this.#lowest + 1 - this.#received;
  }

  #begin(sequenceNumber: number): SequenceResult {
    this.#seen.fill(Number.NaN);
    this.#lowest = sequenceNumber;
    this.#highest = sequenceNumber;
    return this.#take(sequenceNumber);
  }

  #take(number: number): SequenceResult {
    this.#seen[number & (REMEMBERED - 1)] = number;
    this.#lowest = Math.min(this.#lowest, number);
    this.#highest = Math.max(this.#highest, number);
    this.#received += 1;
    return 'new';
  }
}
