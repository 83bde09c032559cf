import { isMp3 } from '../wire/mp3/index.ts';
import type { FfmpegFormat } from './ffmpeg.ts';
import type { FileBytes } from './file-bytes.ts';

/** WAV and MP3 we read ourselves; for what else there is, ffmpeg's name of the container. */
export type AudioKind = 'wav' | 'keep-mp3' | FfmpegFormat;

const GSM_FRAME_BYTES = 33;
/** Frames that must look like GSM: 4 bits each. */
const GSM_FRAMES = 8;

/** By the first bytes of a file. */
const BEGINNINGS: readonly (readonly [RegExp, AudioKind])[] = [
  [/^(RIFF|RF64|BW64)[^]{4}WAVE/, 'wav'],
  [/^OggS/, 'ogg'],
  [/^fLaC/, 'flac'],
  [/^[^]{4}ftyp/, 'mov'],
  [/^#!AMR/, 'amr'],
  // ADTS: twelve bits of sync, and layer 0.
  [/^\xff[\xf0\xf1\xf8\xf9]/, 'aac'],
];

/** The format by the file's content, whatever its name says; null: not known. */
export function audioKind({ read, sizeBytes }: Pick<FileBytes, 'read' | 'sizeBytes'>): AudioKind | null {
  const text = String.fromCharCode(...read(0, 12));
  const known = BEGINNINGS.find(([beginning]) => beginning.test(text));
  if (known !== undefined) return known[1];
  if (isMp3(read, sizeBytes)) return 'keep-mp3';
  return isGsm(read(0, GSM_FRAMES * GSM_FRAME_BYTES)) ? 'gsm' : null;
}

/** Bare GSM 06.10 has no header: each frame of 33 bytes begins with the bits 1101 (RFC 3551 §4.5.8.1). */
function isGsm(bytes: Uint8Array): boolean {
  if (bytes.length < GSM_FRAME_BYTES) return false;
  for (let at = 0; at < bytes.length; at += GSM_FRAME_BYTES) if (bytes[at]! >> 4 !== 0xd) return false;
  return true;
}
