import { isIP } from 'node:net';

/**
 * The canonical form of an IP address: IPv4 dotted, IPv6 compressed in lower case (RFC 5952), an IPv4 address mapped into
 * IPv6 (`::ffff:192.0.2.1`) as IPv4. Null for anything else, also for addresses with a zone (`%eth0`).
 */
export function readIpAddress(text: string): string | null {
  const address = text.trim();
  if (isIP(address) === 4) return address;
  if (isIP(address) !== 6 || address.includes('%')) return null;
  const compressed = new URL(`http://[${address}]`).hostname.slice(1, -1);
  const mapped = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/.exec(compressed);
  return mapped === null ? compressed : dotted(Number.parseInt(mapped[1]!, 16), Number.parseInt(mapped[2]!, 16));
}

function dotted(high: number, low: number): string {
  return [high >> 8, high & 0xff, low >> 8, low & 0xff].join('.');
}
