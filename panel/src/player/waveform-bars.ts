/** Quieter parts than this share of the loudest possible are not blown up: a silent call stays a flat line. */
const QUIETEST_FULL_SCALE = 32;

/** The loudest peak of each of `count` equal parts, in the peaks' own 0…255. */
export function loudestOf(peaks: readonly number[], count: number): number[] {
  return Array.from({ length: count }, (_, index) => {
    const first = Math.floor((index * peaks.length) / count);
    const end = Math.max(first + 1, Math.floor(((index + 1) * peaks.length) / count));
    return peaks.slice(first, end).reduce((loudest, peak) => Math.max(loudest, peak), 0);
  });
}

/** What is drawn as full height: the loudest peak of all lanes, so that their loudness can be compared. */
export function fullScale(lanes: readonly (readonly number[])[]): number {
  return lanes.flat().reduce((loudest, peak) => Math.max(loudest, peak), QUIETEST_FULL_SCALE);
}

/**
 * An SVG path of upright strokes about the middle line: one unit wide for each bar, from 0 to 1 in height.
 * A bar of silence keeps a small height, so that the line can be followed.
 */
export function barsPath(bars: readonly number[], scale: number): string {
  return bars
    .map((bar, index) => {
      const height = Math.max(bar / scale, 0.04);
      return `M${index + 0.5} ${((1 - height) / 2).toFixed(3)}v${height.toFixed(3)}`;
    })
    .join('');
}
