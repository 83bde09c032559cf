import { fail, ok, type Result } from '../../base/result.ts';

const LF = 0x0a;
const CR = 0x0d;

/**
 * Cuts the bytes of a control connection into lines, however they were split on the way.
 *
 * A line ends with CR, LF or both; empty ones are skipped. CR alone must be enough: a client sends ABOR as
 * urgent data (RFC 959 §4.1.3), Node cannot read urgent data in line, so the last byte, the LF, is lost.
 */
export class CommandReader {
  readonly #limitBytes: number;
  #bytes: Buffer = Buffer.alloc(0);
  /** Where the search for the line's end continues. */
  #searched = 0;

  constructor(limitBytes: number) {
    this.#limitBytes = limitBytes;
  }

  push(bytes: Buffer): void {
    this.#bytes = this.#bytes.length === 0 ? bytes : Buffer.concat([this.#bytes, bytes]);
  }

  /** The next complete line without its end; null when there is none yet. */
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

/** One command of the client (RFC 959 §4.1). */
export interface Command {
  /** In capitals. */
  readonly verb: string;
  /** Everything after the first space, also further spaces: they belong to a file's name. */
  readonly argument: string;
}

/** Reads a line without its end. Any bytes make a command; `handlerOf` answers an unknown one with 500. */
export function readCommand(line: Buffer): Command {
  const text = withoutTelnet(line).toString('utf8');
  const space = text.indexOf(' ');
  if (space === -1) return { verb: text.toUpperCase(), argument: '' };
  return { verb: text.slice(0, space).toUpperCase(), argument: text.slice(space + 1) };
}

// RFC 854: IAC begins a Telnet command; WILL, WONT, DO and DONT (251–254) are followed by an option.
const IAC = 0xff;
const FIRST_TELNET_COMMAND = 0xf0;
const WILL = 0xfb;
const DONT = 0xfe;
const DATA_MARK = 0xf2;

/**
 * The line without Telnet commands, which precede ABOR (RFC 959 §4.1.3: IP and Synch). As urgent data they lose one
 * byte on the way, so IAC IP IAC and a data mark without its IAC are removed too.
 */
function withoutTelnet(line: Buffer): Buffer {
  if (!line.includes(IAC) && line[0] !== DATA_MARK) return line;
  const kept: number[] = [];
  for (let at = 0; at < line.length; at++) {
    const byte = line[at]!;
    if (byte === IAC) at += telnetCommandLength(line[at + 1]);
    else if (byte !== DATA_MARK || kept.length > 0) kept.push(byte);
  }
  return Buffer.from(kept);
}

/** Bytes that belong to the IAC before `next`. */
function telnetCommandLength(next: number | undefined): number {
  if (next === undefined || next < FIRST_TELNET_COMMAND || next === IAC) return 0;
  return next >= WILL && next <= DONT ? 2 : 1;
}
