/** Minimum of the full scale, out of 255: silence is not amplified. */
const QUIETEST_FULL_SCALE = 32;

/** The maximum of each of `count` equal parts of the peaks, 0…255. */
export function loudestOf(peaks: readonly number[], count: number): number[] {
  return Array.from({ length: count }, (_, index) => {
    const first = Math.floor((index * peaks.length) / count);
    const end = Math.max(first + 1, Math.floor(((index + 1) * peaks.length) / count));
    return peaks.slice(first, end).reduce((loudest, peak) => Math.max(loudest, peak), 0);
  });
}

/** The peak that is drawn at full height: the maximum of all channels, so that their loudness can be compared. */
export function fullScale(channels: readonly (readonly number[])[]): number {
  return channels.flat().reduce((loudest, peak) => Math.max(loudest, peak), QUIETEST_FULL_SCALE);
}

/**
 * An SVG path with one vertical stroke per bar, centred: bars are one unit apart and up to one unit high.
 * A silent bar keeps a small height, so that the line stays visible.
 */
export function barsPath(bars: readonly number[], scale: number): string {
  return bars
    .map((bar, index) => {
      const height = Math.max(bar / scale, 0.04);
      return `M${index + 0.5} ${((1 - height) / 2).toFixed(3)}v${height.toFixed(3)}`;
    })
    .join('');
}
