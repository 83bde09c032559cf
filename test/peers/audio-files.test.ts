import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { EncodedAudioFile } from '../../src/encoding/audio-file.ts';
import { encodeAudioFile } from '../../src/encoding/encode-audio-file.ts';
import { findFfmpeg } from '../../src/encoding/ffmpeg-command.ts';
import { loadMp3Encoder } from '../../src/encoding/load-mp3-encoder.ts';
import { temporaryFile } from '../../src/platform/temporary-file.ts';
import { decodeRecording, hasTone } from '../kit/decoded-recording.ts';
import { contentOf, writtenTemporaryFile } from '../kit/temporary-audio.ts';
import { temporaryFolder } from '../kit/temporary-folder.ts';

const encoder = await loadMp3Encoder('auto');

/** Two seconds of two tones, left 440 Hz, right 1000 Hz, made by sox. */
function bySox(output: string, options: readonly string[]): Buffer {
  const tones = ['synth', '2', 'sine', '440', 'sine', '1000', 'gain', '-9'];
  return execFileSync('sox', ['-V1', '-n', '-R', '-D', '-r', '8000', '-c', '2', ...options, output, ...tones]);
}

function encodedOrNot(content: Uint8Array): ReturnType<typeof encodeAudioFile> {
  const folder = temporaryFolder();
  const file = writtenTemporaryFile(join(folder, 'upload'), content);
  const mp3File = temporaryFile(join(folder, 'encoded.mp3'));
  return encodeAudioFile({ file, encoder, ffmpeg: findFfmpeg(), mp3File, throwIfClosing: () => undefined });
}

async function encoded(content: Uint8Array): Promise<EncodedAudioFile> {
  const result = await encodedOrNot(content);
  if (!result.ok) throw new Error(result.reason.reason);
  return result.value;
}

/** The same by lame, as MP3: into a file, as it writes its tag last. */
function byLame(options: readonly string[]): Buffer {
  const path = join(temporaryFolder(), 'lame.mp3');
  execFileSync('lame', ['--quiet', ...options, '-', path], { input: bySox('-', ['-b', '16', '-t', 'wav']) });
  return readFileSync(path);
}

describe('an MP3 of lame is kept as it is and has its true length', () => {
  test.each([
    ['constant bitrate', ['-b', '32']],
    ['constant bitrate without a tag', ['-b', '32', '-t']],
    ['variable bitrate', ['-V', '5']],
    ['variable bitrate without a tag', ['-V', '5', '-t']],
    ['MPEG-1', ['--resample', '44.1', '-b', '64']],
    ['MPEG-2', ['--resample', '16', '-b', '32', '-m', 'j']],
    ['MPEG-2.5 with checksums', ['--resample', '8', '-b', '16', '-p', '-m', 'm']],
    ['ID3v2 and ID3v1', ['-b', '32', '-t', '--add-id3v2', '--tt', 'a title', '--pad-id3v2-size', '4000']],
  ])('%s', async (_, options) => {
    const mp3 = byLame(options);
    const { recording, cut, damaged } = await encoded(mp3);
    expect({ cut, damaged, sizeBytes: recording.sizeBytes }).toEqual({
      cut: false,
      damaged: false,
      sizeBytes: mp3.length,
    });
    expect(Math.max(...recording.waveform.caller)).toBeGreaterThan(60);
    // Without a tag, which has no room in small frames, nothing says what the encoder added: up to three frames of 72 ms.
    const hasTag = /Info|Xing/.test(mp3.toString('latin1', 0, 200));
    expect(recording.durationMs).toBeGreaterThanOrEqual(1999);
    expect(recording.durationMs).toBeLessThanOrEqual(hasTag ? 2001 : 2216);
  });

  test('joined, it has the length of both', async () => {
    const joined = await encoded(Buffer.concat([byLame(['-b', '32', '-t']), byLame(['-b', '24', '-t'])]));
    expect(joined).toMatchObject({ cut: false, damaged: false });
    expect(joined.recording.durationMs).toBeGreaterThanOrEqual(4000);
  });

  test('of free format it is refused by that name', async () => {
    const result = await encodedOrNot(byLame(['--freeformat', '-b', '50']));
    expect(result).toMatchObject({ ok: false, reason: { kind: 'format-not-supported', reason: 'free-format' } });
  });
});

describe('a WAV that sox wrote through a pipe is the same recording as one that it wrote to a file', () => {
  test.each([
    ['PCM of 8 bits', ['-b', '8', '-e', 'unsigned-integer']],
    ['PCM of 16 bits', ['-b', '16']],
    ['PCM of 24 bits', ['-b', '24']],
    ['PCM of 32 bits', ['-b', '32']],
    ['float', ['-b', '32', '-e', 'floating-point']],
    ['double float', ['-b', '64', '-e', 'floating-point']],
    ['A-law', ['-e', 'a-law']],
    ['µ-law', ['-e', 'u-law']],
  ])('%s', async (_, options) => {
    const path = join(temporaryFolder(), 'sox.wav');
    bySox(path, [...options, '-t', 'wav']);
    const toFile = await encoded(readFileSync(path));
    const mp3 = contentOf(toFile.recording.file);
    const toPipe = await encoded(bySox('-', [...options, '-t', 'wav']));
    expect(toPipe).toMatchObject({ mixed: false, cut: false, recording: { durationMs: 2000 } });
    expect(contentOf(toPipe.recording.file).equals(mp3)).toBe(true);
  });
});

function byFfmpeg(name: string, options: readonly string[]): Buffer {
  const path = join(temporaryFolder(), name);
  const input = bySox('-', ['-b', '16', '-t', 'wav']);
  execFileSync('ffmpeg', ['-v', 'error', '-f', 'wav', '-i', '-', ...options, path], { input });
  return readFileSync(path);
}

/** Codecs add and cut some milliseconds at the ends. */
const AROUND_MS = 200;

describe('what ffmpeg decodes: the parties are heard', () => {
  test.each([
    ['IMA ADPCM in WAV', 'call.wav', ['-c:a', 'adpcm_ima_wav']],
    ['MS ADPCM in WAV', 'call.wav', ['-c:a', 'adpcm_ms']],
    ['MP3 in WAV', 'call.wav', ['-c:a', 'libmp3lame']],
    ['Ogg Vorbis', 'call.ogg', ['-c:a', 'libvorbis']],
    ['Ogg Opus', 'call.opus', ['-c:a', 'libopus']],
    ['Ogg FLAC', 'call.oga', ['-c:a', 'flac']],
    ['FLAC', 'call.flac', []],
    ['FLAC of 96 kHz', 'call.flac', ['-ar', '96000']],
    ['M4A with its index at the end', 'call.m4a', []],
    ['M4A with its index at the start', 'call.m4a', ['-movflags', '+faststart']],
    ['ADTS', 'call.aac', []],
  ])('%s, each in its channel', async (_, name, options) => {
    const { recording, mixed, cut, damaged } = await encoded(byFfmpeg(name, options));
    expect({ mixed, cut, damaged }).toEqual({ mixed: false, cut: false, damaged: false });
    expect(Math.abs(recording.durationMs - 2000)).toBeLessThanOrEqual(AROUND_MS);
    expect(Math.max(...recording.waveform.caller)).toBeGreaterThan(60);
    const heard = await decodeRecording(contentOf(recording.file));
    expect(hasTone(heard.caller, 440, [300, 1700])).toBe(true);
    expect(hasTone(heard.caller, 1000, [300, 1700])).toBe(false);
    expect(hasTone(heard.callee, 1000, [300, 1700])).toBe(true);
  });

  test.each([
    ['GSM in WAV, Asterisk’s wav49', 'call.wav', ['-c:a', 'libgsm_ms', '-ac', '1']],
    ['bare GSM', 'call.gsm', ['-ac', '1']],
    ['G.722 in WAV', 'call.wav', ['-c:a', 'g722', '-ac', '1', '-ar', '16000']],
    ['G.726 in WAV', 'call.wav', ['-c:a', 'g726', '-ac', '1']],
  ])('%s, in one channel', async (_, name, options) => {
    const { recording, mixed, cut, damaged } = await encoded(byFfmpeg(name, options));
    expect({ mixed, cut, damaged }).toEqual({ mixed: true, cut: false, damaged: false });
    expect(Math.abs(recording.durationMs - 2000)).toBeLessThanOrEqual(AROUND_MS);
    const heard = await decodeRecording(contentOf(recording.file));
    for (const hz of [440, 1000]) expect(hasTone(heard.callee, hz, [300, 1700])).toBe(true);
  });

  test('a length that was never written, and a cut file', async () => {
    const file = byFfmpeg('call.wav', ['-c:a', 'libgsm_ms', '-ac', '1']);
    const whole = await encoded(file);
    const unfinished = Buffer.from(file);
    unfinished.writeUInt32LE(0x7fff_f000, file.indexOf('data') + 4);
    expect((await encoded(unfinished)).recording.durationMs).toBe(whole.recording.durationMs);
    expect(await encoded(file.subarray(0, 1500))).toMatchObject({ cut: true });
  });

  test('six channels are more than a call has', async () => {
    const result = await encodedOrNot(byFfmpeg('call.flac', ['-ac', '6']));
    expect(result).toMatchObject({ reason: { kind: 'format-not-supported', reason: 'channels-not-supported' } });
  });

  test('a playlist is no audio: nothing is opened that it names', async () => {
    for (const list of ['#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n', "ffconcat version 1.0\nfile '/etc/passwd'\n"]) {
      expect(await encodedOrNot(Buffer.from(list))).toMatchObject({ reason: { kind: 'format-not-supported' } });
    }
  });
});
