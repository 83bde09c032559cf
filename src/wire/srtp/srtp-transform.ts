import {
  type CipherGCMTypes,
  createCipheriv,
  createDecipheriv,
  createHmac,
  type KeyObject,
  timingSafeEqual,
} from 'node:crypto';
import { type CryptoSuite, CRYPTO_SUITES, type CryptoSuiteName } from './crypto-suites.ts';
import type { SessionKeys } from './srtp-keys.ts';

/** A packet and where it stands in its stream. */
export interface IndexedPacket {
  readonly packet: Uint8Array;
  /** Of the RTP header, CSRCs and extension included: it is authenticated and not encrypted. */
  readonly headerBytes: number;
  /** 2^16 · rollover counter + sequence number. */
  readonly index: number;
}

const SEQUENCE_NUMBERS = 2 ** 16;
const NO_MKI = Buffer.alloc(0);

/** Encrypts and decrypts the packets of one master key. */
export class SrtpTransform {
  readonly #suite: CryptoSuite;
  readonly #keys: SessionKeys;
  readonly #mki: Buffer;
  /** Reused for each packet: the rollover counter that the tag covers, and the initialization vector. */
  readonly #roc = Buffer.alloc(4);
  readonly #iv: Buffer;

  constructor(suite: CryptoSuiteName, keys: SessionKeys, mki: Buffer = NO_MKI) {
    this.#suite = CRYPTO_SUITES[suite];
    this.#keys = keys;
    this.#mki = mki;
    this.#iv = Buffer.alloc(this.#suite.mode === 'gcm' ? 12 : 16);
  }

  /** Whether a packet carries the identifier of this key. That of AES-GCM is behind the tag, that of HMAC before it. */
  hasMki(packet: Uint8Array): boolean {
    const mkiBytes = this.#mki.length;
    const end = this.#suite.mode === 'gcm' ? packet.length : packet.length - this.#suite.tagBytes;
    return end >= mkiBytes && this.#mki.compare(packet, end - mkiBytes, end) === 0;
  }

  /** The SRTP packet of an RTP packet. */
  protect({ packet, headerBytes, index }: IndexedPacket): Buffer {
    const header = packet.subarray(0, headerBytes);
    const payload = packet.subarray(headerBytes);
    const iv = this.#ivOf(header, index);
    if (this.#suite.mode === 'gcm') {
      const cipher = createCipheriv(gcm(this.#keys.encryption), this.#keys.encryption, iv).setAAD(header);
      return Buffer.concat([header, cipher.update(payload), cipher.final(), cipher.getAuthTag(), this.#mki]);
    }
    const encrypted = createCipheriv(ctr(this.#keys.encryption), this.#keys.encryption, iv).update(payload);
    const authenticated = Buffer.concat([header, encrypted]);
    return Buffer.concat([authenticated, this.#mki, this.#hmac(authenticated, index)]);
  }

  /** The RTP packet of an SRTP packet; null: it is not authentic, or has another index. */
  open({ packet, headerBytes, index }: IndexedPacket): Buffer | null {
    const { mode, tagBytes } = this.#suite;
    const end = packet.length - this.#mki.length - tagBytes;
    if (end < headerBytes) return null;
    return mode === 'gcm' ? this.#openGcm(packet, headerBytes, index) : this.#openCm(packet, headerBytes, index);
  }

  /** RFC 7714 §8.1: header | ciphertext | tag | MKI; the header is associated data. */
  #openGcm(packet: Uint8Array, headerBytes: number, index: number): Buffer | null {
    const { encryption } = this.#keys;
    const tagAt = packet.length - this.#mki.length - this.#suite.tagBytes;
    const header = packet.subarray(0, headerBytes);
    const decipher = createDecipheriv(gcm(encryption), encryption, this.#ivOf(header, index), { authTagLength: 16 });
    decipher.setAAD(header).setAuthTag(packet.subarray(tagAt, tagAt + this.#suite.tagBytes));
    const opened = Buffer.allocUnsafe(tagAt);
    opened.set(header);
    opened.set(decipher.update(packet.subarray(headerBytes, tagAt)), headerBytes);
    try {
      decipher.final();
      return opened;
    } catch {
      return null;
    }
  }

  /** RFC 3711 §3.1: header | ciphertext | MKI | tag; the tag covers header, ciphertext and rollover counter. */
  #openCm(packet: Uint8Array, headerBytes: number, index: number): Buffer | null {
    const { encryption } = this.#keys;
    const tag = packet.subarray(packet.length - this.#suite.tagBytes);
    const end = packet.length - this.#suite.tagBytes - this.#mki.length;
    if (!timingSafeEqual(this.#hmac(packet.subarray(0, end), index), tag)) return null;
    const iv = this.#ivOf(packet, index);
    const opened = Buffer.allocUnsafe(end);
    opened.set(packet.subarray(0, headerBytes));
    opened.set(
      createDecipheriv(ctr(encryption), encryption, iv).update(packet.subarray(headerBytes, end)),
      headerBytes,
    );
    return opened;
  }

  #hmac(authenticated: Uint8Array, index: number): Buffer {
    this.#roc.writeUInt32BE(Math.floor(index / SEQUENCE_NUMBERS));
    const hmac = createHmac('sha1', this.#keys.authentication!).update(authenticated).update(this.#roc).digest();
    return hmac.subarray(0, this.#suite.tagBytes);
  }

  /**
   * AES-CM: (salt · 2^16) XOR (SSRC · 2^64) XOR (index · 2^16), RFC 3711 §4.1.1; AES-GCM: (0 | SSRC | index) XOR salt, RFC 7714 §8.1.
   * SSRC and the index of 48 bits lie side by side in both.
   */
  #ivOf(header: Uint8Array, index: number): Buffer {
    const iv = this.#iv;
    iv.fill(0);
    this.#keys.salt.copy(iv);
    const ssrcAt = this.#suite.mode === 'gcm' ? 2 : 4;
    for (let byte = 0; byte < 4; byte++) iv[ssrcAt + byte]! ^= header[8 + byte]!;
    let rest = index;
    for (let byte = ssrcAt + 9; byte > ssrcAt + 3; byte--) {
      iv[byte]! ^= rest & 0xff;
      rest = Math.floor(rest / 256);
    }
    return iv;
  }
}

function gcm(key: KeyObject): CipherGCMTypes {
  return key.symmetricKeySize === 32 ? 'aes-256-gcm' : 'aes-128-gcm';
}

function ctr(key: KeyObject): string {
  return key.symmetricKeySize === 32 ? 'aes-256-ctr' : 'aes-128-ctr';
}
