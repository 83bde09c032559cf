import { createRequire } from 'node:module';
import type { Socket } from 'node:net';
import type { Connection } from 'ssh2';
import { ALGORITHMS } from './algorithms.ts';

/*
 * What this door uses of ssh2 that its types do not show. Its version is pinned, and the tests with real clients fail where
 * something of this is missing.
 */

const requireSsh2 = createRequire(import.meta.url);

/** The socket that was given to `injectSocket`. */
export function socketOf(connection: Connection): Socket {
  return Reflect.get(connection, '_sock') as Socket;
}

/** Whether keys are exchanged: what is sent waits in ssh2's memory then, however much it is. */
export function exchangesKeys(connection: Connection): boolean {
  return Reflect.get(protocolOf(connection), '_kexinit') !== undefined;
}

function protocolOf(connection: Connection): object {
  return Reflect.get(connection, '_protocol') as object;
}

/** What encrypts the packets that are sent. */
export interface SshCipher {
  /** Of the next packet; ssh2 hands it on to the next cipher. */
  readonly outSeqno: number;
  allocPacket(payloadBytes: number): Buffer;
  encrypt(packet: Buffer): void;
  free(): void;
}

export interface GcmCipherState {
  readonly outSeqno: number;
  readonly key: Buffer;
  readonly nonce: Buffer;
}

/** What ssh2's own AES-GCM for sending has agreed on; null: another cipher, its native one, or ours. */
export function cipherOf(connection: Connection): GcmCipherState | null {
  const cipher = Reflect.get(protocolOf(connection), '_cipher') as object;
  if (cipher.constructor.name !== 'AESGCMCipherNative') return null;
  return {
    outSeqno: Reflect.get(cipher, 'outSeqno') as number,
    key: Reflect.get(cipher, '_encKey') as Buffer,
    nonce: Reflect.get(cipher, '_encIV') as Buffer,
  };
}

export function replaceCipher(connection: Connection, cipher: SshCipher): void {
  Reflect.set(protocolOf(connection), '_cipher', cipher);
}

const AES_GCM = ALGORITHMS.cipher.filter((name) => name.includes('-gcm@'));
let aesGcmOffer: object | null = null;

/** To be called when the client has named itself: it is offered AES-GCM alone, whatever it would like more. */
export function offerOnlyAesGcm(connection: Connection): void {
  const { KexInit } = requireSsh2('ssh2/lib/protocol/kex.js') as { readonly KexInit: new (lists: object) => object };
  const directions = { cipher: AES_GCM, mac: ALGORITHMS.hmac, compress: ALGORITHMS.compress, lang: [] };
  aesGcmOffer ??= new KexInit({
    kex: [...ALGORITHMS.kex, 'kex-strict-s-v00@openssh.com'],
    serverHostKey: ALGORITHMS.serverHostKey,
    cs: directions,
    sc: directions,
  });
  Reflect.set(protocolOf(connection), '_offer', aesGcmOffer);
}

/** Whether ssh2 encrypts by its native module. It is not built by our install: that needs a compiler and Node's headers. */
export function hasNativeSshCrypto(): boolean {
  const crypto = requireSsh2('ssh2/lib/protocol/crypto.js') as { readonly bindingAvailable: boolean };
  return crypto.bindingAvailable;
}
