import { join } from 'node:path';
import type { BareFormat } from '../../src/recording/index.ts';
import type { EncodedAudioFile } from '../../src/encoding/audio-file/audio-file.ts';
import { encodeAudioFile } from '../../src/encoding/audio-file/encode-audio-file.ts';
import { findFfmpeg } from '../../src/encoding/audio-file/ffmpeg-command.ts';
import { loadMp3Encoder } from '../../src/encoding/load-mp3-encoder.ts';
import { newId, type RecordingId } from '../../src/base/ids.ts';
import { type DecodedRecording, decodeRecording } from './decoded-recording.ts';
import { levelOf } from './synthetic-rtp.ts';
import { contentOf } from './sealed-audio.ts';
import { writtenTemporaryFile } from './temporary-audio.ts';
import { temporaryFolder } from './temporary-folder.ts';

const encoder = await loadMp3Encoder('auto');

/** An upload of this content as a recording, or why it is none. */
export function encodedOrNot(content: Uint8Array, bare: BareFormat | null = null): ReturnType<typeof encodeAudioFile> {
  const folder = temporaryFolder();
  const file = writtenTemporaryFile(join(folder, 'upload'), content);
  const target = { recordingId: newId<RecordingId>(Date.now()), path: join(folder, 'encoded.mp3') };
  return encodeAudioFile({ file, bare, encoder, ffmpeg: findFfmpeg(), target, throwIfClosing: () => undefined });
}

export async function encoded(content: Uint8Array, bare: BareFormat | null = null): Promise<EncodedAudioFile> {
  const result = await encodedOrNot(content, bare);
  if (!result.ok) throw new Error(result.reason.reason);
  return result.value;
}

export function heard({ recording }: EncodedAudioFile): Promise<DecodedRecording> {
  return decodeRecording(contentOf(recording));
}

/** From 0.3 to 1.7 s: codecs add and cut some at the ends. */
const TONE_SAMPLES = [2400, 13_600] as const;

/** Which of these frequencies is the loudest, and its amplitude as a share of full scale. */
export function toneOf(channel: Int16Array, frequencies: readonly number[]): { hz: number; level: number } {
  const levels = frequencies.map((hz) => ({ hz, level: levelOf(hz, channel.subarray(...TONE_SAMPLES)) / 0x8000 }));
  return levels.reduce((loudest, next) => (next.level > loudest.level ? next : loudest));
}
