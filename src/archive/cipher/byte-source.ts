/** Takes bytes from a stream in the lengths its reader wants, whatever pieces they come in. */
export class ByteSource {
  readonly #pieces: AsyncIterator<Buffer>;
  #rest: Buffer = Buffer.alloc(0);

  constructor(stream: AsyncIterable<Buffer>) {
    this.#pieces = stream[Symbol.asyncIterator]();
  }

  /** The next `length` bytes; fewer only where the stream ends. */
  async take(length: number): Promise<Buffer> {
    const parts = this.#rest.length === 0 ? [] : [this.#rest];
    let have = this.#rest.length;
    while (have < length) {
      const { value, done } = await this.#pieces.next();
      if (done) break;
      parts.push(value);
      have += value.length;
    }
    const bytes = parts.length === 1 ? parts[0]! : Buffer.concat(parts);
    this.#rest = bytes.subarray(length);
    return bytes.subarray(0, length);
  }
}
