import type { Hold, Recording } from '../api/client.ts';
import { addDays, startOfWarsawDay, type WarsawDay, warsawDay } from '../format/warsaw-time.ts';

/** `on-ftp`: too old for the panel, but still on FTP. `expired`: past its retention period, but not destroyed yet. */
export type RecordingState = 'playable' | 'on-ftp' | 'expired' | 'destroyed';

export function recordingState(
  {
    playable,
    availableUntil,
    destroyedAt,
    hold,
  }: Pick<Recording, 'playable' | 'availableUntil' | 'destroyedAt' | 'hold'>,
  nowMs: number,
): RecordingState {
  if (destroyedAt !== null) return 'destroyed';
  if (playable) return 'playable';
  return hold !== null || nowMs < Date.parse(availableUntil) ? 'on-ftp' : 'expired';
}

/** The instant (ISO) at which a hold with this last day ends; null: it lasts until it is lifted. */
export function endOfHold(lastDay: WarsawDay | null): string | null {
  return lastDay === null ? null : startOfWarsawDay(addDays(lastDay, 1));
}

/** The last day of a hold; null: no hold, or a hold without an end. */
export function lastDayOfHold(hold: Pick<Hold, 'until'> | null): WarsawDay | null {
  if (hold === null || hold.until === null) return null;
  return warsawDay(new Date(Date.parse(hold.until) - 1));
}
