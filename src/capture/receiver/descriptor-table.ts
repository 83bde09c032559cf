const PORTS = 65_536;

/**
 * Which descriptor is open on which port, in memory shared between threads. The descriptors that the batch receiver opens
 * belong to the process: when its thread dies they stay open, and packets wait in them for the next thread.
 */
export class DescriptorTable {
  readonly #words: Int32Array<SharedArrayBuffer>;

  /** `shared`: of the table in another thread. */
  constructor(shared = new SharedArrayBuffer(PORTS * Int32Array.BYTES_PER_ELEMENT)) {
    this.#words = new Int32Array(shared);
  }

  get shared(): SharedArrayBuffer {
    return this.#words.buffer;
  }

  /** Null: nothing is open on the port. */
  get(port: number): number | null {
    const word = this.#words[port]!;
    return word === 0 ? null : word - 1;
  }

  set(port: number, descriptor: number): void {
    this.#words[port] = descriptor + 1;
  }

  delete(port: number): void {
    this.#words[port] = 0;
  }

  /** The ports with an open descriptor. */
  *ports(): Generator<number> {
    for (let port = 0; port < PORTS; port++) if (this.#words[port] !== 0) yield port;
  }
}
