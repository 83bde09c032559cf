import type { MediaDescription } from 'sdp-transform';
import type { OfferedCrypto } from './crypto-attribute.ts';
import type { OfferedCodec, OfferedMedia, SessionDescription } from './session-description.ts';
import {
  codecLines,
  connectionTo,
  cryptoLine,
  refusedLine,
  type SessionOrigin,
  writeDescription,
} from './write-description.ts';

/** The answer to one m-line of the offer; null refuses it. */
export type MediaAnswer = {
  readonly port: number;
  /** Where its media goes to; missing: the answer's address. */
  readonly address?: string;
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

/** The answer of a party that only receives: every m-line in the offer's order (RFC 3264 §6, RFC 7866 §8.3). */
export function writeAnswer({ offer, media, address, origin }: AnswerRequest): string {
  const lines = offer.media.map((line, index) => answerLine(line, media[index] ?? null, address));
  return writeDescription(lines, address, origin);
}

/** A line has a `c=` of its own only where its address is another one than the session's. */
function answerLine(offered: OfferedMedia, answer: MediaAnswer, sessionAddress: string): MediaDescription {
  if (answer === null) return refusedLine(offered);
  return {
    type: offered.kind,
    port: answer.port,
    protocol: offered.protocol,
    ...(answer.address !== undefined &&
      answer.address !== sessionAddress && { connection: connectionTo(answer.address) }),
    ...codecLines(answer.codecs),
    ...(answer.crypto ? { crypto: [cryptoLine(answer.crypto)] } : {}),
    // RFC 5761 §5.1.1: the answer has it only where the offer has.
    ...(offered.rtcpMux && { rtcpMux: 'rtcp-mux' }),
    ...(offered.ptimeMs === null ? {} : { ptime: offered.ptimeMs }),
    direction: sends(offered) ? 'recvonly' : 'inactive',
    ...(offered.label === null ? {} : { label: offered.label }),
  };
}

/** RFC 3264 §6.1: the answer to a sender is `recvonly`; to one that does not send or is on hold, `inactive`. */
function sends(offered: OfferedMedia): boolean {
  return !offered.onHold && (offered.direction === 'sendonly' || offered.direction === 'sendrecv');
}
