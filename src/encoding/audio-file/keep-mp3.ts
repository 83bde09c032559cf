import { fail, ok, type Result } from '../../base/result.ts';
import { OpenTemporaryFile } from '../../platform/temporary-file.ts';
import { type Mp3Audio, readMp3 } from '../../wire/mp3/index.ts';
import type { EncodedRecording } from '../encode-call.ts';
import { fileHash } from '../mp3-file.ts';
import { MAX_RECORDING_SAMPLES } from '../time-line.ts';
import { SAMPLE_RATE_HZ, SAMPLES_PER_MS } from '../timed-audio.ts';
import { flatWaveform, type Waveform, WaveformBuilder } from '../waveform.ts';
import type { AudioFault, AudioFileRequest, EncodedAudioFile } from './audio-file.ts';
import { decodeByFfmpeg, FfmpegError, stereoOf } from './ffmpeg.ts';
import { FileBytes } from './file-bytes.ts';

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
  const stored =
    runs === null
      ? { file: request.file, sizeBytes: bytes.sizeBytes, sha256: bytes.sha256() }
      : copyFrames(request, bytes, { runs, seekTag });
  const waveform = await waveformOf(request, stored, durationMs);
  return ok({ recording: { ...stored, durationMs, waveform, legs: [] }, mixed: channels === 1, cut, damaged });
}

type StoredMp3 = Pick<EncodedRecording, 'file' | 'sizeBytes' | 'sha256'>;

/** What is between frames stops some players, and a joined file's first Info tag ends it for others. */
function copyFrames(
  { mp3File, throwIfClosing }: AudioFileRequest,
  bytes: FileBytes,
  { runs, seekTag }: { readonly runs: NonNullable<Mp3Audio['runs']>; readonly seekTag: Uint8Array | null },
): StoredMp3 {
  using copy = new OpenTemporaryFile(mp3File, 'replace');
  if (seekTag !== null) copy.write(seekTag, 0);
  let written = seekTag?.length ?? 0;
  for (const piece of bytes.pieces(runs)) {
    throwIfClosing();
    copy.write(piece, written);
    written += piece.length;
  }
  return { file: mp3File, sizeBytes: written, sha256: fileHash(copy) };
}

/** Flat without ffmpeg, and of a file that it cannot decode: a recording is not refused for its picture. */
async function waveformOf(
  { ffmpeg, throwIfClosing }: AudioFileRequest,
  { file }: StoredMp3,
  durationMs: number,
): Promise<Waveform> {
  if (ffmpeg === null) return flatWaveform(durationMs);
  using bytes = new FileBytes(file);
  const builder = new WaveformBuilder(SAMPLE_RATE_HZ);
  try {
    for await (const piece of decodeByFfmpeg(ffmpeg, { format: 'mp3', content: bytes.pieces() })) {
      throwIfClosing();
      const { left, right } = stereoOf(piece);
      builder.push(left, right);
    }
    return builder.waveform;
  } catch (error) {
    if (error instanceof FfmpegError) return flatWaveform(durationMs);
    throw error;
  }
}
