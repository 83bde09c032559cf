import type { LiveParty } from './live-feed.ts';

/** `waiting`: nothing has come yet, or for some seconds. */
export type LiveGrade = 'good' | 'fair' | 'poor' | 'waiting';

export interface LiveQuality {
  readonly grade: LiveGrade;
  readonly lostPercent: number;
  readonly jitterMs: number;
  readonly codec: string | null;
}

/** Above that speech has gaps that are heard, though concealed; above the second words are missing. */
const FAIR_LOSS_PERCENT = 1;
const POOR_LOSS_PERCENT = 5;
/** Telephones wait that long for late packets. */
const FAIR_JITTER_MS = 30;
const POOR_JITTER_MS = 60;

/** How well a party's packets have arrived in the last seconds. `before`: as it was then; null: from the beginning. */
export function liveQuality(now: LiveParty, before: LiveParty | null): LiveQuality {
  // A new stream counts from its beginning.
  const since = before !== null && now.packets >= before.packets ? before : { packets: 0, lost: 0 };
  const packets = now.packets - since.packets;
  const lost = Math.max(0, now.lost - since.lost);
  const lostPercent = packets + lost === 0 ? 0 : (100 * lost) / (packets + lost);
  const { jitterMs, codec } = now;
  return { grade: gradeOf({ packets, lostPercent, jitterMs }), lostPercent, jitterMs, codec };
}

interface Measured {
  readonly packets: number;
  readonly lostPercent: number;
  readonly jitterMs: number;
}

function gradeOf({ packets, lostPercent, jitterMs }: Measured): LiveGrade {
  if (packets === 0) return 'waiting';
  if (lostPercent > POOR_LOSS_PERCENT || jitterMs > POOR_JITTER_MS) return 'poor';
  return lostPercent > FAIR_LOSS_PERCENT || jitterMs > FAIR_JITTER_MS ? 'fair' : 'good';
}

/** The worse one. */
export function worse(one: LiveGrade, other: LiveGrade): LiveGrade {
  const order: readonly LiveGrade[] = ['waiting', 'good', 'fair', 'poor'];
  return order.indexOf(one) >= order.indexOf(other) ? one : other;
}

/** `quiet`: softer than speech on a good line. */
export type LoudnessWord = 'silent' | 'quiet' | 'speaking' | 'loud';

/** Speech is about -30 to -15 dBFS in a second's mean; the noise of a line below -50. */
export function loudnessWord(dbfs: number): LoudnessWord {
  if (dbfs < -50) return 'silent';
  if (dbfs < -35) return 'quiet';
  return dbfs < -10 ? 'speaking' : 'loud';
}

const LEAST_DBFS = -60;

/** Which part of the meter is filled, 0 to 1. */
export function meterShare(dbfs: number): number {
  return Math.min(1, Math.max(0, 1 - dbfs / LEAST_DBFS));
}
