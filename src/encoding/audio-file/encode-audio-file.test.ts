import { createHash } from 'node:crypto';
import { truncateSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hasTone, decodeRecording } from '../../../test/kit/decoded-recording.ts';
import { temporaryFolder } from '../../../test/kit/temporary-folder.ts';
import { riff, wavChunk, wavFile, wavFormat } from '../../../test/kit/wav-file.ts';
import { contentOf } from '../../../test/kit/sealed-audio.ts';
import { writtenTemporaryFile } from '../../../test/kit/temporary-audio.ts';
import { newId, type RecordingId } from '../../base/ids.ts';
import { loadMp3Encoder } from '../load-mp3-encoder.ts';
import type { EncodedAudioFile } from './audio-file.ts';
import { encodeAudioFile } from './encode-audio-file.ts';
import { findFfmpeg } from './ffmpeg-command.ts';

const LEFT_HZ = 440;
const RIGHT_HZ = 1000;
/** ffmpeg leaves up to a frame of what the encoder added. */
const FRAMES_AROUND_MS = 80;
const encoder = await loadMp3Encoder('auto');

function tone(frequencyHz: number, sampleRateHz: number, seconds: number): Float32Array {
  return Float32Array.from(
    { length: Math.round(sampleRateHz * seconds) },
    (_, at) => 0.3 * Math.sin((2 * Math.PI * frequencyHz * at) / sampleRateHz),
  );
}

const stereo = (sampleRateHz: number, seconds: number): Float32Array[] =>
  [LEFT_HZ, RIGHT_HZ].map((frequencyHz) => tone(frequencyHz, sampleRateHz, seconds));

function encode(
  content: Uint8Array,
  folder = temporaryFolder(),
  throwIfClosing: () => void = () => undefined,
  ffmpeg: string | null = findFfmpeg(),
) {
  const file = writtenTemporaryFile(join(folder, 'upload'), content);
  return encodeAudioFile({
    bare: null,
    file,
    encoder,
    ffmpeg,
    target: { recordingId: newId<RecordingId>(Date.now()), path: join(folder, 'encoded.mp3') },
    throwIfClosing,
  });
}

async function encoded(content: Uint8Array): Promise<EncodedAudioFile> {
  const result = await encode(content);
  if (!result.ok) throw new Error(result.reason.reason);
  return result.value;
}

function giveUp(): never {
  throw new Error('closing');
}

describe('a WAV file', () => {
  test.each([
    { encoding: 'pcm', bits: 16, sampleRateHz: 8000 },
    { encoding: 'a-law', bits: 8, sampleRateHz: 8000 },
    { encoding: 'mu-law', bits: 8, sampleRateHz: 8000 },
    { encoding: 'pcm', bits: 8, sampleRateHz: 11_025 },
    { encoding: 'pcm', bits: 16, sampleRateHz: 16_000 },
    { encoding: 'pcm', bits: 24, sampleRateHz: 44_100 },
    { encoding: 'float', bits: 32, sampleRateHz: 48_000 },
  ] as const)('of $encoding, $bits bits, $sampleRateHz Hz: each party in its channel', async (format) => {
    const { recording, mixed, cut } = await encoded(wavFile({ ...format, channels: stereo(format.sampleRateHz, 1.7) }));
    expect({ mixed, cut, durationMs: recording.durationMs }).toEqual({ mixed: false, cut: false, durationMs: 1700 });
    const mp3 = contentOf(recording);
    expect(recording).toMatchObject({ sizeBytes: mp3.length, sha256: createHash('sha256').update(mp3).digest() });
    const heard = await decodeRecording(mp3);
    expect(Math.abs(heard.durationMs - 1700)).toBeLessThanOrEqual(FRAMES_AROUND_MS);
    expect(hasTone(heard.caller, LEFT_HZ, [50, 1650])).toBe(true);
    expect(hasTone(heard.caller, RIGHT_HZ, [50, 1650])).toBe(false);
    expect(hasTone(heard.callee, RIGHT_HZ, [50, 1650])).toBe(true);
    expect(hasTone(heard.callee, LEFT_HZ, [50, 1650])).toBe(false);
    expect(Math.max(...recording.waveform.caller)).toBeGreaterThan(60);
  });

  test('of one channel is heard on both sides', async () => {
    const { recording, mixed } = await encoded(wavFile({ channels: [tone(LEFT_HZ, 8000, 1)] }));
    const heard = await decodeRecording(contentOf(recording));
    expect(mixed).toBe(true);
    expect([heard.caller, heard.callee].map((channel) => hasTone(channel, LEFT_HZ, [50, 950]))).toEqual([true, true]);
  });

  test.each([1, 5, 575, 577, 4001])('of %i samples is a recording', async (samples) => {
    const { recording } = await encoded(wavFile({ channels: [tone(LEFT_HZ, 8000, samples / 8000)] }));
    expect(recording.durationMs).toBe(Math.round(samples / 8));
    const heard = await decodeRecording(contentOf(recording));
    expect(heard.durationMs - samples / 8).toBeLessThanOrEqual(FRAMES_AROUND_MS);
    expect(heard.durationMs - samples / 8).toBeGreaterThanOrEqual(0);
  });

  test('truncated is encoded as far as it goes and flagged', async () => {
    const complete = wavFile({ channels: stereo(8000, 2) });
    expect(await encoded(complete.subarray(0, 44 + 32_001))).toMatchObject({
      cut: true,
      recording: { durationMs: 1000 },
    });
  });

  test('longer than a day is refused before it is read', async () => {
    const folder = temporaryFolder();
    const wav = wavFile({ encoding: 'a-law', bits: 8, channels: [[0]] }).fill(0, 40, 44);
    const file = writtenTemporaryFile(join(folder, 'upload'), wav);
    truncateSync(file.path, 44 + 24 * 3600 * 8000 + 1);
    const result = await encodeAudioFile({
      bare: null,
      file,
      encoder,
      ffmpeg: null,
      target: { recordingId: newId<RecordingId>(Date.now()), path: join(folder, 'encoded.mp3') },
      throwIfClosing: () => undefined,
    });
    expect(result).toMatchObject({ ok: false, reason: { kind: 'too-long' } });
  });

  test('is stopped when the encoding is closed', async () => {
    const file = wavFile({ channels: stereo(8000, 1) });
    await expect(encode(file, temporaryFolder(), giveUp)).rejects.toThrow('closing');
  });
});

describe('an MP3 file', () => {
  test('is kept byte for byte, with the length of its sound and a flat waveform', async () => {
    const mp3 = contentOf((await encoded(wavFile({ channels: stereo(8000, 3) }))).recording);
    const folder = temporaryFolder();
    const result = await encode(mp3, folder, undefined, null);
    expect(result).toMatchObject({
      ok: true,
      value: {
        mixed: false,
        cut: false,
        recording: { sizeBytes: mp3.length, durationMs: 3000 },
      },
    });
    expect(result.ok && contentOf(result.value.recording).equals(mp3)).toBe(true);
    expect(result.ok && result.value.recording.sha256).toEqual(createHash('sha256').update(mp3).digest());
    expect(result.ok && result.value.recording.waveform.caller).toEqual(Array.from({ length: 150 }, () => 0));
  });

  test('damaged inside is heard behind the damage and flagged; truncated is flagged', async () => {
    const mp3 = contentOf((await encoded(wavFile({ channels: stereo(8000, 2) }))).recording);
    const { recording, damaged } = await encoded(Buffer.from(mp3).fill(0x55, 3000, 3400));
    const stored = contentOf(recording);
    expect(damaged).toBe(true);
    expect(recording).toMatchObject({ sizeBytes: stored.length, sha256: createHash('sha256').update(stored).digest() });
    const heard = await decodeRecording(stored);
    expect(hasTone(heard.caller, LEFT_HZ, [1000, 1700])).toBe(true);
    expect(hasTone(heard.callee, RIGHT_HZ, [1000, 1700])).toBe(true);
    expect(await encoded(mp3.subarray(0, -100))).toMatchObject({ cut: true, damaged: false });
  });

  test('of two that were joined, with tags and zeros between, plays whole and is stored without them', async () => {
    const mp3Of = async (hz: number): Promise<Buffer> =>
      contentOf((await encoded(wavFile({ channels: [tone(hz, 8000, 1.44)] }))).recording);
    const [first, second] = [await mp3Of(LEFT_HZ), await mp3Of(RIGHT_HZ)];
    const tag = Buffer.concat([Buffer.from('TAG'), Buffer.alloc(125)]);
    const { recording, damaged } = await encoded(Buffer.concat([first, tag, Buffer.alloc(999), second, tag]));
    expect(damaged).toBe(false);
    const heard = await decodeRecording(contentOf(recording));
    expect(Math.abs(heard.durationMs - recording.durationMs)).toBeLessThanOrEqual(FRAMES_AROUND_MS);
    expect(hasTone(heard.caller, LEFT_HZ, [200, 1300])).toBe(true);
    expect(hasTone(heard.caller, RIGHT_HZ, [1900, 2800])).toBe(true);
  });

  test('of free format is refused by name', async () => {
    const freeFormat = Buffer.concat([Buffer.of(0xff, 0xe3, 0x08, 0), Buffer.alloc(600)]);
    expect(await encode(freeFormat)).toMatchObject({ reason: { kind: 'format-not-supported', reason: 'free-format' } });
  });
});

test.each([
  ['Ogg', Buffer.concat([Buffer.from('OggS'), Buffer.alloc(100)]), 'Ogg needs ffmpeg'],
  ['GSM', Buffer.alloc(330, 0xd2), 'GSM needs ffmpeg'],
  ['M4A', Buffer.from('\0\0\0\x20ftypM4A ', 'latin1'), 'M4A needs ffmpeg'],
  ['GSM in WAV', gsmInWav(), 'WAV of this encoding needs ffmpeg'],
  ['nothing', Buffer.alloc(0), 'no known audio format'],
])('%s without ffmpeg is refused and says so', async (_, content, reason) => {
  expect(await encode(content, temporaryFolder(), undefined, null)).toMatchObject({
    reason: { kind: 'format-not-supported', reason: expect.stringContaining(reason) },
  });
});

function gsmInWav(): Buffer {
  const format = wavFormat({ channels: [[]] });
  format.writeUInt16LE(0x31, 0);
  return riff(wavChunk('fmt ', format), wavChunk('data', Buffer.alloc(65)));
}

test.each([
  ['Ogg', Buffer.concat([Buffer.from('OggS'), Buffer.alloc(100)])],
  ['FLAC', Buffer.concat([Buffer.from('fLaC'), Buffer.alloc(100, 7)])],
  ['M4A', Buffer.concat([Buffer.from('\0\0\0\x20ftypM4A ', 'latin1'), Buffer.alloc(100)])],
])('%s that cannot be decoded is unreadable', async (_, content) => {
  expect(await encode(content)).toMatchObject({ ok: false, reason: { kind: 'unreadable' } });
});

test('WAV of more channels than a call has is not supported, without sound it is unreadable', async () => {
  expect(await encode(wavFile({ channels: [[0], [0], [0]] }))).toMatchObject({
    reason: { kind: 'format-not-supported' },
  });
  expect(await encode(wavFile({ channels: [[]] }))).toMatchObject({
    reason: { kind: 'unreadable', reason: 'no-sound' },
  });
});

test('any input gives a result', async () => {
  const folder = temporaryFolder();
  const good = wavFile({ channels: stereo(16_000, 0.05) });
  const damage = fc.record({ at: fc.nat(60), byte: fc.nat(255) });
  await fc.assert(
    fc.asyncProperty(fc.array(damage, { maxLength: 3 }), async (damages) => {
      const file = Buffer.from(good);
      for (const { at, byte } of damages) file[at] = byte;
      expect(typeof (await encode(file, folder)).ok).toBe('boolean');
    }),
    { numRuns: 60 },
  );
});
