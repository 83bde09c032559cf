import { expect, test, vi } from 'vitest';
import { LegSound } from './leg-sound.ts';
import { Resampler } from './resampler.ts';

const SLICE = 4000;
const CAPACITY = 131_072;

/** Half a second of a tone, at 8000 Hz. */
const tone = Int16Array.from({ length: SLICE }, (_, at) =>
  Math.round(8000 * Math.sin((2 * Math.PI * 440 * at) / 8000)),
);

/** A wideband recording of a narrowband leg that is heard in these slices. */
function played(slices: number, heard: readonly number[]): readonly Int16Array[] {
  const sound = new LegSound(16_000, CAPACITY);
  return Array.from({ length: slices }, (_, slice) => {
    if (heard.includes(slice)) sound.write(slice * SLICE, { pcm: tone, table: null, sampleRateHz: 8000 });
    const target = new Int16Array(2 * SLICE);
    sound.takeInto([target], slice * SLICE);
    return target;
  });
}

test('a leg of another rate is converted only where it is heard, and sounds the same after a silence', () => {
  const push = vi.spyOn(Resampler.prototype, 'push');
  const slices = played(100, [0, 60]);
  expect(push.mock.calls.length).toBeLessThan(10);
  expect(slices[60]).toEqual(slices[0]);
  expect(slices[61]).toEqual(slices[1]);
  expect(slices[99]!.every((sample) => sample === 0)).toBe(true);
  push.mockRestore();
});
