import type { Channel } from './channels.ts';
import { estimateMos, gradeOf, QUALITY_GRADES, type QualityGrade } from './voice-quality.ts';

/** What arrived of a leg, counted while it was encoded. */
export interface LegCounts {
  readonly leg: number;
  readonly channel: Channel;
  /** RTP name of most of its sound; null: there was none. */
  readonly codec: string | null;
  readonly packets: number;
  /** By sequence numbers, after reordering. */
  readonly lost: number;
  readonly duplicates: number;
  readonly reordered: number;
  /** Not RTP, of a foreign SSRC, of a payload type that was not negotiated, or malformed for its codec. */
  readonly ignored: number;
  /** RFC 3550 §6.4.1: the mean over the call and its highest value, in ms. */
  readonly jitterMs: number;
  readonly maxJitterMs: number;
}

/** How well a leg arrived, as it is stored with the recording. */
export interface LegQuality extends LegCounts {
  /** Estimated by the E-model, 1 to 4.5; null: cannot be. */
  readonly mos: number | null;
}

export function legQuality(counts: LegCounts): LegQuality {
  const { leg, channel, codec, packets, lost, duplicates, reordered, ignored, jitterMs, maxJitterMs } = counts;
  const mos = estimateMos(counts);
  return { leg, channel, codec, packets, lost, duplicates, reordered, ignored, jitterMs, maxJitterMs, mos };
}

/** Of a recording; its grade is that of its worst leg, null where none can be estimated. */
export interface RecordingQuality {
  readonly grade: QualityGrade | null;
  readonly legs: readonly LegQuality[];
}

/** Of the column; null: not measured. */
export function readQuality(column: unknown): RecordingQuality | null {
  return column === null ? null : recordingQuality(column as readonly LegQuality[]);
}

function recordingQuality(legs: readonly LegQuality[]): RecordingQuality {
  const grades = legs.flatMap(({ mos }) => (mos === null ? [] : gradeOf(mos)));
  return { grade: QUALITY_GRADES.findLast((grade) => grades.includes(grade)) ?? null, legs };
}
