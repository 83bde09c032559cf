import { chooseCrypto, type OfferedCrypto } from './crypto-attribute.ts';
import type { OfferedMedia } from './session-description.ts';

/** Of an m-line whose media we receive: as RTP, or as SRTP with the keys in the offer (SDES). Those of DTLS are not among them. */
const PLAIN_PROFILES = new Set(['RTP/AVP', 'RTP/AVPF']);
const SECURE_PROFILES = new Set(['RTP/SAVP', 'RTP/SAVPF']);

/**
 * The `a=crypto` line that the answer chooses; null: the media is not encrypted, or no line can be used. With the profile of plain RTP
 * such a line means: encrypted if both can (RFC 8643).
 */
export function chosenCrypto({ protocol, crypto }: OfferedMedia): OfferedCrypto | null {
  return SECURE_PROFILES.has(protocol) || PLAIN_PROFILES.has(protocol) ? chooseCrypto(crypto) : null;
}

/** Whether packets of an m-line can be read, whatever their codec is. */
export function hasReadableProfile(media: OfferedMedia): boolean {
  return PLAIN_PROFILES.has(media.protocol) || chosenCrypto(media) !== null;
}
