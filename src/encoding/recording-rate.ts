import type { SpooledLeg, SpooledPacket } from '../spool/index.ts';
import { RTP_HEADER_BYTES } from '../wire/rtp/index.ts';
import { type CallSampleRate, isWideband } from './decoders/audio-decoder.ts';
import { knownCodecs } from './payload-types.ts';

/**
 * The sample rate of a call's recording: 16000 Hz if any packet is of a wideband codec. Offers list many codecs, of which the
 * sender uses one: what was sent decides. Reads packets only where a wideband codec was negotiated.
 */
export function recordingRate(
  { legs }: { readonly legs: readonly SpooledLeg[] },
  packets: Iterable<SpooledPacket>,
): CallSampleRate {
  if (!legs.some(({ codecs }) => codecs.some(isWideband))) return 8000;
  const wideband = new Map(legs.map((leg) => [leg.leg, widebandTypes(leg)]));
  for (const { leg, bytes } of packets) {
    if (bytes.length >= RTP_HEADER_BYTES && wideband.get(leg)?.has(bytes[1]! & 0x7f)) return 16_000;
  }
  return 8000;
}

function widebandTypes(leg: SpooledLeg): ReadonlySet<number> {
  return new Set(
    knownCodecs(leg)
      .filter(isWideband)
      .map(({ payloadType }) => payloadType),
  );
}
