import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { encodeAudioFile, type EncodedAudioFile } from '../../src/encoding/encode-audio-file.ts';
import { loadMp3Encoder } from '../../src/encoding/load-mp3-encoder.ts';
import { temporaryFile } from '../../src/platform/temporary-file.ts';
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
  return encodeAudioFile({ file, encoder, mp3File, throwIfClosing: () => undefined });
}

function encoded(content: Uint8Array): EncodedAudioFile {
  const result = encodedOrNot(content);
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
  ])('%s', (_, options) => {
    const mp3 = byLame(options);
    const { recording, cut, damaged } = encoded(mp3);
    expect({ cut, damaged, sizeBytes: recording.sizeBytes }).toEqual({
      cut: false,
      damaged: false,
      sizeBytes: mp3.length,
    });
    // Without a tag, which has no room in small frames, nothing says what the encoder added: up to three frames of 72 ms.
    const hasTag = /Info|Xing/.test(mp3.toString('latin1', 0, 200));
    expect(recording.durationMs).toBeGreaterThanOrEqual(1999);
    expect(recording.durationMs).toBeLessThanOrEqual(hasTag ? 2001 : 2216);
  });

  test('joined, it has the length of both', () => {
    const joined = encoded(Buffer.concat([byLame(['-b', '32', '-t']), byLame(['-b', '24', '-t'])]));
    expect(joined).toMatchObject({ cut: false, damaged: false });
    expect(joined.recording.durationMs).toBeGreaterThanOrEqual(4000);
  });

  test('of free format it is refused by that name', () => {
    const result = encodedOrNot(byLame(['--freeformat', '-b', '50']));
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
  ])('%s', (_, options) => {
    const path = join(temporaryFolder(), 'sox.wav');
    bySox(path, [...options, '-t', 'wav']);
    const toFile = encoded(readFileSync(path));
    const mp3 = contentOf(toFile.recording.file);
    const toPipe = encoded(bySox('-', [...options, '-t', 'wav']));
    expect(toPipe).toMatchObject({ mixed: false, cut: false, recording: { durationMs: 2000 } });
    expect(contentOf(toPipe.recording.file).equals(mp3)).toBe(true);
  });
});
