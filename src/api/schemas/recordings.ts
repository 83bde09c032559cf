import { z } from 'zod';

export const RecordingParams = z.strictObject({ id: z.uuid() });

export const AudioQuery = z.strictObject({
  download: z.literal('1').optional().describe('`1`: as an attachment under the name of the tree.'),
});

const Peaks = z.array(z.int().min(0).max(255)).readonly().describe('The loudest sample of each slice.');

export const Waveform = z
  .object({ sliceMs: z.int().positive().describe('How long the slice of a peak is.'), caller: Peaks, callee: Peaks })
  .meta({ id: 'Waveform' });
