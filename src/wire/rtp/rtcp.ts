const VERSION = 2;
const SENDER_REPORT = 200;
const RECEIVER_REPORT = 201;
const SOURCE_DESCRIPTION = 202;
const BYE = 203;
const CNAME_ITEM = 1;
const HEADER_BYTES = 4;

/** What a compound packet says that a receiver uses. */
interface RtcpCompound {
  /** Of the last sender report; null: there is none. */
  readonly sender: SenderReport | null;
  /** Sources that say goodbye. */
  readonly left: readonly number[];
}

interface SenderReport {
  readonly ssrc: number;
  /** The middle 32 bits of its NTP time, repeated in a receiver report (RFC 3550 §6.4.1, LSR). */
  readonly ntpMiddle: number;
}

/**
 * Reads the packets of a datagram, RFC 3550 §6.1. A damaged end is left out; SRTCP shows only its first packet's header.
 *
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * |V=2|P|    RC   |      PT       |  length in 32-bit words less 1 |
 */
export function parseRtcp(datagram: Uint8Array): RtcpCompound {
  const view = new DataView(datagram.buffer, datagram.byteOffset, datagram.length);
  let sender: SenderReport | null = null;
  const left: number[] = [];
  for (let at = 0; at + HEADER_BYTES <= view.byteLength; ) {
    const first = view.getUint8(at);
    const end = at + HEADER_BYTES + view.getUint16(at + 2) * 4;
    if (first >> 6 !== VERSION || end > view.byteLength) break;
    const type = view.getUint8(at + 1);
    if (type === SENDER_REPORT && end - at >= 28) {
      sender = { ssrc: view.getUint32(at + 4), ntpMiddle: view.getUint32(at + 10) };
    } else if (type === BYE) {
      for (let source = 0; source < (first & 0x1f) && at + 8 + source * 4 <= end; source++) {
        left.push(view.getUint32(at + 4 + source * 4));
      }
    }
    at = end;
  }
  return { sender, left };
}

/** RFC 3550 §6.4.1. */
export interface ReportBlock {
  readonly ssrc: number;
  /** Of the packets since the last report, in 1/256. */
  readonly fractionLost: number;
  /** In all; may be negative where packets were duplicated. */
  readonly lost: number;
  /** Extended by the number of its wraps. */
  readonly highestSequenceNumber: number;
  /** In ticks of the RTP clock. */
  readonly jitterTicks: number;
  /** `ntpMiddle` of the last sender report; 0: none came. */
  readonly lastSenderReport: number;
  /** Since it came, in 1/65536 s. */
  readonly delaySinceLast: number;
}

interface ReceiverReport {
  /** Our own. */
  readonly ssrc: number;
  readonly cname: string;
  /** Null: nothing was received yet. */
  readonly block: ReportBlock | null;
  /** Whether we leave. */
  readonly bye: boolean;
}

/** A compound packet of a receiver: report, then source description (RFC 3550 §6.1 demands both). */
export function writeReceiverReport({ ssrc, cname, block, bye }: ReceiverReport): Buffer {
  const report = Buffer.alloc(block === null ? 8 : 32);
  writeHeader(report, block === null ? 0 : 1, RECEIVER_REPORT);
  report.writeUInt32BE(ssrc, 4);
  if (block !== null) {
    report.writeUInt32BE(block.ssrc, 8);
    report.writeUInt8(block.fractionLost, 12);
    report.writeIntBE(Math.min(Math.max(block.lost, -0x800000), 0x7fffff), 13, 3);
    report.writeUInt32BE(block.highestSequenceNumber >>> 0, 16);
    report.writeUInt32BE(Math.min(block.jitterTicks, 0xffffffff), 20);
    report.writeUInt32BE(block.lastSenderReport, 24);
    report.writeUInt32BE(Math.min(block.delaySinceLast, 0xffffffff), 28);
  }
  const text = Buffer.from(cname);
  // The item, at least one zero byte that ends the list, and zeros up to the word.
  const description = Buffer.alloc(8 + Math.ceil((2 + text.length + 1) / 4) * 4);
  writeHeader(description, 1, SOURCE_DESCRIPTION);
  description.writeUInt32BE(ssrc, 4);
  description.writeUInt8(CNAME_ITEM, 8);
  description.writeUInt8(text.length, 9);
  text.copy(description, 10);
  return Buffer.concat([report, description, ...(bye ? [goodbyeOf(ssrc)] : [])]);
}

function goodbyeOf(ssrc: number): Buffer {
  const packet = Buffer.alloc(8);
  writeHeader(packet, 1, BYE);
  packet.writeUInt32BE(ssrc, 4);
  return packet;
}

function writeHeader(packet: Buffer, count: number, type: number): void {
  packet.writeUInt8((VERSION << 6) | count, 0);
  packet.writeUInt8(type, 1);
  packet.writeUInt16BE(packet.length / 4 - 1, 2);
}
