import type { DecodedPiece } from './ffmpeg.ts';

/** PCM s16 of both sides of a recording. */
export interface StereoPcm {
  readonly left: Int16Array;
  readonly right: Int16Array;
}

/** One or two channels as caller and callee; a single channel is put on both sides. */
export function stereoOf({ channels, pcm }: DecodedPiece): StereoPcm {
  if (channels === 1) return { left: pcm, right: pcm };
  const left = new Int16Array(pcm.length >> 1);
  const right = new Int16Array(left.length);
  for (let at = 0; at < left.length; at++) {
    left[at] = pcm[2 * at]!;
    right[at] = pcm[2 * at + 1]!;
  }
  return { left, right };
}
