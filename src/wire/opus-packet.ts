/** RFC 6716 §3.2.1: "the maximum representable length is 255*4+255=1275 bytes"; R2 holds for every frame. */
const MAX_FRAME_BYTES = 1275;
/** R5: "the total audio duration of the packet is at most 120 ms". */
const MAX_PACKET_MS = 120;

/** Duration of a frame by the upper five bits of the TOC byte (RFC 6716 table 2), ms. */
const FRAME_MS: readonly number[] = [
  ...Array.from({ length: 3 }, () => [10, 20, 40, 60]).flat(), // SILK
  ...Array.from({ length: 2 }, () => [10, 20]).flat(), // hybrid
  ...Array.from({ length: 4 }, () => [2.5, 5, 10, 20]).flat(), // CELT
];

/**
 * How long the sound of an Opus packet is, ms; null: it is not an Opus packet. Checks all that RFC 6716 §3.4 (R1 to R7) demands, so
 * that a decoder only gets packets that it accepts.
 *
 *  0 1 2 3 4 5 6 7
 * | config  |s| c |   the TOC byte; c: how many frames
 */
export function opusPacketMs(packet: Uint8Array): number | null {
  if (packet.length === 0) return null;
  const frames = frameCount(packet);
  return frames === null ? null : frames * FRAME_MS[packet[0]! >> 3]!;
}

function frameCount(packet: Uint8Array): number | null {
  const body = packet.length - 1;
  switch (packet[0]! & 3) {
    case 0:
      return body <= MAX_FRAME_BYTES ? 1 : null;
    case 1:
      return body % 2 === 0 && body / 2 <= MAX_FRAME_BYTES ? 2 : null;
    case 2: {
      const first = frameLengthAt(packet, 1);
      const second = first && packet.length - first.end - first.bytes;
      return second !== null && second >= 0 && second <= MAX_FRAME_BYTES ? 2 : null;
    }
    default:
      return signalledFrameCount(packet);
  }
}

/**
 * Code 3: a byte with the number of frames, the length of the padding, the lengths of the frames if they differ.
 *
 *  0 1 2 3 4 5 6 7
 * |v|p|     M     |
 */
function signalledFrameCount(packet: Uint8Array): number | null {
  if (packet.length < 2) return null;
  const frames = packet[1]! & 0x3f;
  if (frames === 0 || frames * FRAME_MS[packet[0]! >> 3]! > MAX_PACKET_MS) return null;
  const padding = packet[1]! & 0x40 ? paddingAt(packet, 2) : { end: 2, bytes: 0 };
  if (padding === null) return null;
  const end = packet.length - padding.bytes;
  const last = packet[1]! & 0x80 ? lastFrameBytes(packet, padding.end, frames, end) : (end - padding.end) / frames;
  if (last === null) return null;
  return Number.isInteger(last) && last >= 0 && last <= MAX_FRAME_BYTES ? frames : null;
}

/** What the frames before the last one leave of a packet whose frames differ in length. */
function lastFrameBytes(packet: Uint8Array, from: number, frames: number, end: number): number | null {
  let at = from;
  let used = 0;
  for (let frame = 1; frame < frames; frame++) {
    const length = frameLengthAt(packet, at);
    if (length === null) return null;
    at = length.end;
    used += length.bytes;
  }
  return end - at - used;
}

/** RFC 6716 §3.2.1: one byte up to 251, else two. `end`: behind the length. */
function frameLengthAt(packet: Uint8Array, at: number): { readonly end: number; readonly bytes: number } | null {
  const first = packet[at];
  if (first === undefined) return null;
  if (first < 252) return { end: at + 1, bytes: first };
  const second = packet[at + 1];
  return second === undefined ? null : { end: at + 2, bytes: 4 * second + first };
}

/** RFC 6716 §3.2.5: each 255 means 254 bytes, and that another byte of the length follows. */
function paddingAt(packet: Uint8Array, from: number): { readonly end: number; readonly bytes: number } | null {
  let bytes = 0;
  for (let at = from; at < packet.length; at++) {
    if (packet[at] !== 255) return { end: at + 1, bytes: bytes + packet[at]! };
    bytes += 254;
  }
  return null;
}
