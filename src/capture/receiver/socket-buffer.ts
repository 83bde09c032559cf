import { STREAM_PACKETS_PER_SECOND } from './rtp-receiver.ts';

/**
 * What a leg's socket asks the kernel for. The kernel grants `net.core.rmem_max` at most (208 KiB, if nobody has changed it), and doubles
 * it: room for a stall of two seconds, of packets of 10 ms, too.
 */
export const REQUESTED_BUFFER_BYTES = 256 * 1024;

/**
 * The same for RTCP: a PBX sends a packet in five seconds. No more, since few are taken of it at a time: what anybody sends to the ports would
 * fill the memory that the kernel has for all UDP sockets (`net.ipv4.udp_mem`), and then no leg's packet is taken.
 */
export const RTCP_BUFFER_BYTES = 8 * 1024;

/**
 * What a packet takes of it: the memory that the network card's driver has put it in and what the kernel keeps of it. Half a page
 * with most drivers, 0.8 kB on loopback.
 */
const COUNTED_BYTES = 2_304;

/** How long a stream of 20 ms fits in a buffer. */
export function bufferHoldsMs(bufferBytes: number): number {
  return (bufferBytes / COUNTED_BYTES / STREAM_PACKETS_PER_SECOND) * 1000;
}
