import { isIPv6 } from 'node:net';

/** A message as it was sent between two addresses, not encrypted. */
export interface CapturedPayload {
  /** Unix ms. */
  readonly at: number;
  readonly protocol: 'udp' | 'tcp';
  readonly from: CapturedEndpoint;
  readonly to: CapturedEndpoint;
  readonly bytes: Uint8Array;
}

interface CapturedEndpoint {
  /** An IP address; both of a payload are of one family. */
  readonly address: string;
  readonly port: number;
}

/** https://www.ietf.org/archive/id/draft-ietf-opsawg-pcap: little-endian, microseconds, LINKTYPE_RAW: IPv4 or IPv6 without a link layer. */
const MAGIC = 0xa1b2c3d4;
const LINKTYPE_RAW = 101;
const SNAP_LENGTH = 262_144;

const UDP = 17;
const TCP = 6;
/** Of one TCP segment: as on Ethernet. */
const MAX_SEGMENT = 1400;
/** Length fields have 16 bits. */
const MAX_UDP_PAYLOAD = 65_000;
const PSH_ACK = 0x18;

/** A capture file for Wireshark, as if it had been taken on the line: each payload in UDP, or in TCP segments whose numbers go on. */
export function writePcap(payloads: readonly CapturedPayload[]): Buffer {
  const header = Buffer.alloc(24);
  header.writeUInt32LE(MAGIC, 0);
  header.writeUInt16LE(2, 4);
  header.writeUInt16LE(4, 6);
  header.writeUInt32LE(SNAP_LENGTH, 16);
  header.writeUInt32LE(LINKTYPE_RAW, 20);
  const streams = new Map<string, number>();
  return Buffer.concat([header, ...payloads.flatMap((payload) => records(payload, streams))]);
}

function records(payload: CapturedPayload, streams: Map<string, number>): Buffer[] {
  const { at, protocol } = payload;
  const packets = protocol === 'udp' ? [udpPacket(payload)] : tcpPackets(payload, streams);
  return packets.flatMap((packet) => {
    const header = Buffer.alloc(16);
    header.writeUInt32LE(Math.floor(at / 1000), 0);
    header.writeUInt32LE(Math.floor((at % 1000) * 1000), 4);
    header.writeUInt32LE(packet.length, 8);
    header.writeUInt32LE(packet.length, 12);
    return [header, packet];
  });
}

/** RFC 768. */
function udpPacket(payload: CapturedPayload): Buffer {
  const bytes = payload.bytes.subarray(0, MAX_UDP_PAYLOAD);
  const header = Buffer.alloc(8);
  header.writeUInt16BE(payload.from.port, 0);
  header.writeUInt16BE(payload.to.port, 2);
  header.writeUInt16BE(header.length + bytes.length, 4);
  const datagram = Buffer.concat([header, bytes]);
  // 0 means: none.
  datagram.writeUInt16BE(transportChecksum(payload, UDP, datagram) || 0xffff, 6);
  return ipPacket(payload, UDP, datagram);
}

/** RFC 9293 §3.1. `streams`: the bytes sent so far, by direction; a capture that began after the handshake. */
function tcpPackets(payload: CapturedPayload, streams: Map<string, number>): Buffer[] {
  const { from, to, bytes } = payload;
  const packets: Buffer[] = [];
  for (let start = 0; start < bytes.length; start += MAX_SEGMENT) {
    const part = bytes.subarray(start, start + MAX_SEGMENT);
    const sent = streams.get(streamOf(from, to)) ?? 0;
    const header = Buffer.alloc(20);
    header.writeUInt16BE(from.port, 0);
    header.writeUInt16BE(to.port, 2);
    header.writeUInt32BE((1 + sent) % 2 ** 32, 4);
    header.writeUInt32BE((1 + (streams.get(streamOf(to, from)) ?? 0)) % 2 ** 32, 8);
    header.writeUInt8((header.length / 4) << 4, 12);
    header.writeUInt8(PSH_ACK, 13);
    header.writeUInt16BE(0xffff, 14);
    const segment = Buffer.concat([header, part]);
    segment.writeUInt16BE(transportChecksum(payload, TCP, segment), 16);
    streams.set(streamOf(from, to), sent + part.length);
    packets.push(ipPacket(payload, TCP, segment));
  }
  return packets;
}

function streamOf(from: CapturedEndpoint, to: CapturedEndpoint): string {
  return `${from.address} ${from.port} ${to.address} ${to.port}`;
}

/** RFC 791 §3.1, RFC 8200 §3. */
function ipPacket({ from, to }: CapturedPayload, protocol: number, content: Buffer): Buffer {
  const addresses = Buffer.concat([addressBytes(from.address), addressBytes(to.address)]);
  if (isIPv6(from.address)) {
    const header = Buffer.alloc(8);
    header.writeUInt8(0x60, 0);
    header.writeUInt16BE(content.length, 4);
    header.writeUInt8(protocol, 6);
    header.writeUInt8(64, 7);
    return Buffer.concat([header, addresses, content]);
  }
  const header = Buffer.alloc(12);
  header.writeUInt8(0x45, 0);
  header.writeUInt16BE(header.length + addresses.length + content.length, 2);
  header.writeUInt8(64, 8);
  header.writeUInt8(protocol, 9);
  const whole = Buffer.concat([header, addresses]);
  whole.writeUInt16BE(checksum(whole), 10);
  return Buffer.concat([whole, content]);
}

/** RFC 768, RFC 9293 §3.1, RFC 8200 §8.1: over a pseudo header, too. */
function transportChecksum({ from, to }: CapturedPayload, protocol: number, content: Buffer): number {
  const length = Buffer.alloc(8);
  length.writeUInt32BE(content.length, 0);
  length.writeUInt32BE(protocol, 4);
  return checksum(Buffer.concat([addressBytes(from.address), addressBytes(to.address), length, content]));
}

/** RFC 1071. */
function checksum(bytes: Buffer): number {
  let sum = 0;
  for (let at = 0; at < bytes.length; at += 2) sum += (bytes[at]! << 8) | (bytes[at + 1] ?? 0);
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16);
  return ~sum & 0xffff;
}

function addressBytes(address: string): Buffer {
  if (!isIPv6(address)) return Buffer.from(address.split('.').map(Number));
  const hextets = ipv6Hextets(address.split('%')[0]!);
  return Buffer.from(hextets.flatMap((hextet) => [hextet >> 8, hextet & 0xff]));
}

/** RFC 4291 §2.2, with an embedded IPv4 address, too. */
function ipv6Hextets(address: string): number[] {
  const [head = '', tail] = address.split('::');
  const [before, after] = [hextetsOf(head), hextetsOf(tail ?? '')];
  return [...before, ...Array.from({ length: 8 - before.length - after.length }, () => 0), ...after];
}

function hextetsOf(text: string): number[] {
  if (text === '') return [];
  return text.split(':').flatMap((part) => (part.includes('.') ? ipv4Hextets(part) : parseInt(part, 16)));
}

function ipv4Hextets(address: string): number[] {
  const [a = 0, b = 0, c = 0, d = 0] = address.split('.').map(Number);
  return [(a << 8) | b, (c << 8) | d];
}
