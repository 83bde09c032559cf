import { type MediaDescription, type SessionDescription as WrittenSession, write } from 'sdp-transform';
import type { AnsweredCrypto } from './answer.ts';
import { nameInSdp } from './recordable-codecs.ts';
import type { OfferedCodec, OfferedMedia } from './session-description.ts';

/** The `o=` line: the id stays for the dialog's life, the version grows with each new description (RFC 3264 §8). */
export interface SessionOrigin {
  readonly sessionId: number;
  readonly version: number;
}

/** A session description of ours. `address`: where media goes to, IPv4 or IPv6. */
export function writeDescription(media: MediaDescription[], address: string, origin: SessionOrigin): string {
  const session: WrittenSession = {
    version: 0,
    origin: {
      username: '-',
      sessionId: origin.sessionId,
      sessionVersion: origin.version,
      netType: 'IN',
      ipVer: connectionTo(address).version,
      address,
    },
    name: 'fonoteka',
    connection: connectionTo(address),
    timing: { start: 0, stop: 0 },
    media,
  };
  return write(session);
}

export function connectionTo(address: string): { readonly version: 4 | 6; readonly ip: string } {
  return { version: address.includes(':') ? 6 : 4, ip: address };
}

/** RFC 3264 §6: a rejected or removed line has port zero and at least one format. */
export function refusedLine({ kind, protocol, formats, label }: OfferedMedia): MediaDescription {
  const payloads = formats || '0';
  return { type: kind, port: 0, protocol, payloads, rtp: [], fmtp: [], ...(label === null ? {} : { label }) };
}

export function codecLines(codecs: readonly OfferedCodec[]): Pick<MediaDescription, 'payloads' | 'rtp' | 'fmtp'> {
  return {
    payloads: codecs.map((codec) => codec.payloadType).join(' '),
    rtp: codecs.map((codec) => ({
      payload: codec.payloadType,
      codec: nameInSdp(codec),
      rate: codec.clockRateHz,
      ...(codec.channels !== null && { encoding: codec.channels }),
    })),
    fmtp: codecs
      .filter(({ parameters }) => parameters !== null)
      .map(({ payloadType, parameters }) => ({ payload: payloadType, config: parameters! })),
  };
}

export function cryptoLine({ tag, suiteName, parameters, keySalt }: AnsweredCrypto) {
  const sessionConfig = parameters === null ? {} : { sessionConfig: parameters };
  return { id: Number(tag), suite: suiteName, config: `inline:${keySalt}`, ...sessionConfig };
}
