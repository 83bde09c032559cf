import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { encoded, heard, toneOf } from '../kit/encoded-audio.ts';

const FOLDER = new URL('audio/', import.meta.url).pathname;

/** Each has a tone of 440 Hz in one channel. An MP3 is as loud as it was, and as long as its frames. */
const FILES = {
  'alaw-16bits.wav': { durationMs: 2000, level: 0.35, damaged: false },
  'block0.wav': { durationMs: 2000, level: 0.35, damaged: false },
  'sox-pipe.wav': { durationMs: 2000, level: 0.35, damaged: false },
  'id3v1-twice.mp3': { durationMs: 2038, level: 0.084, damaged: false },
  'two-id3.mp3': { durationMs: 2038, level: 0.084, damaged: false },
  'zeros-behind.mp3': { durationMs: 2038, level: 0.084, damaged: false },
  'lost-bytes-middle.mp3': { durationMs: 2011, level: 0.06, damaged: true },
};

test('each file of the folder is in the table', () => {
  expect(readdirSync(FOLDER).sort()).toEqual(Object.keys(FILES).sort());
});

test.each(Object.entries(FILES))('%s', async (name, { durationMs, level, damaged }) => {
  const upload = await encoded(readFileSync(join(FOLDER, name)));
  expect(upload).toMatchObject({ mixed: true, cut: false, damaged, recording: { durationMs } });
  const { caller, durationMs: heardMs } = await heard(upload);
  // A decoder that reads from a pipe does not cut the end that the encoder added.
  expect(heardMs - durationMs).toBeGreaterThan(-2);
  expect(heardMs - durationMs).toBeLessThan(75);
  const tone = toneOf(caller, [300, 440, 880, 1000]);
  expect(tone.hz).toBe(440);
  expect(tone.level / level).toBeGreaterThan(0.8);
  expect(tone.level / level).toBeLessThan(1.25);
  const { waveform } = upload.recording;
  expect(Math.abs(waveform.caller.length * waveform.sliceMs - durationMs)).toBeLessThanOrEqual(waveform.sliceMs);
  expect(Math.max(...waveform.caller)).toBeGreaterThan(20);
});
