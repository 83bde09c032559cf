import { fail, ok, type Result } from '../../base/result.ts';

/** The fixed part of the header, RFC 3550 §5.1. */
export const RTP_HEADER_BYTES = 12;
const VERSION = 2;

interface RtpPacket {
  /** 0…127. */
  readonly payloadType: number;
  readonly marker: boolean;
  /** 16 bits. */
  readonly sequenceNumber: number;
  /** 32 bits, in ticks of the payload type's clock. */
  readonly timestampTicks: number;
  /** 32 bits. */
  readonly ssrc: number;
  /** The sources mixed into this stream, 0…15. */
  readonly csrcs: readonly number[];
  readonly extension: RtpExtension | null;
  /** Without padding. A view of the packet it was read from: valid as long as that is. */
  readonly payload: Uint8Array;
}

/** A header extension, RFC 3550 §5.3.1. */
interface RtpExtension {
  /** "Defined by profile", 16 bits. */
  readonly profile: number;
  /** A whole number of 32-bit words. */
  readonly data: Uint8Array;
}

type RtpFault = 'too-short' | 'wrong-version' | 'csrcs-cut' | 'extension-cut' | 'padding-invalid';

/**
 * Reads one RTP packet. Every length in it is checked against the packet's own.
 *
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |V=2|P|X|  CC   |M|     PT      |       sequence number         |
 * |                           timestamp                           |
 * |           synchronization source (SSRC) identifier            |
 * |            contributing source (CSRC) identifiers, CC         |
 *
 * RFC 3550 §5.1.
 */
export function parseRtp(packet: Uint8Array): Result<RtpPacket, RtpFault> {
  if (packet.length < RTP_HEADER_BYTES) return fail('too-short');
  const first = packet[0]!;
  if (first >> 6 !== VERSION) return fail('wrong-version');
  const extensionAt = RTP_HEADER_BYTES + (first & 0x0f) * 4;
  if (extensionAt > packet.length) return fail('csrcs-cut');
  // Most packets have neither extension nor CSRCs, and a view costs as much as all the rest.
  const extension = first & 0x10 ? readExtension(packet, viewOf(packet), extensionAt) : null;
  if (extension === 'cut') return fail('extension-cut');
  const payloadAt = extension === null ? extensionAt : extensionAt + 4 + extension.data.length;
  const paddingBytes = first & 0x20 ? readPaddingBytes(packet, payloadAt) : 0;
  if (paddingBytes === null) return fail('padding-invalid');
  return ok({
    payloadType: packet[1]! & 0x7f,
    marker: packet[1]! >= 0x80,
    sequenceNumber: (packet[2]! << 8) | packet[3]!,
    timestampTicks: uint32At(packet, 4),
    ssrc: uint32At(packet, 8),
    csrcs: extensionAt === RTP_HEADER_BYTES ? NO_CSRCS : readCsrcs(viewOf(packet), extensionAt),
    extension,
    payload: packet.subarray(payloadAt, packet.length - paddingBytes),
  });
}

/** The length of the header with CSRCs and extension, of a packet whose payload may be encrypted (RFC 3711 §3.1); null: it is no RTP. */
export function rtpHeaderBytes(packet: Uint8Array): number | null {
  if (packet.length < RTP_HEADER_BYTES || packet[0]! >> 6 !== VERSION) return null;
  const extensionAt = RTP_HEADER_BYTES + (packet[0]! & 0x0f) * 4;
  if ((packet[0]! & 0x10) === 0) return extensionAt > packet.length ? null : extensionAt;
  if (extensionAt + 4 > packet.length) return null;
  const end = extensionAt + 4 + ((packet[extensionAt + 2]! << 8) | packet[extensionAt + 3]!) * 4;
  return end > packet.length ? null : end;
}

function viewOf(packet: Uint8Array): DataView {
  return new DataView(packet.buffer, packet.byteOffset, packet.length);
}

function uint32At(packet: Uint8Array, at: number): number {
  return ((packet[at]! << 24) | (packet[at + 1]! << 16) | (packet[at + 2]! << 8) | packet[at + 3]!) >>> 0;
}

const NO_CSRCS: readonly number[] = [];

function readCsrcs(view: DataView, end: number): number[] {
  const csrcs: number[] = [];
  for (let at = RTP_HEADER_BYTES; at < end; at += 4) csrcs.push(view.getUint32(at));
  return csrcs;
}

function readExtension(packet: Uint8Array, view: DataView, at: number): RtpExtension | 'cut' {
  if (at + 4 > packet.length) return 'cut';
  const dataBytes = view.getUint16(at + 2) * 4;
  if (at + 4 + dataBytes > packet.length) return 'cut';
  return { profile: view.getUint16(at), data: packet.subarray(at + 4, at + 4 + dataBytes) };
}

/** "The last octet of the padding contains a count of how many padding octets should be ignored, including itself." */
function readPaddingBytes(packet: Uint8Array, payloadAt: number): number | null {
  if (packet.length <= payloadAt) return null;
  const count = packet[packet.length - 1]!;
  return count === 0 || count > packet.length - payloadAt ? null : count;
}

/** The fields of a packet to send; the rare ones are optional. */
type RtpFields = Pick<RtpPacket, 'payloadType' | 'sequenceNumber' | 'timestampTicks' | 'ssrc' | 'payload'> &
  Partial<Pick<RtpPacket, 'marker' | 'csrcs' | 'extension'>>;

/** Writes one RTP packet without padding. Numbers are cut to their field's width, so counters need not wrap. */
export function writeRtp(fields: RtpFields): Buffer {
  const csrcs = fields.csrcs ?? NO_CSRCS;
  const extension = fields.extension ?? null;
  const extensionAt = RTP_HEADER_BYTES + csrcs.length * 4;
  const payloadAt = extensionAt + (extension === null ? 0 : 4 + extension.data.length);
  const packet = Buffer.alloc(payloadAt + fields.payload.length);
  packet[0] = (VERSION << 6) | (extension === null ? 0 : 0x10) | csrcs.length;
  packet[1] = (fields.marker ? 0x80 : 0) | (fields.payloadType & 0x7f);
  packet.writeUInt16BE(fields.sequenceNumber & 0xffff, 2);
  packet.writeUInt32BE(fields.timestampTicks >>> 0, 4);
  packet.writeUInt32BE(fields.ssrc >>> 0, 8);
  for (const [index, csrc] of csrcs.entries()) packet.writeUInt32BE(csrc >>> 0, RTP_HEADER_BYTES + index * 4);
  if (extension !== null) {
    packet.writeUInt16BE(extension.profile, extensionAt);
    packet.writeUInt16BE(extension.data.length / 4, extensionAt + 2);
    packet.set(extension.data, extensionAt + 4);
  }
  packet.set(fields.payload, payloadAt);
  return packet;
}

/**
 * Whether a datagram on a port that RTP and RTCP share is RTCP: "RTP and RTCP packets are distinguished by the
 * second octet": RTCP's packet types 192…223 would read as RTP payload types 64…95 with the marker set, which RTP
 * therefore must not use. RFC 5761 §4.
 */
export function isRtcp(datagram: Uint8Array): boolean {
  const packetType = datagram[1];
  return packetType !== undefined && datagram[0]! >> 6 === 2 && packetType >= 192 && packetType <= 223;
}
