/**
 * Whether a datagram on a port that RTP and RTCP share is RTCP: "RTP and RTCP packets are distinguished by the
 * second octet": RTCP's packet types 192…223 would read as RTP payload types 64…95 with the marker set, which RTP
 * therefore must not use. RFC 5761 §4.
 */
export function isRtcp(datagram: Uint8Array): boolean {
  const packetType = datagram[1];
  return packetType !== undefined && datagram[0]! >> 6 === 2 && packetType >= 192 && packetType <= 223;
}
