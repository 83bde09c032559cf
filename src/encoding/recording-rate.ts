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
  if (!hasWideband(legs)) return 8000;
  const wideband = new Map(legs.map((leg) => [leg.leg, widebandTypes(leg)]));
  for (const { leg, bytes } of packets) {
    if (bytes.length >= RTP_HEADER_BYTES && wideband.get(leg)?.has(bytes[1]! & 0x7f)) return 16_000;
  }
  return 8000;
}

/** The same for a call whose packets come one by one. */
export class SeenPayloadTypes {
  /** By leg: 1 for each of its payload types. */
  readonly #byLeg: (Uint8Array | undefined)[] = [];

  /** Called for each packet. */
  add({ leg, bytes }: SpooledPacket): void {
    if (bytes.length >= RTP_HEADER_BYTES) (this.#byLeg[leg] ??= new Uint8Array(128))[bytes[1]! & 0x7f] = 1;
  }

  /** The rate of a recording of what came so far. */
  rateOf(legs: readonly SpooledLeg[]): CallSampleRate {
    if (!hasWideband(legs)) return 8000;
    const came = (leg: SpooledLeg): boolean =>
      [...widebandTypes(leg)].some((type) => this.#byLeg[leg.leg]?.[type] === 1);
    return legs.some(came) ? 16_000 : 8000;
  }
}

function hasWideband(legs: readonly SpooledLeg[]): boolean {
  return legs.some(({ codecs }) => codecs.some(isWideband));
}

function widebandTypes(leg: SpooledLeg): ReadonlySet<number> {
  return new Set(
    knownCodecs(leg)
      .filter(isWideband)
      .map(({ payloadType }) => payloadType),
  );
}
