import { describe, expect, test } from 'vitest';
import { opusPacketMs } from './opus-packet.ts';

const bytes = (...content: (number | readonly number[])[]): Uint8Array => Uint8Array.from(content.flat());
const zeros = (count: number): number[] => Array.from({ length: count }, () => 0);
/** TOC of a SILK frame of 20 ms and of a CELT frame of 20 ms, with the code. */
const silk = (code: number): number => (1 << 3) | code;
const celt = (code: number): number => (31 << 3) | code;

describe('opusPacketMs', () => {
  test.each<readonly [string, Uint8Array, number]>([
    ['DTX: a TOC byte alone', bytes(silk(0)), 20],
    ['one frame', bytes(celt(0), zeros(80)), 20],
    ['one frame of 60 ms', bytes(3 << 3, zeros(80)), 60],
    ['one frame of 2.5 ms', bytes(16 << 3, zeros(8)), 2.5],
    ['two equal frames', bytes(celt(1), zeros(80)), 40],
    ['two frames, the length of the first in one byte', bytes(celt(2), 10, zeros(30)), 40],
    ['two frames, the length of the first in two bytes', bytes(celt(2), 252, 1, zeros(256)), 40],
    ['three equal frames', bytes(celt(3), 3, zeros(30)), 60],
    ['three different frames', bytes(celt(3), 0x80 | 3, 4, 5, zeros(20)), 60],
    ['one frame with padding', bytes(celt(3), 0x40 | 1, 255, 2, zeros(10), zeros(256)), 20],
  ])('%s', (_, packet, ms) => expect(opusPacketMs(packet)).toBe(ms));

  test.each<readonly [string, Uint8Array]>([
    ['nothing', bytes()],
    ['a frame that is too long', bytes(celt(0), zeros(1276))],
    ['two equal frames of an odd length', bytes(celt(1), zeros(5))],
    ['a first frame longer than the packet', bytes(celt(2), 40, zeros(30))],
    ['a cut length', bytes(celt(2), 252)],
    ['no frame count', bytes(celt(3))],
    ['no frames', bytes(celt(3), 0, zeros(10))],
    ['more than 120 ms', bytes(celt(3), 7, zeros(70))],
    ['equal frames that do not divide the packet', bytes(celt(3), 3, zeros(31))],
    ['frames longer than the packet', bytes(celt(3), 0x80 | 3, 40, 50, zeros(20))],
    ['padding longer than the packet', bytes(celt(3), 0x40 | 1, 200, zeros(10))],
    ['padding without an end', bytes(celt(3), 0x40 | 1, 255, 255)],
  ])('no Opus packet: %s', (_, packet) => expect(opusPacketMs(packet)).toBeNull());
});
