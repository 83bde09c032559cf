/**
 * Chromium plays from 20 to 70 ms before the place that it is asked for: it does not count what a decoder adds in front of the sound. A browser that
 * does count it is so much too late at most.
 */
const LEAD_SECONDS = 0.045;

/** What to ask the browser for, so that it plays from `seconds` of the recording on, within 50 ms. */
export function seekTarget(seconds: number, durationSeconds: number): number {
  return seconds <= 0 ? 0 : Math.min(seconds + LEAD_SECONDS, durationSeconds);
}

/** Where in the recording a browser is that says so: what `seekTarget` was asked for. */
export function soughtPosition(currentSeconds: number, durationSeconds: number): number {
  if (currentSeconds >= durationSeconds - LEAD_SECONDS) return Math.min(currentSeconds, durationSeconds);
  return Math.max(0, currentSeconds - LEAD_SECONDS);
}
