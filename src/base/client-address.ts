import { BlockList, isIP } from 'node:net';

/** An address in its usual form: an IPv4 client of an IPv6 socket (`::ffff:192.0.2.1`) as IPv4. */
export function plainAddress(address: string | undefined): string {
  return (address ?? '').replace(/^::ffff:(?=\d+\.)/i, '');
}

/**
 * What counts as one client: an IPv4 address, or the /64 of an IPv6 one: a subscriber gets a complete /64 and could use
 * a new address for each connection.
 */
export function clientNetwork(address: string): string {
  if (!address.includes(':')) return address;
  const [head = '', tail] = address.replace(/%.*$/, '').split('::');
  const first = groups(head);
  const last = tail === undefined ? [] : groups(tail);
  const zeros = Array.from({ length: Math.max(0, 8 - first.length - last.length) }, () => '0');
  const prefix = [...first, ...zeros, ...last].slice(0, 4).map((group) => Number.parseInt(group, 16).toString(16));
  return `${prefix.join(':')}::/64`;
}

function groups(part: string): string[] {
  return part === '' ? [] : part.split(':');
}

/** Whether two IP addresses are the same, however they are written; the zone of a link-local one does not count. */
export function isSameAddress(one: string, other: string): boolean {
  const [first, second] = [one, other].map((address) => plainAddress(address).replace(/%.*$/, ''));
  const family = isIP(first!);
  if (family === 0 || family !== isIP(second!)) return false;
  const list = new BlockList();
  list.addAddress(first!, family === 6 ? 'ipv6' : 'ipv4');
  return list.check(second!, family === 6 ? 'ipv6' : 'ipv4');
}

/** Whether the address is the machine's own loopback. */
export function isLoopback(address: string): boolean {
  return address === '::1' || address.startsWith('127.');
}

/** RFC 1918 and RFC 4193 (`fc00::/7`); loopback too. */
const PRIVATE = /^(10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|f[cd][0-9a-f]{2}:)/i;

/** Whether the address can only be one of the operator's own machines or networks. */
export function isPrivateAddress(address: string): boolean {
  return isLoopback(address) || PRIVATE.test(address);
}
