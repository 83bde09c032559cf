import { bufferHoldsMs, REQUESTED_BUFFER_BYTES } from './receiver/socket-buffer.ts';
import { LONGEST_VISIT_MS, STALL_MS } from './worker/visits.ts';

/** What the sockets of legs have to hold: what comes between two visits, and in a stall. */
export const NEEDED_ROOM_MS = STALL_MS + LONGEST_VISIT_MS;

/** How long a stream fits in a leg's socket where `net.core.rmem_max` is this. */
export function roomMs(rmemMaxBytes: number): number {
  return bufferHoldsMs(2 * Math.min(REQUESTED_BUFFER_BYTES, rmemMaxBytes));
}

/** How many calls of two legs that stall the kernel can hold in so much memory. */
export function stalledCalls(memoryBytes: number): number {
  return Math.floor(bufferHoldsMs(memoryBytes) / NEEDED_ROOM_MS / 2);
}
