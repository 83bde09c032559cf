import type { MediaDescription } from 'sdp-transform';
import type { AnsweredCrypto } from './answer.ts';
import { type LibraryCodecs, recordableCodecs } from './recordable-codecs.ts';
import type { OfferedCodec, OfferedMedia } from './session-description.ts';
import { codecLines, cryptoLine, refusedLine, type SessionOrigin, writeDescription } from './write-description.ts';

/** What we offer for one m-line; null: the line is not used any more. */
type MediaOffer = {
  readonly port: number;
  readonly codecs: readonly OfferedCodec[];
  /** With keys of ours; the peer chooses one line. */
  readonly crypto: readonly AnsweredCrypto[];
} | null;

interface OwnOffer {
  /** Every m-line of the session so far, in its order (RFC 3264 §8). */
  readonly lines: readonly OfferedMedia[];
  /** One for each m-line. */
  readonly media: readonly MediaOffer[];
  readonly address: string;
  readonly origin: SessionOrigin;
}

/** Our offer where the peer has sent none (RFC 3261 §13.2.1, §14.2): we only receive, so every line in use is `recvonly`. */
export function writeOffer({ lines, media, address, origin }: OwnOffer): string {
  const written = lines.map((line, index) => offerLine(line, media[index] ?? null));
  return writeDescription(written, address, origin);
}

function offerLine(line: OfferedMedia, offer: MediaOffer): MediaDescription {
  if (offer === null) return refusedLine(line);
  return {
    type: line.kind,
    port: offer.port,
    protocol: line.protocol,
    ...codecLines(offer.codecs),
    ...(offer.crypto.length > 0 && { crypto: offer.crypto.map(cryptoLine) }),
    ...(line.rtcpMux && { rtcpMux: 'rtcp-mux' }),
    direction: 'recvonly',
    ...(line.label === null ? {} : { label: line.label }),
  };
}

const plain = { channels: null, parameters: null };

/** In the order of preference: what PBXs in Europe use between themselves first, so that nobody transcodes for us. */
const OWN_CODECS: readonly OfferedCodec[] = [
  { payloadType: 8, name: 'PCMA', clockRateHz: 8000, ...plain },
  { payloadType: 0, name: 'PCMU', clockRateHz: 8000, ...plain },
  { payloadType: 9, name: 'G722', clockRateHz: 8000, ...plain },
  { payloadType: 107, name: 'OPUS', clockRateHz: 48_000, channels: 2, parameters: null },
  { payloadType: 18, name: 'G729', clockRateHz: 8000, ...plain },
  { payloadType: 3, name: 'GSM', clockRateHz: 8000, ...plain },
  { payloadType: 13, name: 'CN', clockRateHz: 8000, ...plain },
  { payloadType: 101, name: 'TELEPHONE-EVENT', clockRateHz: 8000, channels: null, parameters: '0-15' },
];

const FIRST_DYNAMIC_TYPE = 96;
const LAST_DYNAMIC_TYPE = 127;

/**
 * The codecs of an offer of ours: what the session uses, then what else this machine decodes. RFC 3264 §8.3.2: a payload type in use
 * keeps its meaning.
 */
export function codecsToOffer(used: readonly OfferedCodec[], libraryCodecs?: LibraryCodecs): readonly OfferedCodec[] {
  const codecs = [...used];
  for (const codec of recordableCodecs(ownLine(null), libraryCodecs)) {
    const isKnown = codecs.some(({ name, clockRateHz }) => name === codec.name && clockRateHz === codec.clockRateHz);
    const payloadType = isKnown ? null : freeType(codec.payloadType, codecs);
    if (payloadType !== null) codecs.push({ ...codec, payloadType });
  }
  return codecs;
}

function freeType(preferred: number, codecs: readonly OfferedCodec[]): number | null {
  const isFree = (type: number): boolean => codecs.every(({ payloadType }) => payloadType !== type);
  if (isFree(preferred)) return preferred;
  if (preferred < FIRST_DYNAMIC_TYPE) return null;
  for (let type = FIRST_DYNAMIC_TYPE; type <= LAST_DYNAMIC_TYPE; type++) if (isFree(type)) return type;
  return null;
}

/** An m-line of ours, as if the peer had offered it with our codecs. */
export function ownLine(label: string | null): OfferedMedia {
  return {
    kind: 'audio',
    port: 9,
    protocol: 'RTP/AVP',
    formats: '8',
    label,
    direction: 'sendonly',
    address: null,
    onHold: false,
    codecs: OWN_CODECS,
    ptimeMs: null,
    rtcpMux: false,
    rtcpPort: null,
    crypto: [],
  };
}
