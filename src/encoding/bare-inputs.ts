import type { BareFormat } from '../recording/index.ts';
import type { FfmpegInput } from './ffmpeg.ts';

/** G.726 as in RTP (RFC 3551 §4.5.4) and in Asterisk's files: the first code in the lowest bits. */
const g726 = (bitsACode: number) => ({ format: 'g726le', options: ['-code_size', String(bitsACode)] }) as const;

/** One channel each. */
export const BARE_INPUTS: Readonly<Record<BareFormat, Pick<FfmpegInput, 'format' | 'options'>>> = {
  g722: { format: 'g722', options: [] },
  'g726-16': g726(2),
  'g726-24': g726(3),
  'g726-32': g726(4),
  'g726-40': g726(5),
};
