import { SAMPLES_PER_MS } from './timed-audio.ts';

/** The longest gap that is bridged, in samples of 8000 Hz: of 60 ms, as long as G.711 appendix I says anything in. Longer ones are silent. */
export const MAX_BRIDGED = 60 * SAMPLES_PER_MS;
/** The pitch of voices, 66 to 200 Hz, as there. */
const MIN_PERIOD_MS = 5;
const MAX_PERIOD_MS = 15;
/** What is compared with itself a period before. */
const COMPARED_MS = 20;
/** How much sound before the gap is looked at. */
export const HEARD_MS = COMPARED_MS + MAX_PERIOD_MS;
/** At full loudness; then ever quieter until nothing is left. */
const FULL_MS = 10;
const FADED_MS = 60;

/**
 * The sound that bridges a short gap: the last period of the voice before it, again and again and ever quieter (after ITU-T G.711
 * appendix I). `before`: the last `HEARD_MS`.
 */
export function bridge(before: Int16Array, samples: number, sampleRateHz: number): Int16Array {
  const perMs = sampleRateHz / 1000;
  const period = periodOf(before, perMs);
  const repeated = lastPeriod(before, period);
  return Int16Array.from({ length: samples }, (_, at) => {
    const loudness = Math.min(1, (FADED_MS * perMs - at) / ((FADED_MS - FULL_MS) * perMs));
    return Math.round(repeated[at % period]! * loudness);
  });
}

/** The length at which the sound is most like itself a period before. */
function periodOf(before: Int16Array, perMs: number): number {
  const from = before.length - COMPARED_MS * perMs;
  let best = MIN_PERIOD_MS * perMs;
  let highest = Number.NEGATIVE_INFINITY;
  for (let period = best; period <= MAX_PERIOD_MS * perMs; period++) {
    let product = 0;
    let energy = 1;
    for (let at = from; at < before.length; at++) {
      const earlier = before[at - period]!;
      product += before[at]! * earlier;
      energy += earlier * earlier;
    }
    const likeness = product / Math.sqrt(energy);
    if (likeness <= highest) continue;
    highest = likeness;
    best = period;
  }
  return best;
}

/** Its last quarter goes over into what was before it, so that its end fits its beginning. */
function lastPeriod(before: Int16Array, period: number): Float64Array {
  const from = before.length - period;
  const quarter = period >> 2;
  return Float64Array.from({ length: period }, (_, at) => {
    const weight = Math.max(0, (at - (period - quarter)) / quarter);
    return before[from + at]! * (1 - weight) + (before[from + at - period] ?? 0) * weight;
  });
}
