import { fail, ok, type Result } from '../../base/result.ts';

const LF = 0x0a;
const CR = 0x0d;

/**
 * Cuts the bytes of a control connection into lines, however they were split on the way.
 *
 * A line ends with CR, LF or both; empty ones are passed over. CR alone must do: a client sends ABOR as
 * urgent data (RFC 959 §4.1.3), Node cannot ask for urgent data in line, so the last byte, the LF, is lost.
 */
export class CommandReader {
  readonly #limitBytes: number;
  #bytes: Buffer = Buffer.alloc(0);
  /** Where the search for the line's end goes on. */
  #searched = 0;

  constructor(limitBytes: number) {
    this.#limitBytes = limitBytes;
  }

  push(bytes: Buffer): void {
    this.#bytes = this.#bytes.length === 0 ? bytes : Buffer.concat([this.#bytes, bytes]);
  }

  /** The next whole line without its end; null when none is there yet. */
  next(): Result<Buffer | null, 'line-too-long'> {
    for (;;) {
      const end = this.#endOfLine();
      if ((end ?? this.#bytes.length) > this.#limitBytes) return fail('line-too-long');
      if (end === null) return ok(null);
      const line = this.#bytes.subarray(0, end);
      this.#bytes = this.#bytes.subarray(end + 1);
      this.#searched = 0;
      if (line.length > 0) return ok(line);
    }
  }

  #endOfLine(): number | null {
    for (let at = this.#searched; at < this.#bytes.length; at++) {
      if (this.#bytes[at] === LF || this.#bytes[at] === CR) return at;
    }
    this.#searched = this.#bytes.length;
    return null;
  }
}
