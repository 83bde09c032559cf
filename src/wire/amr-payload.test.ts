import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { amrPayload } from '../../test/kit/encoded-packets.ts';
import { AMR_KINDS, type AmrName, readAmrPayload } from './amr-payload.ts';

/** A frame as in a file, filled with ones; bits behind its end are zero. */
function frameOf(type: number, bits: number): Uint8Array {
  const frame = new Uint8Array(1 + Math.ceil(bits / 8)).fill(0xff);
  frame[0] = (type << 3) | 4;
  if (bits % 8 > 0) frame[frame.length - 1] = (0xff << (8 - (bits % 8))) & 0xff;
  return frame;
}

const each = (Object.keys(AMR_KINDS) as AmrName[]).flatMap((name) =>
  [false, true].map((octetAligned) => ({ name, octetAligned })),
);

describe.each(each)('$name, octet-aligned: $octetAligned', ({ name, octetAligned }) => {
  const speech = AMR_KINDS[name].frameBits.slice(0, -1);

  it.each(speech.map((bits, type) => [type, bits]))('a frame of type %i', (type, bits) => {
    const frame = frameOf(type, bits);
    expect(readAmrPayload(name, amrPayload([frame], bits, octetAligned), octetAligned)).toEqual([frame]);
  });

  it('several frames in a packet', () => {
    const [bits] = speech;
    const frames = Array.from({ length: 12 }, () => frameOf(0, bits!));
    expect(readAmrPayload(name, amrPayload(frames, bits!, octetAligned), octetAligned)).toEqual(frames);
  });

  it('silence descriptors, empty and damaged frames have no speech', () => {
    const [sid, bits] = [speech.length, AMR_KINDS[name].frameBits.at(-1)!];
    expect(readAmrPayload(name, amrPayload([frameOf(sid, bits)], bits, octetAligned), octetAligned)).toEqual([null]);
    const empty = [frameOf(15, 0), frameOf(15, 0)];
    expect(readAmrPayload(name, amrPayload(empty, 0, octetAligned), octetAligned)).toEqual([null, null]);
    const damaged = frameOf(2, speech[2]!);
    damaged[0]! &= ~4;
    expect(readAmrPayload(name, amrPayload([damaged], speech[2]!, octetAligned), octetAligned)).toEqual([null]);
  });

  it('a payload in the other format is read, too', () => {
    const frame = frameOf(7, speech[7]!);
    expect(readAmrPayload(name, amrPayload([frame], speech[7]!, !octetAligned), octetAligned)).toEqual([frame]);
  });

  it('refuses reserved frame types, and what is too short or too long', () => {
    expect(readAmrPayload(name, amrPayload([frameOf(12, 0)], 0, octetAligned), octetAligned)).toBeNull();
    const whole = amrPayload([frameOf(5, speech[5]!)], speech[5]!, octetAligned);
    expect(readAmrPayload(name, whole.subarray(0, -1), octetAligned)).toBeNull();
    expect(readAmrPayload(name, Uint8Array.of(...whole, 0, 0, 0), octetAligned)).toBeNull();
    expect(readAmrPayload(name, new Uint8Array(0), octetAligned)).toBeNull();
    expect(readAmrPayload(name, new Uint8Array(1400).fill(0xff), octetAligned)).toBeNull();
  });
});

it('any bytes are frames of the right length, or refused', () => {
  fc.assert(
    fc.property(fc.constantFrom(...each), fc.uint8Array({ maxLength: 120 }), ({ name, octetAligned }, payload) => {
      for (const frame of readAmrPayload(name, payload, octetAligned) ?? []) {
        if (frame !== null) expect(frame.length).toBe(1 + Math.ceil(AMR_KINDS[name].frameBits[frame[0]! >> 3]! / 8));
      }
    }),
    { numRuns: 2000 },
  );
});
