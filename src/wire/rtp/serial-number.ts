/**
 * Arithmetic on counters that wrap: RTP sequence numbers (16 bits) and timestamps (32 bits), after RFC 1982: of two
 * numbers the one less than half the circle ahead is the later one.
 */

/** How far `later` is ahead of `earlier`: -32768…32767; negative when it is behind. */
export function serialDistance16(earlier: number, later: number): number {
  return ((later - earlier) << 16) >> 16;
}

/** How far `later` is ahead of `earlier`: -2^31…2^31-1; negative when it is behind. */
export function serialDistance32(earlier: number, later: number): number {
  return (later - earlier) | 0;
}

/**
 * The unwrapped number of `serial`: the one nearest to `reference`, which is unwrapped too (for example that of the
 * packet before). May be negative when the first packet was not the earliest.
 */
export function unwrapSerial16(reference: number, serial: number): number {
  return reference + serialDistance16(reference & 0xffff, serial);
}

/** As `unwrapSerial16`, for 32 bits. Exact up to 2^53 ticks: 35,000 years at 8 kHz. */
export function unwrapSerial32(reference: number, serial: number): number {
  return reference + serialDistance32(reference >>> 0, serial);
}
