/** One command of the client (RFC 959 §4.1). */
export interface Command {
  /** In capitals. */
  readonly verb: string;
  /** Everything after the first space, spaces of a file's name included. */
  readonly argument: string;
}

/** Reads a line without its end. Any bytes make a command; one without sense gets its error from the table. */
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
 * The line without Telnet commands, which come before ABOR (RFC 959 §4.1.3: IP and Synch). As urgent data
 * they lose one byte on the way: IAC IP IAC, or a data mark with no IAC before it, must be understood too.
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
