import { expect, test } from 'vitest';
import { contentOf } from '../../test/kit/sealed-audio.ts';
import { decodeRecording } from '../../test/kit/decoded-recording.ts';
import { g711Leg, inOrderOfArrival, levelOf, rtpStream, tone } from '../../test/kit/synthetic-rtp.ts';
import { temporaryFolder } from '../../test/kit/temporary-folder.ts';
import { newId, type RecordingId } from '../base/ids.ts';
import { encodeCall } from './encode-call.ts';
import { loadMp3Encoder } from './load-mp3-encoder.ts';

const T0 = Date.parse('2026-03-10T10:00:00Z');
const MS = 8;

async function recorded(channels: readonly ('caller' | 'callee' | 'mixed')[], amplitude: number) {
  const legs = channels.map((channel, leg) => g711Leg(leg, channel));
  const packets = inOrderOfArrival(
    ...legs.map(({ leg }) => rtpStream(tone(1000, 2000, amplitude), { leg, startAt: T0 })),
  );
  const encoded = await encodeCall({
    call: { captureStartedAt: T0, endedAt: T0 + 2000, legs },
    packets,
    encoder: await loadMp3Encoder('lame'),
    libraries: new Map(),
    target: { recordingId: newId<RecordingId>(T0), path: `${temporaryFolder()}/level.mp3` },
  });
  const { caller, callee } = await decodeRecording(contentOf(encoded));
  return { caller: caller.subarray(500 * MS, 1500 * MS), callee: callee.subarray(500 * MS, 1500 * MS) };
}

const decibels = (level: number, of: number): number => 20 * Math.log10(level / of);

test.each([300, 3000, 24_000])(
  'a tone of amplitude %d comes out as loud as it went in, within 0.3 dB',
  async (amplitude) => {
    const { caller, callee } = await recorded(['caller', 'callee'], amplitude);
    expect(Math.abs(decibels(levelOf(1000, caller), amplitude))).toBeLessThan(0.3);
    expect(Math.abs(decibels(levelOf(1000, callee), amplitude))).toBeLessThan(0.3);
  },
);

test('two parties in one channel add up, and are not cut off while their sum fits', async () => {
  const { caller } = await recorded(['mixed', 'mixed'], 14_000);
  expect(Math.abs(decibels(levelOf(1000, caller), 28_000))).toBeLessThan(0.3);
  // Nothing of what clipping adds.
  expect(levelOf(3000, caller)).toBeLessThan(100);
});
