import { isMp3, leadingTagBytes } from '../../wire/mp3/index.ts';
import type { FfmpegFormat } from './ffmpeg-command.ts';
import type { FileBytes } from './file-bytes.ts';

const GSM_FRAME_BYTES = 33;
/** Frames that must look like GSM: 4 bits each. */
const GSM_FRAMES = 8;

/** By the first bytes of a file. */
const BEGINNINGS: readonly (readonly [RegExp, FfmpegFormat])[] = [
  [/^(RIFF|RF64|BW64)[^]{4}WAVE/, 'wav'],
  [/^OggS/, 'ogg'],
  [/^fLaC/, 'flac'],
  [/^[^]{4}ftyp/, 'mov'],
  [/^#!AMR/, 'amr'],
  // ADTS: twelve bits of sync, and layer 0.
  [/^\xff[\xf0\xf1\xf8\xf9]/, 'aac'],
];

/** Some programs write an ID3v2 before these, which ffmpeg leaves out. */
const WITH_TAGS: ReadonlySet<FfmpegFormat> = new Set(['flac', 'aac']);

/** The format by the file's content, whatever its name says, as ffmpeg calls it; null: not known. */
export function audioKind({ read, sizeBytes }: Pick<FileBytes, 'read' | 'sizeBytes'>): FfmpegFormat | null {
  const known = kindAt(read, 0);
  if (known !== null) return known;
  const tagged = kindAt(read, leadingTagBytes(read));
  if (tagged !== null && WITH_TAGS.has(tagged)) return tagged;
  if (isMp3(read, sizeBytes)) return 'mp3';
  return isGsm(read(0, GSM_FRAMES * GSM_FRAME_BYTES)) ? 'gsm' : null;
}

function kindAt(read: FileBytes['read'], at: number): FfmpegFormat | null {
  const text = String.fromCharCode(...read(at, 12));
  return BEGINNINGS.find(([beginning]) => beginning.test(text))?.[1] ?? null;
}

/** Bare GSM 06.10 has no header: each frame of 33 bytes begins with the bits 1101 (RFC 3551 §4.5.8.1). */
function isGsm(bytes: Uint8Array): boolean {
  if (bytes.length < GSM_FRAME_BYTES) return false;
  for (let at = 0; at < bytes.length; at += GSM_FRAME_BYTES) if (bytes[at]! >> 4 !== 0xd) return false;
  return true;
}
