import { randomFillSync } from 'node:crypto';
import type { Socket } from 'node:net';
import type { Connection } from 'ssh2';
import { AesGcmInPlace } from '../../platform/aes-gcm-in-place.ts';
import { TAG_BYTES } from '../../platform/sealing.ts';
import {
  cipherOf,
  type GcmCipherState,
  hasNativeSshCrypto,
  replaceCipher,
  socketOf,
  type SshCipher,
} from './ssh2-internals.ts';

/** Length of the packet, in clear, and length of its padding (RFC 4253 §6). */
const HEAD_BYTES = 5;
const LENGTH_BYTES = 4;
const BLOCK_BYTES = 16;
const MIN_PADDING_BYTES = 4;

/** Smaller ones get memory of their size: thousands may wait for a client that takes none. */
const SMALL_BYTES = 4096;
/** A packet of 32 KiB, the most that almost all clients take, with what is around it. */
const POOLED_BYTES = 33 * 1024;
/** Kept for the next packets: 8 MB, what 60 busy connections have under way. */
const MAX_POOLED = 256;

/** What is used of a socket. */
interface PacketSocket extends Pick<Socket, 'writable' | 'write'> {
  destroy(error: Error): unknown;
}

/** Buffers of packets, used again once the kernel has taken what was in them. */
const pool: Buffer[] = [];

/** Random bytes for paddings, used up piece by piece: a call for each packet cost more than its copy. */
const paddings = Buffer.allocUnsafeSlow(16 * 1024);
let nextPadding = paddings.length;

/**
 * AES-GCM of what is sent (RFC 5647), in the place of ssh2's: the same bytes for less than half of the CPU. ssh2 makes a key
 * object, three buffers and random bytes for each packet; here it is encrypted where it was written, and sent from there.
 */
export class GcmPacketCipher implements SshCipher {
  outSeqno: number;
  readonly #aes: AesGcmInPlace;
  readonly #nonce: Buffer;
  readonly #socket: PacketSocket;
  /** Of the packet that was asked for last. */
  #buffer: Buffer | null = null;
  #freed = false;

  constructor(
    aes: AesGcmInPlace,
    { outSeqno, nonce }: Pick<GcmCipherState, 'outSeqno' | 'nonce'>,
    socket: PacketSocket,
  ) {
    this.outSeqno = outSeqno;
    this.#aes = aes;
    this.#nonce = nonce;
    this.#socket = socket;
  }

  free(): void {
    if (!this.#freed) this.#aes.free();
    this.#freed = true;
  }

  /** A packet with room for its payload behind the head. ssh2 fills and encrypts it before it asks for the next one. */
  allocPacket(payloadBytes: number): Buffer {
    const padding = paddingFor(payloadBytes);
    const length = HEAD_BYTES + payloadBytes + padding;
    const isPooled = length > SMALL_BYTES && length + TAG_BYTES <= POOLED_BYTES;
    this.#buffer = isPooled
      ? (pool.pop() ?? Buffer.allocUnsafeSlow(POOLED_BYTES))
      : Buffer.allocUnsafe(length + TAG_BYTES);
    this.#buffer.writeUInt32BE(length - LENGTH_BYTES, 0);
    this.#buffer[LENGTH_BYTES] = padding;
    if (nextPadding + padding > paddings.length) {
      randomFillSync(paddings);
      nextPadding = 0;
    }
    paddings.copy(this.#buffer, HEAD_BYTES + payloadBytes, nextPadding, nextPadding + padding);
    nextPadding += padding;
    return this.#buffer.subarray(0, length);
  }

  encrypt(packet: Buffer): void {
    const buffer = this.#buffer;
    this.#buffer = null;
    if (this.#freed || !this.#socket.writable) return;
    if (buffer === null || packet.buffer !== buffer.buffer) throw new Error('another packet was asked for meanwhile');
    const { length } = packet;
    try {
      this.#aes.seal(buffer, { clearBytes: LENGTH_BYTES, length, nonce: this.#nonce });
    } catch (error) {
      // Nothing of it is sent. ssh2 expects no exception here: it would end the process.
      this.#socket.destroy(error as Error);
      return;
    }
    this.#socket.write(buffer.subarray(0, length + TAG_BYTES), (error) => {
      // After a failure the kernel may still have it.
      if (error == null && buffer.length === POOLED_BYTES && pool.length < MAX_POOLED) pool.push(buffer);
    });
    this.#countUp();
  }

  /** RFC 5647 §7.1: the last eight bytes of the nonce count the packets. */
  #countUp(): void {
    for (let index = this.#nonce.length - 1; index >= 4; index--) {
      this.#nonce[index] = (this.#nonce[index]! + 1) & 0xff;
      if (this.#nonce[index] !== 0) break;
    }
    this.outSeqno = (this.outSeqno + 1) >>> 0;
  }
}

/** After each key exchange: what is sent from now on is encrypted by ours, if AES-GCM was agreed on and OpenSSL can be called. */
export function useOwnCipher(connection: Connection): void {
  const state = cipherOf(connection);
  const aes = state === null ? null : AesGcmInPlace.create(state.key);
  if (state !== null && aes !== null) replaceCipher(connection, new GcmPacketCipher(aes, state, socketOf(connection)));
}

/** By what SFTP encrypts: ssh2's native module, which is used where it was built, or OpenSSL in place. Neither: by `node:crypto`. */
export function sshCrypto(): { readonly nativeModule: boolean; readonly inPlace: boolean } {
  const aes = AesGcmInPlace.create(Buffer.alloc(16));
  aes?.free();
  return { nativeModule: hasNativeSshCrypto(), inPlace: aes !== null };
}

/** The packet without its length is a multiple of the block (RFC 5647 §7.2). */
function paddingFor(payloadBytes: number): number {
  const padding = BLOCK_BYTES - ((HEAD_BYTES - LENGTH_BYTES + payloadBytes) % BLOCK_BYTES);
  return padding < MIN_PADDING_BYTES ? padding + BLOCK_BYTES : padding;
}
