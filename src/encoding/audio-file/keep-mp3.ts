import { fail, ok, type Result } from '../../base/result.ts';
import { SealedWriter } from '../../platform/sealed-content/index.ts';
import { readMp3 } from '../../wire/mp3/index.ts';
import type { EncodedRecording } from '../call-encoding.ts';
import { MAX_RECORDING_SAMPLES } from '../time-line.ts';
import { SAMPLE_RATE_HZ, SAMPLES_PER_MS } from '../timed-audio.ts';
import { flatWaveform, WaveformBuilder } from '../waveform.ts';
import type { AudioFault, AudioFileRequest, EncodedAudioFile } from './audio-file.ts';
import { decodeByFfmpeg, FfmpegError, stereoOf } from './ffmpeg.ts';
import type { FileBytes } from './file-bytes.ts';

const NOT_SUPPORTED: ReadonlySet<string> = new Set(['free-format', 'sample-rate-changes', 'not-layer-3']);

/** An MP3 as it is, or its frames alone where anything is between them. */
export async function keepMp3(
  request: AudioFileRequest,
  bytes: FileBytes,
): Promise<Result<EncodedAudioFile, AudioFault>> {
  const sound = readMp3(bytes.read, bytes.sizeBytes, MAX_RECORDING_SAMPLES / SAMPLES_PER_MS);
  if (!sound.ok) {
    if (sound.reason === 'too-long') return fail({ kind: 'too-long', reason: 'more than a day' });
    const kind = NOT_SUPPORTED.has(sound.reason) ? 'format-not-supported' : 'unreadable';
    return fail({ kind, reason: sound.reason });
  }
  const { durationMs, channels, cut, damaged, runs, seekTag } = sound.value;
  const content = (): Iterable<Uint8Array> => {
    // What is between frames stops some players, and a joined file's first Info tag ends it for others.
    if (runs === null) return bytes.pieces();
    return withTag(seekTag, bytes.pieces(runs));
  };
  const picture = await pictureOf(request, content(), durationMs);
  const stored = seal(request, content());
  return ok({ recording: { ...stored, durationMs, ...picture, legs: [] }, mixed: channels === 1, cut, damaged });
}

function* withTag(tag: Uint8Array | null, frames: Iterable<Uint8Array>): Generator<Uint8Array> {
  if (tag !== null) yield tag;
  yield* frames;
}

function seal(
  { target, throwIfClosing }: AudioFileRequest,
  content: Iterable<Uint8Array>,
): Pick<EncodedRecording, 'audio' | 'sizeBytes' | 'sha256'> {
  using sealed = new SealedWriter(target);
  for (const piece of content) {
    throwIfClosing();
    sealed.append(piece);
  }
  return sealed.finish();
}

/** Flat without ffmpeg, and of a file that it cannot decode: a recording is not refused for its picture. */
async function pictureOf(
  { ffmpeg, throwIfClosing }: AudioFileRequest,
  content: Iterable<Uint8Array>,
  durationMs: number,
): Promise<Pick<EncodedRecording, 'waveform' | 'talk'>> {
  if (ffmpeg === null) return { waveform: flatWaveform(durationMs) };
  const builder = new WaveformBuilder(SAMPLE_RATE_HZ);
  try {
    for await (const piece of decodeByFfmpeg(ffmpeg, { format: 'mp3', content })) {
      throwIfClosing();
      const { left, right } = stereoOf(piece);
      builder.push(left, right);
    }
    return { waveform: builder.waveform, talk: builder.talkTime };
  } catch (error) {
    if (error instanceof FfmpegError) return { waveform: flatWaveform(durationMs) };
    throw error;
  }
}
