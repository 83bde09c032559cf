import { expect, it } from 'vitest';
import { SoundReader } from './live-sound.ts';

/** Silence is 0xff; 0x80 and 0x00 are the loudest samples. */
const STREAM = Uint8Array.from([...Buffer.alloc(46, 1), 0xff, 0x80, 0x00, 0xff, 0xff, 0x00]);

it('reads both parties, wherever the stream is cut', () => {
  const whole = new SoundReader().take(STREAM).map((channel) => [...channel]);
  expect(whole.map((channel) => channel.map((sample) => Math.round(sample * 100) / 100))).toEqual([
    [0, -0.98, 0],
    [0.98, 0, -0.98],
  ]);
  for (let cut = 0; cut <= STREAM.length; cut++) {
    const reader = new SoundReader();
    const parts = [STREAM.subarray(0, cut), STREAM.subarray(cut)].map((part) => reader.take(part));
    expect([0, 1].map((channel) => parts.flatMap((part) => [...part[channel]!]))).toEqual(whole);
  }
});
