import type { OfferedCodec, OfferedMedia } from './session-description.ts';

const AUDIO = new Set(['PCMU', 'PCMA']);
/** Goes along with audio of the same clock (RFC 4733 §2.1); on its own it is no recording. */
const EVENTS = 'TELEPHONE-EVENT';
const CLOCK_RATE_HZ = 8000;

/**
 * The codecs of an m-line that a recorder takes, in the offer's order; empty where the line is to be refused.
 * All of them go into the answer: rtpengine ends a session whose telephone-event was dropped.
 */
export function takenCodecs(media: OfferedMedia): readonly OfferedCodec[] {
  if (media.kind !== 'audio' || media.port === 0 || media.protocol !== 'RTP/AVP') return [];
  const taken = media.codecs.filter(
    (codec) => codec.clockRateHz === CLOCK_RATE_HZ && (AUDIO.has(codec.name) || codec.name === EVENTS),
  );
  return taken.some((codec) => AUDIO.has(codec.name)) ? taken : [];
}
