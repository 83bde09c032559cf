import { rtpHeaderBytes } from '../rtp/index.ts';
import { type SrtpKeys, sessionKeys } from './srtp-keys.ts';
import { SrtpTransform } from './srtp-transform.ts';

/** Encrypts the packets of one stream, in order. Uses the first key. */
export class SrtpSender {
  readonly #transform: SrtpTransform;
  #rollovers = 0;
  #last: number | null = null;

  constructor({ suite, keys }: SrtpKeys) {
    const [key] = keys;
    if (key === undefined) throw new Error('a sender needs a key');
    this.#transform = new SrtpTransform(suite, sessionKeys(suite, key), Buffer.from(key.mki, 'hex'));
  }

  protect(packet: Buffer): Buffer {
    const sequenceNumber = packet.readUInt16BE(2);
    if (this.#last !== null && sequenceNumber < this.#last) this.#rollovers += 1;
    this.#last = sequenceNumber;
    const index = this.#rollovers * 2 ** 16 + sequenceNumber;
    return this.#transform.protect({ packet, headerBytes: rtpHeaderBytes(packet)!, index });
  }
}
