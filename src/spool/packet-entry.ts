import type { SpooledPacket } from './spooled-call.ts';

/**
 * A packet within a `packets` record: arrival (float64, Unix ms), leg (uint16), length (uint16), then the packet.
 * Little-endian. The arrival is a double, not a difference to the chunk's first, because the clock may be set while
 * a chunk is open; the four bytes it costs are 2% of a packet.
 */
export const ENTRY_HEADER_BYTES = 12;

/** Writes the entry at `offset` and tells where the next one goes. The caller has checked that it fits. */
export function writeEntry(view: DataView, target: Buffer, offset: number, packet: SpooledPacket): number {
  view.setFloat64(offset, packet.arrivedAtMs, true);
  view.setUint16(offset + 8, packet.leg, true);
  view.setUint16(offset + 10, packet.bytes.length, true);
  target.set(packet.bytes, offset + ENTRY_HEADER_BYTES);
  return offset + ENTRY_HEADER_BYTES + packet.bytes.length;
}

/** The packets of a record's payload, as views into it. An entry that does not fit ends the walk. */
export function* entriesOf(payload: Buffer): Generator<SpooledPacket> {
  let offset = 0;
  while (offset + ENTRY_HEADER_BYTES <= payload.length) {
    const start = offset + ENTRY_HEADER_BYTES;
    const end = start + payload.readUInt16LE(offset + 10);
    if (end > payload.length) return;
    yield {
      arrivedAtMs: payload.readDoubleLE(offset),
      leg: payload.readUInt16LE(offset + 8),
      bytes: payload.subarray(start, end),
    };
    offset = end;
  }
}
