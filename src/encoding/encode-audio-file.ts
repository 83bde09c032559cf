import type { ByteSource } from '../base/byte-source.ts';
import { fail, ok, type Result } from '../base/result.ts';
import { OpenTemporaryFile, type TemporaryFile } from '../platform/temporary-file.ts';
import { isMp3, type Mp3Audio, readMp3 } from '../wire/mp3/index.ts';
import { decodeSamples, readWav, type WavFault, type WavAudio } from '../wire/wav/index.ts';
import type { EncodedRecording } from './encode-call.ts';
import type { Mp3EncoderKind } from './mp3-encoder.ts';
import { fileHash, Mp3File } from './mp3-file.ts';
import { Resampler } from './resampler.ts';
import { MAX_RECORDING_SAMPLES } from './time-line.ts';
import { SAMPLE_RATE_HZ, SAMPLES_PER_MS } from './timed-audio.ts';
import { flatWaveform, WaveformBuilder } from './waveform.ts';

interface AudioFileRequest {
  /** The file from outside: WAV or MP3. */
  readonly file: TemporaryFile;
  readonly encoder: Mp3EncoderKind;
  /** Where the MP3 of a WAV file is written; an existing file is replaced. */
  readonly mp3File: TemporaryFile;
  /** Called before each half second of sound; throws to stop the encoding. */
  readonly throwIfClosing: () => void;
}

/** A file from outside as a recording. Of an MP3 the recording is that file itself, or its frames if other things are between them. */
export interface EncodedAudioFile {
  readonly recording: EncodedRecording;
  /** One channel: both parties in one. */
  readonly mixed: boolean;
  /** The file ends before its sound does. */
  readonly cut: boolean;
  /** Something within the sound is lost. */
  readonly damaged: boolean;
}

/** Why a file cannot be a recording; `reason` is the parser's. */
export interface AudioFault {
  readonly kind: 'format-not-supported' | 'unreadable' | 'too-long';
  readonly reason: string;
}

const NOT_SUPPORTED: ReadonlySet<string> = new Set<WavFault>([
  'encoding-not-supported',
  'channels-not-supported',
  'sample-rate-not-supported',
]);

const MP3_NOT_SUPPORTED: ReadonlySet<string> = new Set(['free-format', 'sample-rate-changes', 'not-layer-3']);

/** Encodes an audio file in the calling thread. Throws when a file cannot be read or written. */
export function encodeAudioFile(request: AudioFileRequest): Result<EncodedAudioFile, AudioFault> {
  using bytes = new FileBytes(request.file);
  const kind = audioKind(bytes);
  if (kind === 'wav') return encodeWav(request, bytes);
  if (kind === 'mp3') return keepMp3(request, bytes);
  return fail({ kind: 'format-not-supported', reason: 'neither WAV nor MP3' });
}

function encodeWav(request: AudioFileRequest, bytes: FileBytes): Result<EncodedAudioFile, AudioFault> {
  const sound = readWav(bytes.read, bytes.sizeBytes);
  if (!sound.ok) return fail(faultOf(sound.reason));
  const { sampleBytes, channels, sampleRateHz } = sound.value.format;
  const seconds = sound.value.sizeBytes / (sampleBytes * channels * sampleRateHz);
  if (seconds * SAMPLE_RATE_HZ > MAX_RECORDING_SAMPLES) return fail({ kind: 'too-long', reason: 'more than a day' });
  const recording = encodeSound(request, bytes, sound.value);
  return ok({ recording, mixed: channels === 1, cut: sound.value.cut, damaged: false });
}

function encodeSound(request: AudioFileRequest, bytes: FileBytes, sound: WavAudio): EncodedRecording {
  const opened = request.encoder.open(SAMPLE_RATE_HZ);
  try {
    using mp3 = new Mp3File(request.mp3File, opened);
    const waveform = new WaveformBuilder(SAMPLE_RATE_HZ);
    let samples = 0;
    for (const { left, right } of telephoneSound(bytes, sound)) {
      request.throwIfClosing();
      if (left.length === 0) continue;
      mp3.write(left, right);
      waveform.push(left, right);
      samples += left.length;
    }
    const durationMs = Math.round(samples / SAMPLES_PER_MS);
    return { file: request.mp3File, ...mp3.finish(), durationMs, waveform: waveform.waveform, legs: [] };
  } finally {
    opened.close();
  }
}

interface StereoSlice {
  readonly left: Int16Array;
  readonly right: Int16Array;
}

/** The sound at 8000 Hz, half a second at a time; a single channel is put on both sides. */
function* telephoneSound(bytes: FileBytes, { format, parts }: WavAudio): Generator<StereoSlice> {
  const { sampleRateHz, sampleBytes, channels } = format;
  const converters = Array.from({ length: channels }, () => rateConverter(sampleRateHz));
  const sliceBytes = Math.floor(sampleRateHz / 2) * sampleBytes * channels;
  for (const { offset, sizeBytes } of parts) {
    for (let at = 0; at < sizeBytes; at += sliceBytes) {
      const slice = decodeSamples(format, bytes.read(offset + at, Math.min(sliceBytes, sizeBytes - at)));
      yield stereo(slice.map((samples, channel) => converters[channel]!.push(samples)));
    }
  }
  yield stereo(converters.map((converter) => converter.end()));
}

/** Sound that has this rate already is not changed. */
function rateConverter(sampleRateHz: number): Pick<Resampler, 'push' | 'end'> {
  if (sampleRateHz !== SAMPLE_RATE_HZ) return new Resampler(sampleRateHz);
  return { push: (samples) => samples, end: () => new Float32Array() };
}

function stereo(channels: readonly Float32Array[]): StereoSlice {
  const [left, right] = channels.map(toPcm16);
  return { left: left!, right: right ?? left! };
}

/** PCM s16 of samples −1…1. */
function toPcm16(samples: Float32Array): Int16Array {
  return Int16Array.from(samples, (sample) => Math.max(-0x8000, Math.min(0x7fff, Math.round(sample * 0x8000))));
}

function keepMp3(request: AudioFileRequest, bytes: FileBytes): Result<EncodedAudioFile, AudioFault> {
  const sound = readMp3(bytes.read, bytes.sizeBytes);
  if (!sound.ok)
    return fail({
      kind: MP3_NOT_SUPPORTED.has(sound.reason) ? 'format-not-supported' : 'unreadable',
      reason: sound.reason,
    });
  const { durationMs, channels, cut, damaged, runs } = sound.value;
  if (durationMs * SAMPLES_PER_MS > MAX_RECORDING_SAMPLES) return fail({ kind: 'too-long', reason: 'more than a day' });
  const stored =
    runs === null
      ? { file: request.file, sizeBytes: bytes.sizeBytes, sha256: bytes.sha256() }
      : copyFrames(request, bytes, runs);
  const recording = { ...stored, durationMs, waveform: flatWaveform(durationMs), legs: [] };
  return ok({ recording, mixed: channels === 1, cut, damaged });
}

const COPIED_AT_ONCE = 1 << 18;

/** An MP3 of the frames alone: what is between them stops some players, and a joined file's first Info tag ends it for others. */
function copyFrames(
  { mp3File, throwIfClosing }: AudioFileRequest,
  bytes: FileBytes,
  runs: NonNullable<Mp3Audio['runs']>,
): Pick<EncodedRecording, 'file' | 'sizeBytes' | 'sha256'> {
  using copy = new OpenTemporaryFile(mp3File, 'replace');
  let written = 0;
  for (const { offset, sizeBytes } of runs) {
    for (let at = 0; at < sizeBytes; at += COPIED_AT_ONCE) {
      throwIfClosing();
      const piece = bytes.read(offset + at, Math.min(COPIED_AT_ONCE, sizeBytes - at));
      copy.write(piece, written);
      written += piece.length;
    }
  }
  return { file: mp3File, sizeBytes: written, sha256: fileHash(copy) };
}

function faultOf(reason: WavFault): AudioFault {
  return { kind: NOT_SUPPORTED.has(reason) ? 'format-not-supported' : 'unreadable', reason };
}

/** The format by the file's content, whatever its name says; null: not supported. */
function audioKind({ read, sizeBytes }: FileBytes): 'wav' | 'mp3' | null {
  const text = String.fromCharCode(...read(0, 12));
  if (/^(RIFF|RF64|BW64)[^]{4}WAVE/.test(text)) return 'wav';
  if (/^(OggS|fLaC|.{4}ftyp)/s.test(text)) return null;
  return isMp3(read, sizeBytes) ? 'mp3' : null;
}

/** Read at once: the MP3 parser asks for four bytes per frame. */
const WINDOW_BYTES = 1 << 18;

/** Reads a file in any order, through a buffer. Synchronous: for worker threads. */
class FileBytes implements Disposable {
  readonly sizeBytes: number;
  readonly #file: OpenTemporaryFile;
  #window: Buffer = Buffer.alloc(0);
  #windowAt = 0;

  constructor(file: TemporaryFile) {
    this.#file = new OpenTemporaryFile(file, 'read');
    this.sizeBytes = this.#file.sizeBytes;
  }

  readonly read: ByteSource = (offset, length) => {
    const from = offset - this.#windowAt;
    if (from < 0 || from + length > this.#window.length) this.#moveWindow(offset, length);
    return this.#window.subarray(offset - this.#windowAt, offset - this.#windowAt + length);
  };

  sha256(): Buffer {
    return fileHash(this.#file);
  }

  [Symbol.dispose](): void {
    this.#file[Symbol.dispose]();
  }

  #moveWindow(offset: number, length: number): void {
    this.#window = this.#file.read(offset, Math.max(length, WINDOW_BYTES));
    this.#windowAt = offset;
  }
}
