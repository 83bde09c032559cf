import type { SealedObject, SealedTarget } from '../platform/sealed-content/index.ts';
import type { SpooledCall, SpooledPacket } from '../spool/index.ts';
import type { LibraryDecoders } from './decoders/library-decoders.ts';
import { openDecoders } from './decoders/open-decoders.ts';
import type { LegStatistics } from './leg-track.ts';
import type { Mp3EncoderKind } from './mp3-encoder.ts';
import { Mp3File } from './mp3-file.ts';
import { recordingRate } from './recording-rate.ts';
import { MAX_RECORDING_SAMPLES, playTimeLine, type StereoSink } from './time-line.ts';
import { SAMPLE_RATE_HZ, SAMPLES_PER_MS } from './timed-audio.ts';
import { type Waveform, WaveformBuilder } from './waveform.ts';

/** The least silence of a call without any sound: players refuse an empty file. */
const MIN_SILENT_SAMPLES = 100 * SAMPLES_PER_MS;

interface EncodeRequest {
  readonly call: Pick<SpooledCall, 'captureStartedAt' | 'endedAt' | 'legs'> &
    Partial<Pick<SpooledCall, 'description' | 'storedUntil'>>;
  /** Iterated twice where the offer had a wideband codec. */
  readonly packets: Iterable<SpooledPacket>;
  readonly encoder: Mp3EncoderKind;
  /** Of this thread. */
  readonly libraries: LibraryDecoders;
  readonly target: SealedTarget;
}

/** An MP3 made of a spooled call, encrypted as it is stored. Its file, if it has one, is the archive's, which removes it. */
export interface EncodedRecording {
  readonly audio: SealedObject;
  /** Of the MP3. */
  readonly sizeBytes: number;
  /** SHA-256 of the MP3, 32 bytes. */
  readonly sha256: Buffer;
  readonly durationMs: number;
  /** When its first sample was sent, Unix ms with a fraction; missing: not known, as of a file from outside. */
  readonly startedAt?: number;
  readonly waveform: Waveform;
  readonly legs: readonly LegStatistics[];
}

/** Encodes a call in the calling thread. Throws when the file cannot be written. */
export async function encodeCall({
  call,
  packets,
  encoder,
  libraries,
  target,
}: EncodeRequest): Promise<EncodedRecording> {
  const sampleRateHz = recordingRate(call, packets);
  using decoders = await openDecoders(call.legs, sampleRateHz, libraries);
  const opened = encoder.open(sampleRateHz);
  try {
    using mp3 = new Mp3File(target, opened);
    const waveform = new WaveformBuilder(sampleRateHz);
    const sink: StereoSink = (left, right) => {
      mp3.write(left, right);
      waveform.push(left, right);
    };
    const { decoderOf } = decoders;
    const played = playTimeLine({ ...call, sampleRateHz, decoderOf }, packets, sink);
    const samples = played.samples > 0 ? played.samples : playSilence(lengthOf(call), sink);
    return {
      ...mp3.finish(),
      durationMs: Math.round(samples / SAMPLES_PER_MS),
      startedAt: played.startedAt ?? call.captureStartedAt,
      waveform: waveform.waveform,
      legs: played.legs,
    };
  } finally {
    opened.close();
  }
}

function lengthOf({ captureStartedAt, endedAt }: EncodeRequest['call']): number {
  const samples = Math.round((endedAt - captureStartedAt) * SAMPLES_PER_MS);
  return Math.min(Math.max(samples, MIN_SILENT_SAMPLES), MAX_RECORDING_SAMPLES);
}

/** A recording without sound has 8000 Hz. */
function playSilence(samples: number, sink: StereoSink): number {
  const silence = new Int16Array(SAMPLE_RATE_HZ);
  for (let left = samples; left > 0; left -= SAMPLE_RATE_HZ) {
    const slice = silence.subarray(0, Math.min(left, SAMPLE_RATE_HZ));
    sink(slice, slice);
  }
  return samples;
}
