import type { Hold, Recording } from '../api/client.ts';
import { addDays, startOfWarsawDay, type WarsawDay, warsawDay } from '../format/warsaw-time.ts';

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

/** The first instant (ISO) after a hold whose last day is given; a hold without one lasts until it is lifted. */
export function endOfHold(lastDay: WarsawDay | null): string | null {
  return lastDay === null ? null : startOfWarsawDay(addDays(lastDay, 1));
}

/** The last day of a hold; null: there is no hold, or it has no end. */
export function lastDayOfHold(hold: Pick<Hold, 'until'> | null): WarsawDay | null {
  if (hold === null || hold.until === null) return null;
  return warsawDay(new Date(Date.parse(hold.until) - 1));
}
