import type { Peaks } from './silences.ts';

/** Who talked for how long, ms. */
export interface TalkTime {
  readonly callerMs: number;
  readonly calleeMs: number;
  readonly silenceMs: number;
}

export interface TalkBar {
  readonly who: 'caller' | 'callee' | 'silence';
  readonly ms: number;
  /** Of the duration, 0…1. Both may talk at once: together they can be more than 1. */
  readonly share: number;
}

export function talkBars({ callerMs, calleeMs, silenceMs }: TalkTime, durationMs: number): TalkBar[] {
  const share = (ms: number) => (durationMs === 0 ? 0 : Math.min(1, ms / durationMs));
  return [
    { who: 'caller', ms: callerMs, share: share(callerMs) },
    { who: 'callee', ms: calleeMs, share: share(calleeMs) },
    { who: 'silence', ms: silenceMs, share: share(silenceMs) },
  ];
}

/** Coarser peaks, of a longer call, hide the pauses between words. */
const MAX_SLICE_MS = 320;
const QUIET_PEAK = 5;

/** Of a recording whose talk time was not measured when it was made: from its waveform, if that is fine enough. */
export function talkTimeOf({ sliceMs, caller, callee }: Peaks): TalkTime | null {
  if (sliceMs > MAX_SLICE_MS || caller.every((peak) => peak === 0)) return null;
  const heard = (peaks: readonly number[]) => peaks.filter((peak) => peak > QUIET_PEAK).length * sliceMs;
  const silent = caller.filter((peak, at) => Math.max(peak, callee[at] ?? 0) <= QUIET_PEAK).length;
  return { callerMs: heard(caller), calleeMs: heard(callee), silenceMs: silent * sliceMs };
}
