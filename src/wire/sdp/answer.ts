import { type MediaDescription, type SessionDescription as WrittenSession, write } from 'sdp-transform';
import type { OfferedCrypto } from './crypto-attribute.ts';
import { nameInSdp } from './recordable-codecs.ts';
import type { OfferedCodec, OfferedMedia, SessionDescription } from './session-description.ts';

/** The answer to one m-line of the offer; null refuses it. */
export type MediaAnswer = {
  readonly port: number;
  readonly codecs: readonly OfferedCodec[];
  /** Of a line whose media is encrypted. */
  readonly crypto?: AnsweredCrypto | null;
} | null;

/** RFC 4568 §5.1.2: the offer's tag and suite, with a key of the one who answers. */
export interface AnsweredCrypto extends Pick<OfferedCrypto, 'tag' | 'suiteName' | 'parameters'> {
  /** Of what we would send; base64. */
  readonly keySalt: string;
}

interface AnswerRequest {
  readonly offer: SessionDescription;
  /** One for each m-line, in the offer's order. */
  readonly media: readonly MediaAnswer[];
  /** The address the media goes to, IPv4 or IPv6. */
  readonly address: string;
  readonly origin: SessionOrigin;
}

/** The `o=` line: the id stays for the dialog's life, the version grows with each new description (RFC 3264 §8). */
interface SessionOrigin {
  readonly sessionId: number;
  readonly version: number;
}

/** The answer of a party that only receives: every m-line in the offer's order (RFC 3264 §6, RFC 7866 §8.3). */
export function writeAnswer({ offer, media, address, origin }: AnswerRequest): string {
  const ipVer = address.includes(':') ? 6 : 4;
  const session: WrittenSession = {
    version: 0,
    origin: {
      username: '-',
      sessionId: origin.sessionId,
      sessionVersion: origin.version,
      netType: 'IN',
      ipVer,
      address,
    },
    name: 'fonoteka',
    connection: { version: ipVer, ip: address },
    timing: { start: 0, stop: 0 },
    media: offer.media.map((line, index) => answerLine(line, media[index] ?? null)),
  };
  return write(session);
}

function answerLine(offered: OfferedMedia, answer: MediaAnswer): MediaDescription {
  const label = offered.label === null ? {} : { label: offered.label };
  if (answer === null) {
    // RFC 3264 §6: a rejected line has port zero and at least one format.
    const payloads = offered.formats || '0';
    return { type: offered.kind, port: 0, protocol: offered.protocol, payloads, rtp: [], fmtp: [], ...label };
  }
  return {
    type: offered.kind,
    port: answer.port,
    protocol: offered.protocol,
    payloads: answer.codecs.map((codec) => codec.payloadType).join(' '),
    rtp: answer.codecs.map((codec) => ({
      payload: codec.payloadType,
      codec: nameInSdp(codec),
      rate: codec.clockRateHz,
      ...(codec.channels !== null && { encoding: codec.channels }),
    })),
    fmtp: answer.codecs
      .filter(({ parameters }) => parameters !== null)
      .map(({ payloadType, parameters }) => ({ payload: payloadType, config: parameters! })),
    ...(answer.crypto ? { crypto: [cryptoLine(answer.crypto)] } : {}),
    ...(offered.ptimeMs === null ? {} : { ptime: offered.ptimeMs }),
    direction: sends(offered) ? 'recvonly' : 'inactive',
    ...label,
  };
}

function cryptoLine({ tag, suiteName, parameters, keySalt }: AnsweredCrypto) {
  const sessionConfig = parameters === null ? {} : { sessionConfig: parameters };
  return { id: Number(tag), suite: suiteName, config: `inline:${keySalt}`, ...sessionConfig };
}

/** RFC 3264 §6.1: the answer to a sender is `recvonly`; to one that does not send or is on hold, `inactive`. */
function sends(offered: OfferedMedia): boolean {
  return !offered.onHold && (offered.direction === 'sendonly' || offered.direction === 'sendrecv');
}
