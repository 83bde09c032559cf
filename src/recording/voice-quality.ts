/** How much a codec impairs speech: the equipment impairment factor and the packet-loss robustness factor of the E-model. */
interface CodecImpairment {
  readonly ie: number;
  readonly bpl: number;
}

/** ITU-T G.113 (2007) appendix I: G.711 without concealment. The recording bridges short gaps, what was sent is none the better for it. */
const PLAIN: CodecImpairment = { ie: 0, bpl: 4.3 };

/**
 * ITU-T G.113 appendix I, tables I.1 to I.4, by RTP names. G.722, L16 and Opus have no value for narrowband: their loss is
 * that of G.711. GSM 06.10 has no Bpl: that of GSM EFR.
 */
const IMPAIRMENTS: Readonly<Record<string, CodecImpairment>> = {
  PCMA: PLAIN,
  PCMU: PLAIN,
  G722: PLAIN,
  L16: PLAIN,
  OPUS: PLAIN,
  G729: { ie: 11, bpl: 19 },
  GSM: { ie: 20, bpl: 10 },
  AMR: { ie: 5, bpl: 10 },
};

/** ITU-T G.107 (2015) table 3: the rating of a path with default values, without loss and delay. */
const DEFAULT_RATING = 93.2;

/** Fewer say nothing: a second of packets of 20 ms. */
const MIN_PACKETS = 50;

interface ReceivedStream {
  /** RTP name, upper case; null: no sound arrived. */
  readonly codec: string | null;
  readonly packets: number;
  readonly lost: number;
}

/**
 * The mean opinion score that the E-model (ITU-T G.107) estimates for a stream, 1 to 4.5: that of its codec and its loss, taken as
 * random (BurstR 1). Delay, echo and the speakers' own telephones are not seen by a recorder and count as perfect. Null: the
 * codec's impairment is not known, or too little arrived.
 */
export function estimateMos({ codec, packets, lost }: ReceivedStream): number | null {
  const impairment = codec === null ? undefined : IMPAIRMENTS[codec];
  if (impairment === undefined || packets + lost < MIN_PACKETS) return null;
  const lossPercent = (100 * lost) / (packets + lost);
  return Math.round(mosOfRating(DEFAULT_RATING - effectiveImpairment(impairment, lossPercent)) * 100) / 100;
}

/** G.107 §7.5, formula 7-29, with BurstR 1. */
export function effectiveImpairment({ ie, bpl }: CodecImpairment, lossPercent: number): number {
  return ie + ((95 - ie) * lossPercent) / (lossPercent + bpl);
}

/** G.107 annex B. */
export function mosOfRating(rating: number): number {
  if (rating <= 0) return 1;
  if (rating >= 100) return 4.5;
  return Math.max(1, 1 + 0.035 * rating + rating * (rating - 60) * (100 - rating) * 7e-6);
}

export const QUALITY_GRADES = ['good', 'fair', 'poor'] as const;
export type QualityGrade = (typeof QUALITY_GRADES)[number];

/** ITU-T G.109: users are satisfied from a rating of 80, many dissatisfied below 70. */
const GOOD_MOS = 4.02;
const FAIR_MOS = 3.6;

export function gradeOf(mos: number): QualityGrade {
  if (mos >= GOOD_MOS) return 'good';
  return mos >= FAIR_MOS ? 'fair' : 'poor';
}
