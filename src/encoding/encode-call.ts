import type { SpooledCall, SpooledPacket } from '../spool/index.ts';
import type { EncodedRecording } from './encoded-recording.ts';
import type { Mp3EncoderKind } from './mp3-encoder.ts';
import { Mp3File } from './mp3-file.ts';
import { Peaks } from './peaks.ts';
import { MAX_RECORDING_SAMPLES, playTimeLine, type StereoSink } from './time-line.ts';
import { SAMPLE_RATE_HZ, SAMPLES_PER_MS } from './timed-audio.ts';

/** A call without any sound becomes so much silence at the least: players do not take an empty file. */
const MIN_SILENT_SAMPLES = 100 * SAMPLES_PER_MS;

export interface EncodeRequest {
  readonly call: Pick<SpooledCall, 'captureStartedAt' | 'endedAt' | 'legs'>;
  readonly packets: Iterable<SpooledPacket>;
  readonly encoder: Mp3EncoderKind;
  /** Where the MP3 is written; replaced if it is there. */
  readonly file: string;
}

/** Makes the MP3 of a call in the calling thread. Throws when the file cannot be written. */
export function encodeCall({ call, packets, encoder, file }: EncodeRequest): EncodedRecording {
  const opened = encoder.open();
  try {
    using mp3 = new Mp3File(file, opened);
    const peaks = new Peaks();
    const sink: StereoSink = (left, right) => {
      mp3.write(left, right);
      peaks.push(left, right);
    };
    const { samples: heard, legs } = playTimeLine(call, packets, sink);
    const samples = heard > 0 ? heard : playSilence(lengthOf(call), sink);
    const finished = mp3.finish();
    return {
      file,
      ...finished,
      durationMs: Math.round(samples / SAMPLES_PER_MS),
      waveform: peaks.waveform,
      legs,
    };
  } finally {
    opened.close();
  }
}

function lengthOf({ captureStartedAt, endedAt }: EncodeRequest['call']): number {
  const samples = Math.round((endedAt - captureStartedAt) * SAMPLES_PER_MS);
  return Math.min(Math.max(samples, MIN_SILENT_SAMPLES), MAX_RECORDING_SAMPLES);
}

function playSilence(samples: number, sink: StereoSink): number {
  const silence = new Int16Array(SAMPLE_RATE_HZ);
  for (let left = samples; left > 0; left -= SAMPLE_RATE_HZ) {
    const slice = silence.subarray(0, Math.min(left, SAMPLE_RATE_HZ));
    sink(slice, slice);
  }
  return samples;
}
