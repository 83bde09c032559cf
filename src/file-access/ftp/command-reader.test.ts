import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Command, CommandReader, readCommand } from './command-reader.ts';

const LIMIT = 32;

/** What the reader makes of the pieces, read out after each; ends with the failure where there is one. */
function linesOf(pieces: readonly Buffer[]): string[] {
  const reader = new CommandReader(LIMIT);
  const lines: string[] = [];
  for (const piece of pieces) {
    reader.push(piece);
    for (;;) {
      const line = reader.next();
      if (!line.ok) return [...lines, line.reason];
      if (line.value === null) break;
      lines.push(line.value.toString('latin1'));
    }
  }
  return lines;
}

function cut(bytes: Buffer, places: readonly number[]): Buffer[] {
  const ends = [...places.map((place) => place % (bytes.length + 1)), bytes.length].sort((a, b) => a - b);
  return ends.map((end, index) => bytes.subarray(index === 0 ? 0 : ends[index - 1]!, end));
}

describe('CommandReader', () => {
  test('ends a line with CR LF, LF or CR, and passes over empty ones', () => {
    expect(linesOf([Buffer.from('USER a\r\nPASS b\n\r\n\nABOR\rNOOP')])).toEqual(['USER a', 'PASS b', 'ABOR']);
  });

  test('takes a line of the limit and fails for one byte more, ended or not', () => {
    expect(linesOf([Buffer.from(`${'x'.repeat(LIMIT)}\n`)])).toEqual(['x'.repeat(LIMIT)]);
    expect(linesOf([Buffer.from('NOOP\r\n'), Buffer.alloc(LIMIT + 1, 'x')])).toEqual(['NOOP', 'line-too-long']);
    expect(linesOf([Buffer.from(`${'x'.repeat(LIMIT + 1)}\r\n`)])).toEqual(['line-too-long']);
  });

  test('gives the same lines however the bytes are split', () => {
    const ends = fc.constantFrom('\r\n', '\n', '\r', '');
    const words = fc.oneof(fc.string({ maxLength: 40 }), fc.constantFrom('USER a', 'ABOR', '\xff\xf4\xff\xf2'));
    const text = fc.array(fc.tuple(words, ends)).map((parts) => parts.flat().join(''));
    const anything = fc.oneof(
      text.map((value) => Buffer.from(value, 'latin1')),
      fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
    );
    fc.assert(
      fc.property(anything, fc.array(fc.nat(), { maxLength: 20 }), (bytes, places) => {
        expect(linesOf(cut(bytes, places))).toEqual(linesOf([bytes]));
      }),
    );
  });
});

const read = (text: string): Command => readCommand(Buffer.from(text, 'latin1'));

describe('readCommand', () => {
  test('parts the verb from its argument, whose spaces stay', () => {
    expect(read('retr  a b ')).toEqual({ verb: 'RETR', argument: ' a b ' });
    expect(read('NOOP')).toEqual({ verb: 'NOOP', argument: '' });
    expect(readCommand(Buffer.from('CWD zażółć'))).toEqual({ verb: 'CWD', argument: 'zażółć' });
  });

  test.each([
    ['\xff\xf4\xff\xf2ABOR', 'IP and Synch'],
    ['\xff\xf4\xffABOR', 'without the data mark'],
    ['\xff\xf4\xf2ABOR', 'without the IAC of the data mark'],
    ['\xf2ABOR', 'a data mark alone'],
    ['\xff\xfb\x01ABOR\xff', 'an option, an IAC at the end'],
  ])('drops Telnet commands: %j, %s', (line) => {
    expect(read(line)).toEqual({ verb: 'ABOR', argument: '' });
  });

  test('makes a command of any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 100 }), (bytes) => {
        const { verb, argument } = readCommand(Buffer.from(bytes));
        expect(verb).not.toContain(' ');
        expect(verb.length + argument.length).toBeLessThanOrEqual(300);
      }),
    );
  });
});
