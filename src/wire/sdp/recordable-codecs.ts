import { amrFormat, isAmr } from './amr-format.ts';
import { hasReadableProfile } from './media-profile.ts';
import type { OfferedCodec, OfferedMedia } from './session-description.ts';

/** Codecs that a library of this machine decodes, by their RTP names: `GSM`, `AMR-WB`. */
export type LibraryCodecs = ReadonlySet<string>;

const NONE: LibraryCodecs = new Set();

/** The clock rates of each audio codec, in Hz (RFC 3551 §6, RFC 7587 §7). Some devices write G.722 with the rate of its samples. */
const CLOCK_RATES: Readonly<Record<string, readonly number[]>> = {
  PCMU: [8000],
  PCMA: [8000],
  G722: [8000, 16_000],
  OPUS: [48_000],
  L16: [8000, 16_000],
};
const LIBRARY_CLOCK_RATES: Readonly<Record<string, readonly number[]>> = {
  GSM: [8000],
  G729: [8000],
  // RFC 4867 §8.1, §8.2.
  AMR: [8000],
  'AMR-WB': [16_000],
};

/** Sent with audio (RFC 4733 §2.1, RFC 3389 §4); alone they are not recorded. */
const ACCOMPANYING = new Set(['TELEPHONE-EVENT', 'CN']);

/** Channels that a codec may have: RFC 7587 §7 demands `opus/48000/2` whatever is sent; of others only mono is recorded. */
const MAX_CHANNELS: Readonly<Record<string, number>> = { OPUS: 2 };

/**
 * The codecs of an m-line that can be recorded, in the offer's order; empty where the line must be refused.
 * The answer contains all of them: rtpengine ends a session whose telephone-event was dropped.
 */
export function recordableCodecs(media: OfferedMedia, libraryCodecs: LibraryCodecs = NONE): readonly OfferedCodec[] {
  if (media.kind !== 'audio' || media.port === 0 || !hasReadableProfile(media)) return [];
  const recordable = media.codecs.filter(
    (codec) => (ACCOMPANYING.has(codec.name) && codec.clockRateHz > 0) || isRecordableAudio(codec, libraryCodecs),
  );
  return recordable.some(({ name }) => !ACCOMPANYING.has(name)) ? recordable : [];
}

function isRecordableAudio(codec: OfferedCodec, libraryCodecs: LibraryCodecs): boolean {
  const { name, clockRateHz, channels, parameters } = codec;
  if (isAmr(name) && amrFormat(parameters) === null) return false;
  const clockRates = CLOCK_RATES[name] ?? (libraryCodecs.has(name) ? LIBRARY_CLOCK_RATES[name] : undefined);
  return clockRates !== undefined && clockRates.includes(clockRateHz) && (channels ?? 1) <= (MAX_CHANNELS[name] ?? 1);
}

/** Encoding names are case-insensitive (RFC 4855 §3), but peers compare them with the usual spelling. */
const USUAL_SPELLING: Readonly<Record<string, string>> = { 'TELEPHONE-EVENT': 'telephone-event', OPUS: 'opus' };

export function nameInSdp({ name }: OfferedCodec): string {
  return USUAL_SPELLING[name] ?? name;
}
