import koffi from 'koffi';
import { delay } from '../../src/base/clock.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { RTP_HEADER_BYTES, writeRtp } from '../../src/wire/rtp/index.ts';

const BATCH = 64;
const PACKET_MS = 20;

// <sys/socket.h> and <netinet/in.h> of 64-bit Linux.
const AF_INET = 2;
const SOCK_DGRAM = 2;
const SOCKADDR_IN_BYTES = 16;
const IOVEC_BYTES = 16;
const MMSGHDR_BYTES = 64;

function memory(sizeBytes: number): { readonly address: bigint; readonly bytes: Buffer } {
  const address: bigint = koffi.alloc('uint8_t', sizeBytes);
  const bytes = Buffer.from(koffi.view(address, sizeBytes));
  bytes.fill(0);
  return { address, bytes };
}

/** `sendmmsg` with buffers that are made once, because the sender must use little CPU beside the measured receiver. */
function batchSender(packetBytes: number) {
  const libc = koffi.load('libc.so.6');
  const sendmmsg = libc.func('int sendmmsg(int, uintptr_t, unsigned int, int)');
  const socket: number = libc.func('int socket(int, int, int)')(AF_INET, SOCK_DGRAM, 0);
  const packets = memory(BATCH * packetBytes);
  const names = memory(BATCH * SOCKADDR_IN_BYTES);
  const vectors = memory(BATCH * IOVEC_BYTES);
  const headers = memory(BATCH * MMSGHDR_BYTES);
  const template = writeRtp({
    payloadType: 8,
    sequenceNumber: 0,
    timestampTicks: 0,
    ssrc: 1,
    payload: Buffer.alloc(packetBytes - RTP_HEADER_BYTES, 0xd5),
  });
  for (let slot = 0; slot < BATCH; slot++) {
    template.copy(packets.bytes, slot * packetBytes);
    names.bytes.writeUInt16LE(AF_INET, slot * SOCKADDR_IN_BYTES);
    names.bytes.set([127, 0, 0, 1], slot * SOCKADDR_IN_BYTES + 4);
    vectors.bytes.writeBigUInt64LE(packets.address + BigInt(slot * packetBytes), slot * IOVEC_BYTES);
    vectors.bytes.writeBigUInt64LE(BigInt(packetBytes), slot * IOVEC_BYTES + 8);
    const header = slot * MMSGHDR_BYTES;
    headers.bytes.writeBigUInt64LE(names.address + BigInt(slot * SOCKADDR_IN_BYTES), header);
    headers.bytes.writeUInt32LE(SOCKADDR_IN_BYTES, header + 8);
    headers.bytes.writeBigUInt64LE(vectors.address + BigInt(slot * IOVEC_BYTES), header + 16);
    headers.bytes.writeBigUInt64LE(1n, header + 24);
  }
  return {
    put(slot: number, port: number, number: number): void {
      names.bytes.writeUInt16BE(port, slot * SOCKADDR_IN_BYTES + 2);
      packets.bytes.writeUInt16BE(number & 0xffff, slot * packetBytes + 2);
      packets.bytes.writeUInt32BE((number * 160) >>> 0, slot * packetBytes + 4);
    },
    send(count: number): void {
      const sent: number = sendmmsg(socket, headers.address, count, 0);
      if (sent !== count) throw new Error(`sent ${sent} of ${count} packets`);
    },
  };
}

/** Of 20 ms of G.711. */
export const RTP_PACKET_BYTES = 172;
/** The same with the tag of the longest suite: what is in it is nothing to the receiver. */
export const SRTP_PACKET_BYTES = RTP_PACKET_BYTES + 16;

/** Sends packets of 20 ms to each port for `seconds`, evenly spread over time, numbered from `first`. Returns the number of packets. */
export async function sendRtp(
  ports: readonly number[],
  seconds: number,
  packetBytes: number,
  first = 0,
): Promise<number> {
  const sender = batchSender(packetBytes);
  const total = ports.length * Math.floor((seconds * 1000) / PACKET_MS);
  const begun = systemClock.monotonicMs();
  for (let sent = 0; sent < total; ) {
    const due = Math.min(total, Math.floor(((systemClock.monotonicMs() - begun) / PACKET_MS) * ports.length));
    while (sent < due) {
      const count = Math.min(BATCH, due - sent);
      for (let slot = 0; slot < count; slot++, sent++) {
        sender.put(slot, ports[sent % ports.length]!, first + Math.floor(sent / ports.length));
      }
      sender.send(count);
    }
    await delay(systemClock, 1);
  }
  return total;
}
