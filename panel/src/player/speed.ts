/** The speeds offered, slowest first. */
export const SPEEDS: readonly number[] = [0.75, 1, 1.25, 1.5, 1.75, 2];
export const NORMAL_SPEED = 1;

/** The next faster (`+1`) or slower (`-1`) speed; the ends stay where they are. */
export function nextSpeed(speed: number, step: 1 | -1): number {
  return SPEEDS[SPEEDS.indexOf(speed) + step] ?? speed;
}
