import { createDecipheriv, randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { AesGcmInPlace } from '../../platform/aes-gcm-in-place.ts';
import { GcmPacketCipher } from './packet-cipher.ts';

/** Takes what is written, as the kernel does, at once or later. */
class FakeSocket {
  writable = true;
  readonly written: Buffer[] = [];
  readonly #done: (() => void)[] = [];

  write(bytes: Uint8Array | string, done?: unknown): boolean {
    this.written.push(Buffer.from(bytes as Uint8Array));
    this.#done.push(done as () => void);
    return true;
  }

  destroy(): void {
    this.writable = false;
  }

  take(): void {
    for (const done of this.#done.splice(0)) done();
  }
}

test.each([16, 32])(
  'packets of AES-GCM with %i bytes of key are what Node decrypts, whatever their size',
  (keyBytes) => {
    const key = randomBytes(keyBytes);
    const nonce = Buffer.from('0102030400000000000000fe', 'hex');
    const expected = Buffer.from(nonce);
    const socket = new FakeSocket();
    const cipher = new GcmPacketCipher(AesGcmInPlace.create(key)!, { outSeqno: 7, nonce }, socket);
    const payloads = [1, 6, 7, 8, 22, 23, 32_768 + 9, 100_000, 500].map((size) => randomBytes(size));
    payloads.forEach((payload, index) => {
      cipher.allocPacket(payload.length).set(payload, 5);
      const unsent = cipher.allocPacket(payload.length);
      unsent.set(payload, 5);
      cipher.encrypt(unsent);
      if (index % 2 === 1) socket.take();
    });
    payloads.forEach((payload, index) => {
      const packet = socket.written[index]!;
      const length = packet.readUInt32BE(0);
      expect([length % 16, packet.length]).toEqual([0, 4 + length + 16]);
      const decipher = createDecipheriv(`aes-${keyBytes * 8}-gcm` as 'aes-128-gcm', key, expected);
      decipher.setAAD(packet.subarray(0, 4)).setAuthTag(packet.subarray(4 + length));
      const plain = Buffer.concat([decipher.update(packet.subarray(4, 4 + length)), decipher.final()]);
      expect(plain[0]).toBeGreaterThanOrEqual(4);
      expect(plain.subarray(1, length - plain[0]!).equals(payload)).toBe(true);
      expected.writeUInt32BE(expected.readUInt32BE(8) + 1, 8);
    });
    expect(cipher.outSeqno).toBe(7 + payloads.length);
    cipher.free();
    cipher.encrypt(cipher.allocPacket(1));
    cipher.free();
    expect(socket.written).toHaveLength(payloads.length);
  },
);

test('small packets that nobody takes hold little memory; what cannot be encrypted ends the connection', () => {
  const socket = new FakeSocket();
  const aes = AesGcmInPlace.create(randomBytes(16))!;
  const cipher = new GcmPacketCipher(aes, { outSeqno: 0, nonce: Buffer.alloc(12) }, socket);
  const buffers = new Set<ArrayBufferLike>();
  for (let index = 0; index < 1000; index++) {
    const packet = cipher.allocPacket(20);
    buffers.add(packet.buffer);
    cipher.encrypt(packet);
  }
  expect([...buffers].reduce((sum, { byteLength }) => sum + byteLength, 0)).toBeLessThan(200_000);
  aes.free();
  cipher.encrypt(cipher.allocPacket(20));
  expect(socket.writable).toBe(false);
  expect(socket.written).toHaveLength(1000);
});

test('nothing is written behind a buffer, or with a key or a nonce of another length', () => {
  const aes = AesGcmInPlace.create(randomBytes(16))!;
  const seal =
    (bytes: number, length: number, nonceBytes = 12) =>
    () =>
      aes.seal(Buffer.alloc(bytes), { clearBytes: 4, length, nonce: Buffer.alloc(nonceBytes) });
  expect(seal(36, 20)).not.toThrow();
  for (const wrong of [seal(35, 20), seal(36, 20, 11), seal(36, 3)]) expect(wrong).toThrow();
  aes.free();
  expect(seal(36, 20)).toThrow();
  expect(AesGcmInPlace.create(randomBytes(24))).toBeNull();
});
