import { z } from 'zod';
import { UnixMs } from './instant.ts';

/** A sentence for whoever asks why, not the file of the case. */
const MAX_REASON_CHARS = 500;

const Reason = z.string().trim().min(1).max(MAX_REASON_CHARS);
const Until = UnixMs.nullable().describe('The first instant without the hold; null: until it is lifted.');

export const NewHold = z.strictObject({ reason: Reason, until: Until });

/** A legal hold in force: it keeps the recording past its expiry. */
export const Hold = z
  .object({ reason: z.string(), placedBy: z.string().describe('A login, or `cli`.'), until: Until })
  .meta({ id: 'Hold' });
