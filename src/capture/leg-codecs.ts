import type { LegCodec } from '../spool/index.ts';

/** Of one leg; far more than any PBX changes in a call. Beyond it the oldest are forgotten: an offer that changes them each time costs no more. */
const MAX_CODECS = 256;

/**
 * The codecs of a leg after another offer, in the order of time. What it does not list stays: packets on their way, and those
 * already in the spool, still have its payload type.
 */
export function laterCodecs(known: readonly LegCodec[], offered: readonly LegCodec[], now: number): LegCodec[] {
  const changed = offered.filter(({ payloadType, name, clockRateHz, octetAligned }) => {
    const last = known.findLast((codec) => codec.payloadType === payloadType);
    return last?.name !== name || last.clockRateHz !== clockRateHz || last.octetAligned !== octetAligned;
  });
  return [...known, ...changed.map((codec) => ({ ...codec, since: now }))].slice(-MAX_CODECS);
}
