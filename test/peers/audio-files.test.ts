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

function encoded(content: Uint8Array): EncodedAudioFile {
  const folder = temporaryFolder();
  const file = writtenTemporaryFile(join(folder, 'upload'), content);
  const mp3File = temporaryFile(join(folder, 'encoded.mp3'));
  const result = encodeAudioFile({ file, encoder, mp3File, throwIfClosing: () => undefined });
  if (!result.ok) throw new Error(result.reason.reason);
  return result.value;
}

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
