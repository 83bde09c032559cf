/** A length of time as `m:ss`, or `h:mm:ss` from an hour up, rounded to the nearest second. */
export function formatDuration(durationMs: number): string {
  return clock(Math.round(durationMs / 1000));
}

/** A position in a recording: seconds that have fully passed, written like a duration. */
export function formatPosition(positionMs: number): string {
  return clock(Math.floor(positionMs / 1000));
}

function clock(totalSeconds: number): string {
  const seconds = twoDigits(totalSeconds % 60);
  const minutes = Math.floor(totalSeconds / 60);
  if (minutes < 60) return `${minutes}:${seconds}`;
  return `${Math.floor(minutes / 60)}:${twoDigits(minutes % 60)}:${seconds}`;
}

function twoDigits(value: number): string {
  return String(value).padStart(2, '0');
}
