export interface Peaks {
  readonly sliceMs: number;
  readonly caller: readonly number[];
  readonly callee: readonly number[];
}

export interface Span {
  readonly fromMs: number;
  readonly untilMs: number;
}

/** Peaks up to it are silence: 34 dB below full scale, above the noise of a line. */
const QUIET_PEAK = 5;
/** Shorter pauses belong to talking. */
const MIN_SILENCE_MS = 2_000;
/** Left of a silence on each side, so that no word is cut. */
const MARGIN_MS = 300;

/** Where neither party is heard for two seconds or longer: what is skipped of it. */
export function silencesOf({ sliceMs, caller, callee }: Peaks): Span[] {
  const spans: Span[] = [];
  let from: number | null = null;
  for (let slice = 0; slice <= caller.length; slice++) {
    const silent = slice < caller.length && Math.max(caller[slice]!, callee[slice] ?? 0) <= QUIET_PEAK;
    if (silent) from ??= slice;
    else if (from !== null) {
      const span = { fromMs: from * sliceMs + MARGIN_MS, untilMs: slice * sliceMs - MARGIN_MS };
      if ((slice - from) * sliceMs >= MIN_SILENCE_MS) spans.push(span);
      from = null;
    }
  }
  return spans;
}

/** Where to go on from a position in a silence; null: it is in none. */
export function afterSilence(silences: readonly Span[], positionMs: number): number | null {
  return silences.find(({ fromMs, untilMs }) => positionMs >= fromMs && positionMs < untilMs)?.untilMs ?? null;
}
