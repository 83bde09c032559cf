import { closeSync } from 'node:fs';
import { fail, ok, type Result } from '../../base/result.ts';
import { decodeSamples, readEncodedWav, readWav, type WavAudio, type WavFault } from '../../wire/wav/index.ts';
import type { EncodedRecording } from '../call-encoding.ts';
import { Mp3File } from '../mp3-file.ts';
import { Resampler } from '../resampler.ts';
import { MAX_RECORDING_SAMPLES } from '../time-line.ts';
import { SAMPLE_RATE_HZ, SAMPLES_PER_MS } from '../timed-audio.ts';
import { WaveformBuilder } from '../waveform.ts';
import type { AudioFault, AudioFileRequest, EncodedAudioFile } from './audio-file.ts';
import { audioKind } from './audio-kind.ts';
import type { FfmpegFormat } from './ffmpeg-command.ts';
import { BARE_INPUTS, decodeByFfmpeg, FfmpegError, type FfmpegInput, stereoOf, type StereoPcm } from './ffmpeg.ts';
import { FileBytes } from './file-bytes.ts';
import { keepMp3 } from './keep-mp3.ts';
import { memoryFile } from './memory-file.ts';
import { isOggCut } from './ogg-end.ts';

type FileResult = Result<EncodedAudioFile, AudioFault>;

const NOT_SUPPORTED: ReadonlySet<string> = new Set<WavFault>([
  'encoding-not-supported',
  'channels-not-supported',
  'sample-rate-not-supported',
]);
/** Of M4A, whose index may be at its end, the decoder needs all at once, in memory: 2 hours at 64 kbit/s. */
const MAX_MEMORY_FILE_BYTES = 64 << 20;

/** Encodes an audio file. Throws when a file cannot be read or written. */
export async function encodeAudioFile(request: AudioFileRequest): Promise<FileResult> {
  using bytes = new FileBytes(request.file);
  const kind = audioKind(bytes);
  // Chance makes any bytes look like some formats, but not like WAV.
  if (request.bare !== null && kind !== 'wav')
    return await encodeByFfmpeg(request, { ...BARE_INPUTS[request.bare], content: bytes.pieces() });
  if (kind === null) return fail({ kind: 'format-not-supported', reason: 'the file is of no known audio format' });
  // Awaited here: the file is open until then.
  if (kind === 'wav') return await encodeWav(request, bytes);
  if (kind === 'mp3') return await keepMp3(request, bytes);
  if (kind === 'mov') return await encodeFromMemory(request, bytes);
  const encoded = await encodeByFfmpeg(request, { format: kind, content: bytes.pieces() });
  return encoded.ok && kind === 'ogg' ? ok({ ...encoded.value, cut: isOggCut(bytes) }) : encoded;
}

async function encodeWav(request: AudioFileRequest, bytes: FileBytes): Promise<FileResult> {
  const sound = readWav(bytes.read, bytes.sizeBytes);
  if (!sound.ok)
    return sound.reason === 'encoding-not-supported' ? encodeEncodedWav(request, bytes) : fail(faultOf(sound.reason));
  const { sampleBytes, channels, sampleRateHz } = sound.value.format;
  const seconds = sound.value.sizeBytes / (sampleBytes * channels * sampleRateHz);
  if (seconds * SAMPLE_RATE_HZ > MAX_RECORDING_SAMPLES) return fail({ kind: 'too-long', reason: 'more than a day' });
  const recording = await encodeSound(request, telephoneSound(bytes, sound.value));
  return ok({ recording, mixed: channels === 1, cut: sound.value.cut, damaged: false });
}

/** GSM, ADPCM and others in WAV: ffmpeg gets the sound behind a header that is right. */
async function encodeEncodedWav(request: AudioFileRequest, bytes: FileBytes): Promise<FileResult> {
  const wav = readEncodedWav(bytes.read, bytes.sizeBytes);
  if (!wav.ok) return fail(faultOf(wav.reason));
  const { header, parts, cut } = wav.value;
  const encoded = await encodeByFfmpeg(request, { format: 'wav', content: streamOf(header, bytes.pieces(parts)) });
  return encoded.ok ? ok({ ...encoded.value, cut }) : encoded;
}

function* streamOf(header: Uint8Array, pieces: Iterable<Uint8Array>): Generator<Uint8Array> {
  yield header;
  yield* pieces;
}

async function encodeFromMemory(request: AudioFileRequest, bytes: FileBytes): Promise<FileResult> {
  if (request.ffmpeg === null) return fail(needsFfmpeg('mov'));
  if (bytes.sizeBytes > MAX_MEMORY_FILE_BYTES)
    return fail({ kind: 'format-not-supported', reason: 'M4A of more than 64 MiB' });
  const content = memoryFile(bytes.pieces());
  try {
    return await encodeByFfmpeg(request, { format: 'mov', content });
  } finally {
    closeSync(content);
  }
}

async function encodeByFfmpeg(request: AudioFileRequest, input: FfmpegInput): Promise<FileResult> {
  if (request.ffmpeg === null) return fail(needsFfmpeg(input.format));
  const state: DecodingState = { channels: 0, firstError: null };
  try {
    const recording = await encodeSound(request, decodedSound(request.ffmpeg, input, state));
    return ok({ recording, mixed: state.channels === 1, cut: false, damaged: state.firstError !== null });
  } catch (error) {
    if (error instanceof RefusedSound) return fail(error.fault);
    if (error instanceof FfmpegError) return fail({ kind: 'unreadable', reason: `${input.format}: ${error.message}` });
    throw error;
  }
}

const FORMAT_NAMES: Readonly<Record<FfmpegFormat, string>> = {
  wav: 'WAV of this encoding',
  mp3: 'MP3',
  ogg: 'Ogg',
  flac: 'FLAC',
  mov: 'M4A',
  aac: 'AAC',
  gsm: 'GSM',
  amr: 'AMR',
  g722: 'G.722',
  g726le: 'G.726',
};

function needsFfmpeg(format: FfmpegFormat): AudioFault {
  return {
    kind: 'format-not-supported',
    reason: `${FORMAT_NAMES[format]} needs ffmpeg, which is not installed on the server`,
  };
}

/** What becomes known while it is decoded. */
interface DecodingState {
  channels: number;
  firstError: string | null;
}

/** Stops the decoding. */
class RefusedSound extends Error {
  readonly fault: AudioFault;

  constructor(fault: AudioFault) {
    super(fault.reason);
    this.fault = fault;
  }
}

async function* decodedSound(program: string, input: FfmpegInput, state: DecodingState): AsyncGenerator<StereoPcm> {
  const pieces = decodeByFfmpeg(program, input);
  let samples = 0;
  try {
    for (let next = await pieces.next(); ; next = await pieces.next()) {
      if (next.done === true) {
        state.firstError = next.value;
        return;
      }
      const { channels } = next.value;
      if (channels > 2) throw new RefusedSound({ kind: 'format-not-supported', reason: 'channels-not-supported' });
      const stereo = stereoOf(next.value);
      samples += stereo.left.length;
      if (samples > MAX_RECORDING_SAMPLES) throw new RefusedSound({ kind: 'too-long', reason: 'more than a day' });
      state.channels = channels;
      yield stereo;
    }
  } finally {
    await pieces.return(null);
  }
}

async function encodeSound(
  request: AudioFileRequest,
  sound: Iterable<StereoPcm> | AsyncIterable<StereoPcm>,
): Promise<EncodedRecording> {
  const opened = request.encoder.open(SAMPLE_RATE_HZ);
  try {
    using mp3 = new Mp3File(request.target, opened);
    const waveform = new WaveformBuilder(SAMPLE_RATE_HZ);
    let samples = 0;
    for await (const { left, right } of sound) {
      request.throwIfClosing();
      if (left.length === 0) continue;
      mp3.write(left, right);
      waveform.push(left, right);
      samples += left.length;
    }
    const durationMs = Math.round(samples / SAMPLES_PER_MS);
    return { ...mp3.finish(), durationMs, waveform: waveform.waveform, talk: waveform.talkTime, legs: [] };
  } finally {
    opened.close();
  }
}

/** The sound at 8000 Hz, half a second at a time; a single channel is put on both sides. */
function* telephoneSound(bytes: FileBytes, { format, parts }: WavAudio): Generator<StereoPcm> {
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

function stereo(channels: readonly Float32Array[]): StereoPcm {
  const [left, right] = channels.map(toPcm16);
  return { left: left!, right: right ?? left! };
}

/** PCM s16 of samples −1…1. */
function toPcm16(samples: Float32Array): Int16Array {
  const pcm = new Int16Array(samples.length);
  for (let at = 0; at < pcm.length; at++)
    pcm[at] = Math.max(-0x8000, Math.min(0x7fff, Math.round(samples[at]! * 0x8000)));
  return pcm;
}

function faultOf(reason: WavFault): AudioFault {
  return { kind: NOT_SUPPORTED.has(reason) ? 'format-not-supported' : 'unreadable', reason };
}
