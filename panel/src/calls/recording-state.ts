import type { Recording } from '../api/client.ts';

/**
 * Where a recording is to be had: in the panel; on FTP only, past the panel's window; nowhere any more, its time being
 * over or itself destroyed.
 */
export type RecordingState = 'playable' | 'on-ftp' | 'expired' | 'destroyed';

type Told = Pick<Recording, 'playable' | 'availableUntil' | 'destroyedAt' | 'hold'>;

export function recordingState({ playable, availableUntil, destroyedAt, hold }: Told, nowMs: number): RecordingState {
  if (destroyedAt !== null) return 'destroyed';
  if (playable) return 'playable';
  return hold !== null || nowMs < Date.parse(availableUntil) ? 'on-ftp' : 'expired';
}
